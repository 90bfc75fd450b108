//! A real server process is killed at random points under load. Nothing acknowledged is lost, nothing is half done.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use base::Entropy as _;
use reqwest::Client;
use serde_json::{Value, json};
use testkit::SeededEntropy;
use tokio::sync::Notify;

use crate::running::{gongshu, text, verify};

/// How often the server is killed.
const KILLS: u32 = 50;
/// Clients that write at once.
const CLIENTS: u32 = 4;

struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut process = gongshu()
            .args(["serve", "--listen", "127.0.0.1:0", "--dir"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let url = said.trim().strip_prefix("Listening on ").unwrap_or_else(|| panic!("{said}")).to_owned();
        Self { process, url }
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// What a client was told is done.
#[derive(Default)]
struct Acknowledged {
    organisations: Vec<String>,
    versions: Vec<String>,
}

async fn register(client: &Client, url: &str, token: &str, name: &str) -> Option<String> {
    let sent = client
        .post(format!("{url}/api/v1/organisations"))
        .bearer_auth(token)
        .json(&json!({"name": name, "kind": "enterprise"}))
        .send()
        .await
        .ok()?;
    let body: Value = sent.error_for_status().ok()?.json().await.ok()?;
    Some(body["id"].as_str()?.to_owned())
}

async fn upload(client: &Client, url: &str, token: &str, number: u32) -> Option<String> {
    let rows: Vec<String> = (0..200).map(|row| format!("{row},{number}")).collect();
    let sent = client
        .post(format!("{url}/api/v1/datasets/counted/versions"))
        .bearer_auth(token)
        .header("content-type", "application/octet-stream")
        .body(format!("编号,批次\n{}\n", rows.join("\n")))
        .send()
        .await
        .ok()?;
    let body: Value = sent.error_for_status().ok()?.json().await.ok()?;
    Some(body["version"]["id"].as_str()?.to_owned())
}

/// Writes until the server goes away.
async fn load(url: &str, tokens: [&str; 2], round: u32, count: &AtomicU32, written: &Notify) -> Acknowledged {
    let [token, steward] = tokens;
    let client = Client::new();
    let going = AtomicBool::new(true);
    let writers = (0..CLIENTS).map(|writer| {
        let (client, going) = (&client, &going);
        async move {
            let mut done = Acknowledged::default();
            while going.load(Ordering::Relaxed) {
                let number = count.fetch_add(1, Ordering::Relaxed);
                let told = if writer == 0 {
                    let told = upload(client, url, steward, number).await;
                    done.versions.extend(told.clone());
                    told
                } else {
                    let told = register(client, url, token, &format!("企业 {round}-{writer}-{number}")).await;
                    done.organisations.extend(told.clone());
                    if told.is_some() {
                        written.notify_one();
                    }
                    told
                };
                if told.is_none() && client.get(format!("{url}/healthz")).send().await.is_err() {
                    going.store(false, Ordering::Relaxed);
                }
            }
            done
        }
    });
    let mut all = Acknowledged::default();
    for done in futures::future::join_all(writers).await {
        all.organisations.extend(done.organisations);
        all.versions.extend(done.versions);
    }
    all
}

/// A department's steward with a registered dataset, made through the API.
async fn steward(url: &str, token: &str) -> String {
    let client = Client::new();
    let post = async |token: Option<&str>, path: &str, body: Value| -> Value {
        let mut request = client.post(format!("{url}/api/v1/{path}")).json(&body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{path}: {body}");
        body
    };
    let password = "a password for the crash test";
    post(Some(token), "organisations", json!({"id": "dept", "name": "部门", "kind": "department"})).await;
    let account = json!({"handle": "steward", "password": password, "organisation": "dept", "roles": ["steward"]});
    post(Some(token), "accounts", account).await;
    let session = post(None, "sessions", json!({"handle": "steward", "password": password})).await;
    let steward = session["token"].as_str().unwrap().to_owned();
    let catalogue = json!({
        "category": "3 01 001", "title": "计数", "code": "counted", "summary": "崩溃试验", "format": "spreadsheet",
        "sharing": {"class": "conditional"}, "opening": {"class": "not-open"}, "update_cycle": "daily",
    });
    post(Some(&steward), "datasets", json!({"id": "counted", "catalogue": catalogue, "key_field": "编号"})).await;
    steward
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_nothing() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("platform");
    let founded = gongshu()
        .args(["init", "--json", "--region", "460000", "--authority", "海南省大数据管理局", "--dir"])
        .arg(&folder)
        .output()
        .unwrap();
    assert!(founded.status.success(), "{}", text(&founded));
    let founded: Value = serde_json::from_slice(&founded.stdout).unwrap();
    let token: Arc<str> = founded["token"].as_str().unwrap().into();
    let server = Server::start(&folder);
    let steward: Arc<str> = steward(&server.url, &token).await.into();
    server.kill();
    let count = Arc::new(AtomicU32::new(0));
    let random = SeededEntropy::new("kills");
    let mut acknowledged = Acknowledged::default();
    for round in 0..KILLS {
        let server = Server::start(&folder);
        let (url, written) = (server.url.clone(), Arc::new(Notify::new()));
        let loading = tokio::spawn({
            let (token, steward, count) = (Arc::clone(&token), Arc::clone(&steward), Arc::clone(&count));
            let written = Arc::clone(&written);
            async move { load(&url, [&token, &steward], round, &count, &written).await }
        });
        // Every other server is killed only once something was acknowledged, however slow the machine is.
        if round % 2 == 0 {
            written.notified().await;
        }
        // The instant is what is random here; nothing is waited for.
        let instant = std::time::Duration::from_micros(u64::from(draw(&random) % 400_000));
        tokio::time::sleep(instant).await;
        server.kill();
        let done = loading.await.unwrap();
        acknowledged.organisations.extend(done.organisations);
        acknowledged.versions.extend(done.versions);
        if round % 10 == 9 {
            let (code, said) = verify(&folder, None);
            assert_eq!(code, 0, "after kill {round}: {said}");
        }
    }
    assert!(acknowledged.organisations.len() >= KILLS as usize / 2, "the server was under load");
    let server = Server::start(&folder);
    let client = Client::new();
    for id in &acknowledged.organisations {
        let found = client.get(format!("{}/api/v1/organisations/{id}", server.url)).bearer_auth(&token).send().await;
        assert!(found.unwrap().status().is_success(), "acknowledged organisation {id} is lost");
    }
    let versions = client.get(format!("{}/api/v1/datasets/counted/versions", server.url)).bearer_auth(&steward);
    let versions: Value = versions.send().await.unwrap().json().await.unwrap();
    for id in &acknowledged.versions {
        assert!(versions.to_string().contains(id.as_str()), "acknowledged version {id} is lost");
    }
    server.kill();
    let (code, said) = verify(&folder, None);
    assert_eq!(code, 0, "{said}");
}

fn draw(random: &SeededEntropy) -> u32 {
    let mut bytes = [0; 4];
    random.fill(&mut bytes);
    u32::from_be_bytes(bytes)
}
