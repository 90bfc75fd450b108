//! Keys are replaced while the platform runs; nothing stored is rewritten, and everything opens as before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base::Digest;
use reqwest::Client;
use serde_json::Value;
use testkit::story::Played;

use crate::running::{Running, gongshu, text, verify};

fn keys(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let mut command = gongshu();
    command.args(["keys", arguments[0], "--dir"]).arg(folder).args(&arguments[1..]);
    let output = command.output().unwrap();
    let code = output.status.code().unwrap_or(-1);
    // What a machine reads is what comes out; a warning beside it is none of its business.
    (code, if code == 0 { String::from_utf8(output.stdout).unwrap() } else { text(&output) })
}

/// Kind and name of each key, its generation and that of the key above.
fn listed(folder: &Path) -> BTreeMap<(String, String), (u64, u64)> {
    let (code, said) = keys(folder, &["list", "--json"]);
    assert_eq!(code, 0, "{said}");
    let lines: Vec<Value> = serde_json::from_str(&said).unwrap();
    let part = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let number = |line: &Value, name: &str| line[name].as_u64().unwrap();
    lines
        .iter()
        .map(|line| {
            let generations = (number(line, "generation"), number(line, "holder_generation"));
            ((part(line, "kind"), part(line, "name")), generations)
        })
        .collect()
}

fn rotate(folder: &Path, arguments: &[&str]) -> Value {
    let all: Vec<_> = ["rotate", "--json"].into_iter().chain(arguments.iter().copied()).collect();
    let (code, said) = keys(folder, &all);
    assert_eq!(code, 0, "{said}");
    serde_json::from_str(&said).unwrap()
}

fn stored(folder: &Path) -> BTreeMap<PathBuf, Digest> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.join("lake")];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let digest = Digest::of(&std::fs::read(&path).unwrap());
                found.insert(path, digest);
            }
        }
    }
    found
}

/// Downloads what is open to everyone; gives its lines.
async fn downloads(running: &Running, played: &Played) -> usize {
    let url = format!("{}/api/v1/datasets/permits/export?purpose=market-supervision&format=csv", running.url);
    let reply = Client::new().get(url).bearer_auth(&played.cast.citizen.token).send().await.unwrap();
    assert_eq!(reply.status(), 200, "{}", reply.text().await.unwrap());
    reply.text().await.unwrap().lines().count()
}

