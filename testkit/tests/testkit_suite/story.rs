//! The story fails, naming the step, when the platform does not do what it must. That it succeeds on a real one is
//! proven where there is a server: in `gongshu`.

use std::sync::Arc;

use base::Timestamp;
use testkit::story::{self, Api, Stage, Step};
use testkit::{SeededEntropy, SimClock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A server that says the same to everything.
async fn answering(status: u16, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            // One read takes in the whole of these small requests; what is left unread is nobody's loss.
            let _ = stream.read(&mut request).await;
            let length = body.len();
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    url
}

async fn check(url: &str, expected: &str) {
    let temporary = tempfile::tempdir().unwrap();
    let start: Timestamp = "2026-02-03T09:00:00+08:00".parse().unwrap();
    let clock = Arc::new(SimClock::new(start));
    let entropy = Arc::new(SeededEntropy::new("no story"));
    let platform = temporary.path().join("platform");
    let founding = testkit::founded(&platform, None, Arc::clone(&clock) as _, entropy);
    let (app, token) = Box::pin(founding).await.unwrap();
    let folder = temporary.path().to_path_buf();
    let stage = Stage { api: Api::new(url, &token), app: Arc::clone(&app), clock, folder, rows: 100 };
    let mut steps: Vec<Step> = Vec::new();
    let error = Box::pin(story::play(&stage, &mut steps)).await.err().unwrap().to_string();
    assert!(error.starts_with("step 1 (registers ") && error.contains(expected), "{error}");
    assert!(steps.is_empty(), "a step that failed was told");
    app.close().await;
}

#[tokio::test]
async fn a_step_that_goes_wrong_ends_the_story() {
    check(&answering(200, "{}").await, "expected an answer with /id, found 200").await;
    check(&answering(403, "{}").await, "expected the request to be done, found 403").await;
    check("http://127.0.0.1:9", "expected an answer from the platform, found none").await;
    check("nowhere", "expected an address such as").await;
}
