use testkit::postgres::Postgres;

use crate::running::{Running, gongshu, text, verify};

async fn check(database: Option<String>) {
    let running = Running::start(database.clone()).await;
    let (played, steps) = running.play().await;
    assert_eq!(played.steps as usize, steps.len());
    let refused = steps.iter().filter(|step| step.article.is_some()).count();
    assert!(refused > 10, "steps cite their articles: {refused}");
    running.app.publish().await.unwrap();
    let (folder, temporary) = running.stop().await;
    let (code, said) = verify(&folder, database.as_deref());
    assert_eq!(code, 0, "{said}");
    // Every receipt holds offline, with nothing but the file and the key; one changed byte and it does not.
    let key = temporary.path().join("log.vkey");
    std::fs::write(&key, format!("{}\n", played.log_key)).unwrap();
    assert!(!played.receipts.is_empty());
    for (number, receipt) in played.receipts.iter().enumerate() {
        let file = temporary.path().join(format!("receipt-{number}.json"));
        std::fs::write(&file, &receipt.file).unwrap();
        let holds = gongshu().args(["verify", "--receipt"]).arg(&file).arg("--key").arg(&key).output().unwrap();
        assert_eq!(holds.status.code(), Some(0), "{}", text(&holds));
        let changed = String::from_utf8(receipt.file.clone()).unwrap().replacen("\\\"rows\\\":", "\\\"rows\\\":1", 1);
        assert_ne!(changed.as_bytes(), receipt.file, "the payload names its rows");
        std::fs::write(&file, changed).unwrap();
        let differs = gongshu().args(["verify", "--receipt"]).arg(&file).arg("--key").arg(&key).output().unwrap();
        assert_eq!(differs.status.code(), Some(1), "{}", text(&differs));
    }
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