async fn uploads(running: &Running, played: &Played) {
    let mut table = Vec::new();
    played.resources.permits.1.write_to(&mut table).unwrap();
    let url = format!("{}/api/v1/datasets/permits/versions", running.url);
    let sent = Client::new().post(url).bearer_auth(&played.cast.steward.token);
    let reply = sent.header("content-type", "application/octet-stream").body(table).send().await.unwrap();
    assert_eq!(reply.status(), 201, "{}", reply.text().await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_key_is_replaced_while_the_platform_runs() {
    let running = Running::start(None).await;
    let (played, _) = running.play().await;
    let folder = running.folder.clone();
    let lines = downloads(&running, &played).await;
    let (before, first) = (stored(&folder), listed(&folder));
    let region = ("region".to_owned(), "460000".to_owned());
    let dataset = |kind: &str| (kind.to_owned(), "permits".to_owned());
    assert_eq!((first[&region], first[&dataset("dataset")], first[&dataset("table")]), ((1, 1), (1, 1), (1, 1)));

    let said = rotate(&folder, &["--region"]);
    assert_eq!((said["old"]["generation"].as_u64(), said["new"]["generation"].as_u64()), (Some(1), Some(2)));
    assert_eq!(said["rewrapped"].as_u64(), Some(3));
    assert_eq!(said["new"]["suite"], "national");
    let said = rotate(&folder, &["--dataset", "permits"]);
    assert_eq!(said["rewrapped"].as_u64(), Some(2));
    let new_root = running.temporary.path().join("root-2.key");
    let said = rotate(&folder, &["--root", new_root.to_str().unwrap()]);
    assert_eq!((said["new"]["kind"].as_str(), said["new"]["generation"].as_u64()), (Some("root"), Some(2)));
    let after = listed(&folder);
    assert_eq!((after[&region], after[&dataset("dataset")], after[&dataset("table")]), ((2, 2), (2, 2), (1, 2)));
    assert_eq!(after[&("dataset".to_owned(), "staff".to_owned())], (1, 2));
    assert_eq!(after[&("platform".to_owned(), "platform".to_owned())], (1, 2));
    assert_eq!(stored(&folder), before, "nothing was rewritten");

    // The running server finds the keys anew.
    assert_eq!(downloads(&running, &played).await, lines);
    uploads(&running, &played).await;
    assert_eq!(downloads(&running, &played).await, lines);
    running.app.publish().await.unwrap();
    let key = std::fs::read(folder.join("keys/log.vkey")).unwrap();
    let (folder, _temporary) = running.stop().await;
    let (code, said) = verify(&folder, None);
    assert_eq!(code, 0, "{said}");
    // The log's key is the platform's own: it does not change with the root key.
    assert_eq!(std::fs::read(folder.join("keys/log.vkey")).unwrap(), key);
    assert_eq!(std::fs::read(folder.join("keys/root.key")).unwrap(), std::fs::read(&new_root).unwrap());
    let records = std::fs::read(folder.join("records.sqlite")).unwrap();
    let secret = std::fs::read(&new_root).unwrap();
    assert!(!records.windows(64).any(|window| window == &secret[..64]));
    let (code, said) = keys(&folder, &["rotate", "--root", new_root.to_str().unwrap()]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("in use"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_of_the_root_broken_off_at_any_point_is_finished_or_run_again() {
    let running = Running::start(None).await;
    running.play().await;
    let (folder, temporary) = running.stop().await;
    let (root, next) = (folder.join("keys/root.key"), folder.join("keys/root.next"));
    let first = std::fs::read(&root).unwrap();
    let file = temporary.path().join("root-2.key");
    let file = file.to_str().unwrap();

    // Broken off before the commit: the new key lies beside the old one, which still is the one in use.
    let drawn = temporary.path().join("root-0.key");
    rotate(&folder, &["--root", drawn.to_str().unwrap()]);
    let second = std::fs::read(&root).unwrap();
    assert_ne!(first, second);
    std::fs::copy(&root, &next).unwrap();
    std::fs::write(&next, &first).unwrap();
    assert_eq!(listed(&folder)[&("region".to_owned(), "460000".to_owned())], (1, 2));
    assert_eq!(std::fs::read(&root).unwrap(), second);
    rotate(&folder, &["--root", file]);
    assert!(!next.exists());

    // Broken off after the commit: the new key is put in its place at the next start.
    let third = std::fs::read(&root).unwrap();
    std::fs::rename(&root, &next).unwrap();
    std::fs::copy(&next, &root).unwrap();
    std::fs::write(&root, &second).unwrap();
    assert_eq!(listed(&folder)[&("region".to_owned(), "460000".to_owned())], (1, 3));
    assert_eq!(std::fs::read(&root).unwrap(), third);
    assert!(!next.exists());

    // An old root key opens nothing any more.
    std::fs::write(&root, &first).unwrap();
    let (code, said) = keys(&folder, &["list"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("restore the root key from its backup"), "{said}");
    std::fs::write(&root, &third).unwrap();
    assert_eq!(verify(&folder, None).0, 0);
}

#[test]
fn a_rotation_names_one_key() {
    let (code, said) = keys(Path::new("/no/such/platform"), &["rotate"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("--root") && said.contains("--region") && said.contains("--dataset"), "{said}");
    let (code, said) = keys(Path::new("/no/such/platform"), &["rotate", "--region"]);
    assert_eq!(code, 2);
    assert!(said.contains("gongshu init"), "{said}");
}
