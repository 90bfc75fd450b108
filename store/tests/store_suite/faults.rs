use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use sqlx::{Connection as _, Executor as _};
use store::{AppendError, DatabaseError, OpenError, OpenOptions, Store};

use crate::world::{connect_sqlite, entropy, receipt, register, submission, worlds};

async fn open(address: &str) -> Result<Store, OpenError> {
    let options = OpenOptions { wait: Duration::from_millis(50), ..OpenOptions::default() };
    Store::open(address, options, entropy()).await
}

/// A folder that this user cannot write to; for root, one that nobody can.
fn read_only(folder: &Path) -> std::path::PathBuf {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o555)).unwrap();
    let is_root = fs::write(folder.join("probe"), "").is_ok();
    if is_root { Path::new("/proc/self").to_owned() } else { folder.to_owned() }
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = read_only(folder.path()).join("store.db");
    let error = open(&format!("sqlite:{}", path.display())).await.unwrap_err();
    assert!(matches!(&error, OpenError::Folder { path: found, .. } if *found == path), "{error}");
    assert!(error.to_string().contains("write access"), "{error}");
    let error = open("/nowhere/at/all/store.db").await.unwrap_err();
    assert!(matches!(error, OpenError::Folder { .. }), "{error}");
}

#[tokio::test]
async fn what_is_no_address_and_no_database_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    fs::write(&path, "these are not the bytes of a database, but enough of them for a header to be looked for in vain")
        .unwrap();
    let error = open(path.to_str().unwrap()).await.unwrap_err();
    assert!(matches!(error, OpenError::OtherFile { .. }), "{error}");
    for address in ["", "sqlite:", "sqlite::memory:", "mysql://host/db", "postgres://[broken"] {
        let error = open(address).await.unwrap_err();
        assert!(matches!(error, OpenError::Address { .. }), "{address}: {error}");
    }
    let error = open("postgres://gongshu@localhost/none?host=/nowhere").await.unwrap_err();
    assert!(matches!(error, OpenError::Database(DatabaseError::Unreachable(_))), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_or_changed_schema_says_so() {
    for world in worlds().await {
        world.store.close().await;
        let bytes = if world.on_postgres { "decode('00', 'hex')" } else { "x'00'" };
        world
            .tamper(&format!(
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (9999, 'later', true, {bytes}, 0)"
            ))
            .await;
        let error = open(&world.address).await.unwrap_err();
        assert!(matches!(error, OpenError::Newer { found: 9999 }), "{error}");
        world.tamper("DELETE FROM _sqlx_migrations WHERE version = 9999").await;
        world.tamper(&format!("UPDATE _sqlx_migrations SET checksum = {bytes}")).await;
        let error = open(&world.address).await.unwrap_err();
        assert!(matches!(error, OpenError::ChangedSchema { step: 1 }), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_program_that_holds_the_write_lock_is_named() {
    let world = worlds().await.remove(0);
    let store = open(&world.address).await.unwrap();
    let mut other = connect_sqlite(&world.address).await;
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let error = store.append(submission(vec![receipt("rcpt-1")])).await.unwrap_err();
    assert!(matches!(error, AppendError::Database(DatabaseError::Busy)), "{error}");
    assert!(matches!(open(&world.address).await.unwrap_err(), OpenError::Database(DatabaseError::Busy)));
    lock.rollback().await.unwrap();
    store.append(submission(vec![receipt("rcpt-1")])).await.unwrap();
}

/// Two nodes, or a server and a command beside it: one log, one order.
#[tokio::test(flavor = "multi_thread")]
async fn two_stores_on_one_database_append_to_one_log() {
    for world in worlds().await {
        let other = Store::open(&world.address, OpenOptions::default(), entropy()).await.unwrap();
        let appends = (0..40).map(|number| {
            let store = if number % 2 == 0 { &world.store } else { &other };
            store.append(submission(vec![register(&format!("org-{number}"))]))
        });
        let mut positions: Vec<_> =
            futures::future::join_all(appends).await.into_iter().flat_map(|answer| answer.unwrap().positions).collect();
        positions.sort_unstable();
        assert_eq!(positions, (0..40).collect::<Vec<_>>());
        assert_eq!(world.store.refresh_generation().await.unwrap(), other.refresh_generation().await.unwrap());
        let again = other.append(submission(vec![register("org-0")])).await.unwrap_err();
        assert!(matches!(again, AppendError::Conflict { current: 1, .. }), "{again}");
        assert_eq!(world.verify().await.unwrap().acts, 40);
    }
}

/// A statement the database refuses for one submission alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_neighbour_of_a_failing_statement_is_appended() {
    let world = worlds().await.remove(0);
    let mut other = connect_sqlite(&world.address).await;
    other
        .execute(
            "CREATE TRIGGER no_two BEFORE INSERT ON organisations WHEN NEW.id = 'org-2' \
             BEGIN SELECT RAISE(ABORT, 'not this one'); END",
        )
        .await
        .unwrap();
    let ids = ["org-1", "org-2", "org-3"];
    let answers = futures::future::join_all(ids.map(|id| world.store.append(submission(vec![register(id)])))).await;
    assert!(answers[0].is_ok() && answers[2].is_ok());
    assert!(matches!(answers[1], Err(AppendError::Database(DatabaseError::Statement(_)))), "{:?}", answers[1]);
    assert_eq!(world.verify().await.unwrap().acts, 2);
}
