//! `sealed-storage` 加密存储: nothing a table or an attachment holds lies readable in what the platform keeps.

use std::path::{Path, PathBuf};

use reqwest::Client;

use crate::running::{Running, gongshu, text, verify};

/// Begins every sealed object.
const SEALED: &[u8] = b"\x89GSEAL\n";
/// Cells with fewer digits may stand in a file by chance: words of the law, days, amounts.
const TELLING: usize = 9;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

pub(crate) fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(folder, &mut found);
    found
}

/// Whether one of the files holds one of the texts; searched once for all, by their first bytes.
pub(crate) fn holding(files: &[PathBuf], texts: &[Vec<u8>]) -> Option<PathBuf> {
    let begins: std::collections::HashSet<[u8; 4]> = texts.iter().map(|text| text[..4].try_into().unwrap()).collect();
    files
        .iter()
        .find(|path| {
            let bytes = std::fs::read(path).unwrap();
            let mut candidates = (0..bytes.len().saturating_sub(3))
                .filter(|at| begins.contains::<[u8; 4]>(&bytes[*at..*at + 4].try_into().unwrap()));
            candidates.any(|at| texts.iter().any(|text| bytes[at..].starts_with(text)))
        })
        .cloned()
}

fn is_telling(cell: &str) -> bool {
    cell.bytes().filter(u8::is_ascii_digit).count() >= TELLING
}

/// The records hold what acts say, such as forms and names of fields; no cell of a table, but words a table may share.
fn is_records(path: &Path) -> bool {
    path.file_name().unwrap().to_str().unwrap().starts_with("records.sqlite")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_handed_in_lies_readable_in_the_folder() {
    let running = Running::start(None).await;
    let (played, _) = running.play().await;
    let letter = "本附件载有不得公开的内容，仅供核对。".repeat(4000);
    let sent = Client::new()
        .post(format!("{}/api/v1/attachments?name=letter.txt", running.url))
        .bearer_auth(&played.cast.steward.token)
        .header("content-type", "application/octet-stream")
        .body(letter.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), 201);
    let (folder, temporary) = running.stop().await;

    let tables = [&played.resources.staff.1, &played.resources.enterprises.1, &played.resources.permits.1];
    let cells = tables.iter().flat_map(|table| table.kept().take(60)).flatten();
    let mut texts: Vec<Vec<u8>> = cells.filter(|cell| is_telling(cell)).map(String::into_bytes).collect();
    texts.push("不得公开的内容".as_bytes().to_vec());
    assert!(texts.len() > 200);
    let (records, stored): (Vec<_>, Vec<_>) = all_files(&folder).into_iter().partition(|path| is_records(path));
    assert_eq!(holding(&stored, &texts), None);
    assert!(!records.is_empty());
    // The search finds them where they do lie: in the files that were handed in.
    assert!(holding(&all_files(&temporary.path().join("tables")), &texts).is_some());

    let kept = all_files(&folder.join("lake"));
    for path in &kept {
        let bytes = std::fs::read(path).unwrap();
        assert!(bytes.starts_with(SEALED), "{}", path.display());
        assert!(!bytes.windows(4).any(|window| window == b"PAR1"), "{}", path.display());
    }
    assert!(kept.iter().any(|path| path.extension().is_some_and(|end| end == "parquet")));
    assert!(kept.iter().any(|path| path.extension().is_some_and(|end| end == "keys")));
    assert!(kept.iter().any(|path| path.extension().is_some_and(|end| end == "json")));
    assert!(kept.iter().any(|path| path.extension().is_some_and(|end| end == "sealed")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_everything_but_the_root_key_can_check_and_cannot_open() {
    let running = Running::start(None).await;
    running.play().await;
    running.app.publish().await.unwrap();
    let (folder, _temporary) = running.stop().await;
    let root = folder.join("keys/root.key");
    let key = std::fs::read(&root).unwrap();
    let list = || {
        let output = gongshu().args(["keys", "list", "--dir"]).arg(&folder).output().unwrap();
        (output.status.code(), text(&output))
    };
    assert_eq!(list().0, Some(0));

    std::fs::remove_file(&root).unwrap();
    assert_eq!(verify(&folder, None).0, 0, "digests are those of the sealed bytes");
    let (code, said) = list();
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("restore it from its backup"), "{said}");

    let mut wrong = key.clone();
    wrong[0] = if wrong[0] == b'0' { b'1' } else { b'0' };
    write_private(&root, &wrong);
    let (code, said) = list();
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("restore the root key from its backup"), "{said}");

    write_private(&root, &key[..20]);
    let (code, said) = list();
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("expected 64 hexadecimal digits"), "{said}");

    write_private(&root, &key);
    assert_eq!(list().0, Some(0));
}

fn write_private(path: &Path, bytes: &[u8]) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, bytes).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}
