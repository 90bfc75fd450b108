//! `tamper-evident` 防篡改: whatever is changed behind the platform's back is found and named.

//! One thing is changed behind the platform's back; `verify` names it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::running::{Running, verify};

/// Runs SQL with the database's own shell, as an intruder would.
fn sql(folder: &Path, statement: &str) {
    let output = Command::new("sqlite3").arg(folder.join("records.sqlite")).arg(statement).output();
    let output = output.expect("the sqlite3 shell is installed");
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
}

fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-r").arg(from).arg(to).status().unwrap();
    assert!(status.success());
}

fn files(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if wanted(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Only the tiles of the current tree are its evidence; older partial ones are remains.
fn newest_tiles(platform: &Path) -> Vec<PathBuf> {
    let tiles = files(&platform.join("log"), &|path| path.components().any(|part| part.as_os_str() == "tile"));
    // Partial tiles are called by how many leaves they hold: 104 is newer than 97.
    let leaves = |tile: &PathBuf| tile.file_name().and_then(|name| name.to_str()?.parse::<u64>().ok());
    let last = |tile: &&PathBuf| {
        files(tile.parent().unwrap(), &|_| true).into_iter().max_by_key(leaves).as_ref() == Some(*tile)
    };
    let newest = tiles.iter().filter(last);
    newest.map(|tile| tile.strip_prefix(platform).unwrap().to_path_buf()).collect()
}

fn flip(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

/// What an intruder does to the columns of a view.
const CHANGES: [&str; 7] = [
    "state = replace(state, '{', '{ ')",
    "status = 'changed'",
    "version = version + 1",
    "owner = 'intruder'",
    "subject = 'intruder'",
    "natural_key = 'intruder'",
    "due = 1",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_is_named() {
    let running = Running::start(None).await;
    running.play().await;
    running.app.publish().await.unwrap();
    let (original, temporary) = running.stop().await;
    assert_eq!(verify(&original, None).0, 0);
    let mut number = 0;
    let mut check = |change: &dyn Fn(&Path) -> String| {
        number += 1;
        let folder = temporary.path().join(format!("copy-{number}"));
        copy(&original, &folder);
        let named = change(&folder);
        let (code, said) = verify(&folder, None);
        assert_eq!(code, 1, "{named}: {said}");
        assert!(said.contains(&named), "expected {named:?} to be named, found: {said}");
    };
    for view in ["organisations", "accounts", "credentials", "datasets", "versions", "agreements", "cases"] {
        for change in CHANGES {
            check(&|folder| {
                sql(folder, &format!("UPDATE {view} SET {change} WHERE id = (SELECT min(id) FROM {view})"));
                view.to_owned()
            });
        }
        check(&|folder| {
            sql(folder, &format!("DELETE FROM {view} WHERE id = (SELECT min(id) FROM {view})"));
            view.to_owned()
        });
    }
    check(&|folder| {
        sql(
            folder,
            "UPDATE payloads SET payload = replace(payload, '\"rows\":', '\"rows\":1') WHERE position = (SELECT max(position) FROM acts WHERE name = 'data-released')",
        );
        "position".to_owned()
    });
    check(&|folder| {
        sql(folder, "UPDATE acts SET at = at + 1 WHERE position = 3");
        "position 3".to_owned()
    });
    check(&|folder| {
        sql(folder, "DELETE FROM payloads WHERE position = 5; DELETE FROM acts WHERE position = 5");
        "position 5".to_owned()
    });
    for below in newest_tiles(&original) {
        check(&|folder| {
            flip(&folder.join(&below), 7);
            "tile/".to_owned()
        });
    }
    check(&|folder| {
        sql(folder, "DELETE FROM traces WHERE position = (SELECT max(position) FROM traces)");
        "traces".to_owned()
    });
    check(&|folder| {
        flip(&folder.join("log/checkpoint"), 30);
        "checkpoint".to_owned()
    });
    for table in files(&original.join("lake"), &|_| true) {
        let below = table.strip_prefix(&original).unwrap().to_path_buf();
        check(&|folder| {
            let size = std::fs::metadata(folder.join(&below)).unwrap().len();
            flip(&folder.join(&below), usize::try_from(size / 2).unwrap());
            below.strip_prefix("lake").unwrap().display().to_string()
        });
    }
}
