//! `backup-schedule` 分级备份: a backup says nothing to a thief, gives everything back to its owner, and holds nothing that
//! was destroyed since.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::{BackupError, Restore, Restored};
use serde_json::Value;
use testkit::SeededEntropy;
use testkit::story::Call;

use crate::forgetting::scene::{KEY, Scene, holding_key, stored};
use crate::running::verify;
use crate::sealed_storage::{all_files, holding};

/// Restores with the root key in a file.
pub(crate) async fn restored(from: &Path, to: &Path, root_key: &Path) -> Result<Restored, BackupError> {
    restored_at(from, to, root_key, None).await
}

pub(crate) async fn restored_at(
    from: &Path,
    to: &Path,
    root_key: &Path,
    snapshot: Option<u64>,
) -> Result<Restored, BackupError> {
    let (from, to, root_key) = (from.to_path_buf(), to.to_path_buf(), Some(root_key.to_path_buf()));
    let entropy = Arc::new(SeededEntropy::new("restoring"));
    app::restore(Restore { from, to, root_key, snapshot, checkpoint: None, entropy }).await
}

fn names(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = entries.collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thief_reads_nothing_and_the_owner_gets_everything_back() {
    let scene = Box::pin(Scene::new(None)).await;
    scene.asked().await;
    let (seen, page) = (scene.seen().await, scene.page().await);
    scene.app.publish().await.unwrap();
    let checkpoint = std::fs::read(scene.folder.join("log/checkpoint")).unwrap();
    let to = scene.temporary.path().join("backup");
    let done = scene.app.back_up(&to, 7).await.unwrap();
    assert!(done.made.objects > 5 && done.new == done.made.objects && done.made.keys > 5, "{done:?}");

    // A cell, a name of a body, what a form says, and the root key itself.
    let root_key = scene.folder.join("keys/root.key");
    let root = std::fs::read(&root_key).unwrap();
    let raw: Vec<u8> =
        root[..32].chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect();
    let words = [KEY, "KX-0000-0000-0002", "市场监管局", "补贴记录"].map(|word| word.as_bytes().to_vec());
    let texts = [words.to_vec(), vec![root[..32].to_vec(), raw]].concat();
    assert_eq!(holding(&all_files(&to), &texts), None);
    for word in &words[2..] {
        let found = holding(&all_files(&scene.folder), std::slice::from_ref(word));
        assert!(found.is_some(), "the search finds a word where it does lie");
    }
    assert_eq!(names(&scene.folder.join("backup")), Vec::<String>::new(), "the copy in clear is gone");

    let other = scene.temporary.path().join("other.key");
    seal::RootKey::create(&other, &SeededEntropy::new("thief")).unwrap();
    let stolen = scene.temporary.path().join("stolen");
    let error = restored(&to, &stolen, &other).await.unwrap_err();
    assert!(error.to_string().contains("expected the root key with check value"), "{error}");
    assert!(!stolen.exists());

    let new = scene.temporary.path().join("restored");
    let back = restored(&to, &new, &root_key).await.unwrap();
    assert_eq!((back.position, back.size, back.root), (done.made.position, done.made.size, done.made.root));
    assert_eq!((back.lost, back.unreadable.len(), back.keys), (0, 0, done.made.keys));
    assert_eq!(std::fs::read(new.join("log/checkpoint")).unwrap(), checkpoint, "the same tree head");
    let (code, said) = verify(&new, None);
    assert_eq!(code, 0, "{said}");
    let scene = scene.at(&new).await;
    assert_eq!((scene.seen().await, scene.page().await), (seen, page));
    scene.app.publish().await.unwrap();
    let (folder, _temporary) = scene.stop().await;
    assert_eq!(verify(&folder, None).0, 0, "and the log goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_destroyed_opens_from_no_backup_once_the_next_run_went_by() {
    let mut scene = Box::pin(Scene::new(None)).await;
    let case = scene.asked().await;
    let to = scene.temporary.path().join("backup");
    let first = scene.app.back_up(&to, 7).await.unwrap();
    let second = scene.app.back_up(&to, 7).await.unwrap();
    assert_eq!((second.made.kept, second.new), (vec![first.made.position], 0));
    let doomed = stored(&scene.folder);
    let lake = scene.folder.join("lake");
    let in_backup = |path: &PathBuf| to.join("objects").join(path.strip_prefix(&lake).unwrap());
    assert!(doomed.iter().all(|path| in_backup(path).exists()));

    scene.decided(&case).await;
    scene.app.work().await.unwrap();
    scene.clock.advance_days(3);
    assert_eq!(scene.app.work().await.unwrap().destroyed, 2);
    scene.sign_in_again().await;
    let versions = scene.done(&scene.steward, Call::get("datasets/grants/versions")).await;
    let versions = versions["items"].as_array().unwrap().iter();
    let gone: Vec<_> = versions.filter(|version| version["erased"].is_object()).map(|v| v["id"].clone()).collect();
    assert_eq!(gone.len(), 2);

    let third = scene.app.back_up(&to, 7).await.unwrap();
    assert_eq!(third.dropped, [first.made.position, second.made.position]);
    assert_eq!(names(&to.join("snapshots")), [third.made.position.to_string()]);
    assert!(doomed.iter().all(|path| !in_backup(path).exists()));
    assert_eq!(scene.keys("snapshot").await, 1);
    let keys = std::fs::read_to_string(to.join("keys").join(&names(&to.join("keys"))[0])).unwrap();
    let kept: Vec<Value> = keys.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(kept.iter().any(|key| key["kind"] == "version"));
    assert!(kept.iter().all(|key| !gone.contains(&key["name"])), "no key of what was destroyed, under no root key");

    let root_key = scene.folder.join("keys/root.key");
    let new = scene.temporary.path().join("restored");
    let error = restored_at(&to, &new, &root_key, Some(first.made.position)).await.unwrap_err();
    assert!(matches!(error, BackupError::Snapshot { .. }), "{error}");
    restored(&to, &new, &root_key).await.unwrap();
    assert_eq!(holding_key(&new), Vec::<PathBuf>::new(), "nor what was said of the person");
    let (code, said) = verify(&new, None);
    assert_eq!(code, 0, "{said}");
    let scene = scene.at(&new).await;
    assert_eq!(scene.seen().await, [false; 4]);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_stands_on_record_under_the_article_and_verify_shows_the_last() {
    let scene = Box::pin(Scene::new(None)).await;
    let to = scene.temporary.path().join("backup");
    scene.app.back_up(&to, 7).await.unwrap();
    let done = scene.app.back_up(&to, 1).await.unwrap();
    let (folder, _temporary) = scene.stop().await;
    let (code, said) = verify(&folder, None);
    assert_eq!(code, 0, "{said}");
    let last = format!(
        "Last backup: 2026-02-03T09:00:00.000+08:00, of {} acts, to {}; 0 acts since",
        done.made.position, done.made.folder
    );
    assert!(said.contains(&last), "expected {last:?} in {said}");
    let huzhou = law::Rulebook::shipped().unwrap();
    let region = huzhou.region("330500").unwrap();
    let basis = region.basis(law::Control::BackupSchedule, "2026-02-03".parse().unwrap()).unwrap();
    assert_eq!(basis.to_string(), "huzhou-security-2020#21(2)");
}
