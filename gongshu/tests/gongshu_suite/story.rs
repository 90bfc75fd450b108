use testkit::postgres::Postgres;

use crate::running::{Running, verify};

async fn check(database: Option<String>) {
    let running = Running::start(database.clone()).await;
    let (played, steps) = running.play().await;
    assert_eq!(played.steps as usize, steps.len());
    let refused = steps.iter().filter(|step| step.article.is_some()).count();
    assert!(refused > 10, "steps cite their articles: {refused}");
    running.app.publish().await.unwrap();
    let (folder, _temporary) = running.stop().await;
    let (code, said) = verify(&folder, database.as_deref());
    assert_eq!(code, 0, "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    Box::pin(check(None)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql() {
    let Some(server) = Postgres::start().unwrap() else { return };
    Box::pin(check(Some(server.database().unwrap()))).await;
}
