//! The risk watch across restarts of a platform: nothing found is lost, nothing found twice.

use std::path::Path;
use std::sync::Arc;

use app::{App, Login, Options, Outbound};
use testkit::{SeededEntropy, SimClock, founded};

const PASSWORD: &str = "correct horse battery";
/// As the shipped rule `parallel-use` counts.
const SESSIONS: usize = 6;

async fn opened(folder: &Path, clock: &Arc<SimClock>, entropy: &Arc<SeededEntropy>) -> Arc<App> {
    let (clock, entropy) = (Arc::clone(clock), Arc::clone(entropy));
    let options =
        Options { folder: folder.to_path_buf(), database: None, clock, entropy, outbound: Outbound::default() };
    App::open(options).await.unwrap()
}

async fn sign_in(app: &App, handle: &str) {
    let login = Login { handle: handle.to_owned(), password: PASSWORD.to_owned().into() };
    app.login(login).await.map(drop).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_neither_loses_nor_doubles_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(SimClock::new("2026-03-02T09:00:00+08:00".parse().unwrap()));
    let entropy = Arc::new(SeededEntropy::new("watch"));
    let path = folder.path().join("platform");
    let (app, _) = founded(&path, None, clock.clone(), entropy.clone()).await.unwrap();
    for handle in ["first", "second", "third"] {
        app.register_applicant(handle.to_owned(), PASSWORD.to_owned().into()).await.unwrap();
    }
    for _ in 0..SESSIONS - 1 {
        sign_in(&app, "first").await;
    }
    assert_eq!(app.watch().await.unwrap().hits, 0);
    app.close().await;

    // What was counted before the restart counts on.
    let app = opened(&path, &clock, &entropy).await;
    sign_in(&app, "first").await;
    assert_eq!(app.watch().await.unwrap().hits, 1);
    assert_eq!(app.watch().await.unwrap().acts, 0, "it has read its own acts too");
    for _ in 0..SESSIONS {
        sign_in(&app, "second").await;
    }
    app.close().await;

    // What happened after the watch last looked is found by the next start.
    let app = opened(&path, &clock, &entropy).await;
    assert_eq!(app.watch().await.unwrap().hits, 1);
    app.close().await;

    // What it remembers may be lost or altered: it reads the log again, and what is on record stays recorded once.
    let memory = path.join("watch.json");
    for text in [None, Some(std::fs::read_to_string(&memory).unwrap().replace("accounts", "account5"))] {
        match text {
            None => std::fs::remove_file(&memory).unwrap(),
            Some(text) => std::fs::write(&memory, text).unwrap(),
        }
        let app = opened(&path, &clock, &entropy).await;
        let watched = app.watch().await.unwrap();
        assert_eq!((watched.hits, watched.acts), (0, app.head_position().await.unwrap()));
        app.close().await;
    }
}
