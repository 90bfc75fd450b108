//! Backups broken off, changed, stolen by another platform, or begun beside a running server.

use std::path::{Path, PathBuf};

use app::BackupError;
use base::Entropy as _;
use testkit::SeededEntropy;
use testkit::postgres::Postgres;

use crate::backup_schedule::{restored, restored_at};
use crate::forgetting::scene::{Scene, copy, open};
use crate::running::{gongshu, text, verify};
use crate::sealed_storage::all_files;

/// How often a run is killed.
const KILLS: u32 = 12;

fn backup(folder: &Path, to: &Path, more: &[&str]) -> (i32, String) {
    let mut command = gongshu();
    command.arg("backup").arg("--dir").arg(folder).arg("--to").arg(to).args(more);
    let output = command.output().unwrap();
    (output.status.code().unwrap_or(-1), text(&output))
}

/// What a run or a restore must never leave.
fn leftovers(folder: &Path) -> Vec<PathBuf> {
    all_files(folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "part")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_killed_anywhere_leaves_the_former_backup_or_the_new_one() {
    let (folder, temporary) = Box::pin(Scene::new(None)).await.stop().await;
    let (to, root_key) = (temporary.path().join("backup"), folder.join("keys/root.key"));
    let (code, said) = backup(&folder, &to, &[]);
    assert_eq!(code, 0, "{said}");
    let random = SeededEntropy::new("kills");
    let mut newest = restored(&to, &temporary.path().join("first"), &root_key).await.unwrap().position;
    for kill in 0..KILLS {
        let mut run = gongshu().arg("backup").arg("--dir").arg(&folder).arg("--to").arg(&to).spawn().unwrap();
        let mut bytes = [0; 4];
        random.fill(&mut bytes);
        // The instant is what is random here; nothing is waited for.
        std::thread::sleep(std::time::Duration::from_micros(u64::from(u32::from_be_bytes(bytes) % 1_200_000)));
        run.kill().unwrap();
        run.wait().unwrap();
        let back = restored(&to, &temporary.path().join(format!("kill-{kill}")), &root_key).await.unwrap();
        assert!(back.position >= newest, "kill {kill}");
        newest = back.position;
    }
    let (code, said) = backup(&folder, &to, &["--keep", "2"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(leftovers(&to), Vec::<PathBuf>::new());
    assert_eq!(std::fs::read_dir(to.join("snapshots")).unwrap().count(), 2);
    assert_eq!(std::fs::read_dir(folder.join("backup")).unwrap().count(), 0, "no copy in clear is left");
    let (code, said) = verify(&folder, None);
    assert_eq!(code, 0, "{said}");
}

/// The folder as a run leaves it that stops before its manifest, and one that stops right after.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_stops_around_its_manifest_is_taken_up_again() {
    let scene = Box::pin(Scene::new(None)).await;
    let root_key = scene.folder.join("keys/root.key");
    let at = |name: &str| scene.temporary.path().join(name);
    let first = scene.app.back_up(&at("backup"), 1).await.unwrap();
    copy(&at("backup"), &at("before"));
    scene.receive(1..30, "三月").await;
    let second = scene.app.back_up(&at("backup"), 1).await.unwrap();
    assert_eq!(second.dropped, [first.made.position]);
    let over = |from: &Path, to: &Path| {
        assert!(std::process::Command::new("cp").arg("-rT").arg(from).arg(to).status().unwrap().success());
    };
    copy(&at("before"), &at("after"));
    over(&at("backup"), &at("after"));
    copy(&at("backup"), &at("half"));
    over(&at("before"), &at("half"));
    std::fs::write(at("half").join("objects/tables/grants/torn.parquet.part"), "half an object").unwrap();

    let old = restored(&at("half"), &at("old"), &root_key).await.unwrap();
    assert_eq!(old.position, first.made.position);
    let new = restored(&at("after"), &at("new"), &root_key).await.unwrap();
    assert_eq!(new.position, second.made.position);
    for folder in ["old", "new"] {
        let (code, said) = verify(&at(folder), None);
        assert_eq!(code, 0, "{folder}: {said}");
    }
    // The snapshot's key went with the act of the second run; what goes on does not need it.
    for folder in ["half", "after"] {
        let next = scene.app.back_up(&at(folder), 7).await.unwrap();
        assert_eq!(leftovers(&at(folder)), Vec::<PathBuf>::new());
        let back = restored(&at(folder), &at(&format!("{folder}-back")), &root_key).await.unwrap();
        assert_eq!(back.position, next.made.position);
    }
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_changed_is_named_and_nothing_is_restored() {
    let scene = Box::pin(Scene::new(None)).await;
    scene.asked().await;
    let root_key = scene.folder.join("keys/root.key");
    let (to, new) = (scene.temporary.path().join("backup"), scene.temporary.path().join("restored"));
    scene.app.publish().await.unwrap();
    scene.app.back_up(&to, 7).await.unwrap();
    let kinds = ["manifest.json", "/keys/", "/snapshots/", "/files/", "/tile/entries/", "/tile/0/"];
    let objects = ["_delta_log/", ".parquet", ".keys", ".sealed"];
    for kind in kinds.iter().chain(&objects) {
        let inside =
            |path: &PathBuf| path.strip_prefix(&to).is_ok_and(|rest| format!("/{}", rest.display()).contains(kind));
        let files: Vec<_> = all_files(&to).into_iter().filter(inside).collect();
        let path = files.first().unwrap_or_else(|| panic!("no {kind} in the backup"));
        let whole = std::fs::read(path).unwrap();
        let mut bytes = whole.clone();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(path, &bytes).unwrap();
        let error = restored(&to, &new, &root_key).await.unwrap_err();
        assert!(!error.to_string().is_empty() && !new.exists(), "{kind}: {error}");
        std::fs::remove_file(path).unwrap();
        let error = restored(&to, &new, &root_key).await.unwrap_err().to_string();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(error.contains(name) || *kind == "manifest.json", "{kind}: {error}");
        assert!(!new.exists() && !new.with_file_name(".restored.restoring").exists(), "{kind}");
        std::fs::write(path, whole).unwrap();
    }
    let error = restored_at(&to, &new, &root_key, Some(1)).await.unwrap_err();
    assert!(matches!(error, BackupError::Snapshot { wanted: 1, .. }), "{error}");
    let error = restored(&root_key, &new, &root_key).await.unwrap_err();
    assert!(matches!(error, BackupError::NoBackup { .. }), "{error}");
    let error = restored(&to, &new, &to.join("no.key")).await.unwrap_err();
    assert!(error.to_string().contains("expected to read the root key"), "{error}");
    std::fs::create_dir(&new).unwrap();
    std::fs::write(new.join("mine"), "mine").unwrap();
    let error = restored(&to, &new, &root_key).await.unwrap_err();
    assert!(matches!(error, BackupError::Occupied { .. }), "{error}");
    std::fs::remove_file(new.join("mine")).unwrap();
    restored(&to, &new, &root_key).await.unwrap();
    let mark = std::fs::read_to_string(to.join("backup.json")).unwrap();
    std::fs::write(to.join("backup.json"), mark.replace("\"layout\":1", "\"layout\":2")).unwrap();
    let error = restored(&to, &new.join("again"), &root_key).await.unwrap_err();
    assert!(matches!(error, BackupError::Newer { found: 2, .. }), "{error}");
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_went_its_own_way_and_a_foreign_folder_are_refused() {
    let scene = Box::pin(Scene::new(None)).await;
    let root_key = scene.folder.join("keys/root.key");
    let at = |name: &str| scene.temporary.path().join(name);
    let first = scene.app.back_up(&at("backup"), 7).await.unwrap();
    scene.receive(1..30, "三月").await;
    scene.app.publish().await.unwrap();
    let second = scene.app.back_up(&at("backup"), 7).await.unwrap();
    std::fs::create_dir(at("photographs")).unwrap();
    std::fs::write(at("photographs").join("cat.jpg"), "miau").unwrap();
    let error = scene.app.back_up(&at("photographs"), 7).await.unwrap_err();
    assert!(error.to_string().contains("cat.jpg"), "{error}");
    let error = scene.app.back_up(&at("backup"), 0).await.unwrap_err();
    assert!(matches!(error, BackupError::KeepNone), "{error}");

    let older = restored_at(&at("backup"), &at("older"), &root_key, Some(first.made.position)).await.unwrap();
    assert!(older.lost > 0 && older.lost == second.made.size - first.made.position, "{older:?}");
    let other = open(&at("older"), None, &scene.clock, "other").await;
    let error = other.back_up(&at("backup"), 7).await.unwrap_err();
    assert!(matches!(error, BackupError::Forked { .. }), "{error}");
    other.back_up(&at("own"), 7).await.unwrap();
    other.close().await;

    let stranger = Box::pin(Scene::new(None)).await;
    let error = stranger.app.back_up(&at("photographs"), 7).await.unwrap_err();
    assert!(matches!(error, BackupError::Foreign { .. }), "{error}");
    stranger.stop().await;
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_beside_a_running_server_whose_uploads_stay() {
    let scene = Box::pin(Scene::new(None)).await;
    let to = scene.temporary.path().join("backup");
    let waiting = scene.folder.join("spool/upload");
    std::fs::write(&waiting, "on its way in").unwrap();
    let folder = scene.folder.clone();
    let run = tokio::task::spawn_blocking({
        let to = to.clone();
        move || backup(&folder, &to, &["--json"])
    });
    // The server goes on appending meanwhile.
    scene.receive(1..30, "三月").await;
    let (code, said) = run.await.unwrap();
    assert_eq!(code, 0, "{said}");
    assert!(waiting.exists(), "another process leaves what waits in the server's spool");
    let root_key = scene.folder.join("keys/root.key");
    restored(&to, &scene.temporary.path().join("restored"), &root_key).await.unwrap();
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_in_postgresql_are_left_to_its_own_tools() {
    let Some(server) = Postgres::start().unwrap() else { return };
    let scene = Box::pin(Scene::new(Some(server.database().unwrap()))).await;
    let to = scene.temporary.path().join("backup");
    let error = scene.app.back_up(&to, 7).await.unwrap_err();
    assert!(error.to_string().contains("pg_dump --exclude-table-data=keys"), "{error}");
    assert!(!to.exists());
    scene.stop().await;
}
