//! Backups a running server makes by itself, and runs that find no room.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::backup_schedule::restored;
use crate::forgetting::scene::Scene;
use crate::running::{gongshu, text, verify};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_falls_due_by_the_age_of_the_newest_one_on_record() {
    let scene = Box::pin(Scene::new(None)).await;
    let to = scene.temporary.path().join("backup");
    let due = async || scene.app.back_up_when_due(&to, 7, DAY).await.unwrap().map(|done| done.made.position);
    let first = due().await.expect("a platform without a backup wants one");
    assert_eq!(due().await, None);
    scene.clock.advance_days(1);
    scene.clock.advance_millis(-1);
    assert_eq!(due().await, None, "a millisecond is left");
    scene.clock.advance_millis(1);
    let second = due().await.expect("a day went by");
    assert!(second > first);
    scene.app.back_up(&scene.temporary.path().join("by hand"), 7).await.unwrap();
    assert_eq!(due().await, None, "whoever made the newest one");
    scene.clock.advance_days(-2);
    assert!(due().await.is_some(), "a clock that was put back does not put off backups");
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_with_a_folder_for_backups_makes_them_by_itself() {
    let (folder, temporary) = Box::pin(Scene::new(None)).await.stop().await;
    let to = temporary.path().join("backup");
    let mut command = gongshu();
    command.args(["serve", "--listen", "127.0.0.1:0", "--dir"]).arg(&folder).arg("--backup-to").arg(&to);
    let refused = command.args(["--backup-keep", "0"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
    assert!(text(&refused).contains("expected --backup-keep 1 or more, found 0"), "{}", text(&refused));

    let mut command = gongshu();
    command.args(["serve", "--listen", "127.0.0.1:0", "--dir"]).arg(&folder).arg("--backup-to").arg(&to);
    let mut server = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(server.stderr.take().unwrap()).lines().map(Result::unwrap);
    let heard = said.find(|line| line.contains("backed up") || line.contains("no backup was made"));
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(heard.as_ref().is_some_and(|line| line.contains("backed up")), "{heard:?}");
    restored(&to, &temporary.path().join("restored"), &folder.join("keys/root.key")).await.unwrap();
}

/// Runs a backup that can make no file larger than so many blocks of 512 bytes: as a full disk does, every write beyond
/// answers an error.
fn without_room(blocks: u64, folder: &Path, to: &Path) -> (i32, String) {
    let mut shell = Command::new("sh");
    let script = r#"trap "" XFSZ; ulimit -f "$1"; shift; exec "$@""#;
    shell.args(["-c", script, "sh", &blocks.to_string()]).arg(gongshu().get_program());
    shell.env("LANG", "en_US.UTF-8").arg("backup").arg("--dir").arg(folder).arg("--to").arg(to);
    let output = shell.output().unwrap();
    (output.status.code().unwrap_or(-1), text(&output))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_finds_no_room_says_so_and_the_former_one_stands() {
    let scene = Box::pin(Scene::new(None)).await;
    let to = scene.temporary.path().join("backup");
    let former = scene.app.back_up(&to, 7).await.unwrap();
    scene.receive(1..400, "三月").await;
    let (folder, temporary) = scene.stop().await;
    let root_key = folder.join("keys/root.key");
    let records = std::fs::metadata(folder.join("records.sqlite")).unwrap().len() / 512;
    for (number, blocks) in [1, 8, 64, records / 2].into_iter().enumerate() {
        let (code, said) = without_room(blocks, &folder, &to);
        assert_eq!(code, 2, "{blocks} blocks: {said}");
        assert!(!said.trim().is_empty() && !said.contains("panicked"), "{blocks} blocks: {said}");
        let back = restored(&to, &temporary.path().join(format!("after-{number}")), &root_key).await.unwrap();
        assert_eq!(back.position, former.made.position, "{blocks} blocks");
    }
    let output = gongshu().arg("backup").arg("--dir").arg(&folder).arg("--to").arg(&to).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let back = restored(&to, &temporary.path().join("whole"), &root_key).await.unwrap();
    assert!(back.position > former.made.position);
    let (code, said) = verify(&folder, None);
    assert_eq!(code, 0, "{said}");
}
