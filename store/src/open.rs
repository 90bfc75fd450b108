use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::database::Database;
use crate::error::DatabaseError;

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// Distinct statements are few (kinds × chunk sizes); all of them stay prepared.
const STATEMENTS: usize = 512;

/// How a store is opened.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// Connections for reading (SQLite) or for everything (PostgreSQL).
    pub connections: u32,
    /// How long to wait for another program that holds the database's write lock.
    pub wait: Duration,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { connections: 8, wait: Duration::from_secs(10) }
    }
}

/// Why a store does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("expected sqlite:/path/to/file.db, a file path or postgres://…, found another form: {reason}")]
    Address { reason: String },
    #[error("expected to create or open {}, found that the folder does not allow it: {reason}; create the folder and give this user write access", path.display())]
    Folder { path: PathBuf, reason: String },
    #[error("expected a database file at {}, found a file of another kind: name another file", path.display())]
    OtherFile { path: PathBuf },
    #[error(
        "expected a database of this program's version, found schema step {found} of a newer one: install the newer program"
    )]
    Newer { found: i64 },
    #[error(
        "expected schema step {step} as this program knows it, found it changed: the database was made by another build"
    )]
    ChangedSchema { step: i64 },
    #[error("expected schema step {step} to apply, found: {reason}")]
    Schema { step: i64, reason: String },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

pub(crate) async fn open(address: &str, options: OpenOptions) -> Result<Database, OpenError> {
    if address.starts_with("postgres:") || address.starts_with("postgresql:") {
        return open_postgres(address, options).await;
    }
    let path = address.strip_prefix("sqlite://").or_else(|| address.strip_prefix("sqlite:")).unwrap_or(address);
    if path.is_empty() || path.contains(":memory:") || path.contains("://") {
        let reason = "a log lives in a file or on a server".to_owned();
        return Err(OpenError::Address { reason });
    }
    open_sqlite(Path::new(path), options).await
}

async fn open_sqlite(path: &Path, options: OpenOptions) -> Result<Database, OpenError> {
    let base = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(options.wait)
        .statement_cache_capacity(STATEMENTS)
        .row_buffer_size(1024)
        .pragma("cache_size", "-65536");
    let writing = base
        .clone()
        .create_if_missing(true)
        .page_size(8192)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", "4096")
        // An erased key or payload must not lie on in a free part of the file.
        .pragma("secure_delete", "ON");
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(options.wait + Duration::from_secs(5))
        .connect_with(writing)
        .await
        .map_err(|error| sqlite_error(path, error))?;
    SQLITE.run(&writer).await.map_err(|error| migrate_error(path, error))?;
    let readers = SqlitePoolOptions::new()
        .max_connections(options.connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(base.read_only(true))
        .await
        .map_err(|error| sqlite_error(path, error))?;
    let database = Database::Sqlite { writer, readers };
    // An existing file opens even where it cannot be written: ask for the write lock now, not at the first act.
    database.begin().await?.rollback().await?;
    // A crash may have left page images from before an erasure in the log of writes.
    if !crate::erase::scrub(&database, "keys").await? {
        tracing::debug!("another program reads the database; its log of writes is cut later");
    }
    Ok(database)
}

async fn open_postgres(address: &str, options: OpenOptions) -> Result<Database, OpenError> {
    let parsed =
        PgConnectOptions::from_str(address).map_err(|error| OpenError::Address { reason: error.to_string() })?;
    let wait = options.wait.as_millis();
    let connect = parsed.statement_cache_capacity(STATEMENTS).application_name("gongshu").options([
        ("statement_timeout", "60000".to_owned()),
        ("lock_timeout", wait.to_string()),
        // Whatever the server defaults to: what was answered as appended survives a crash.
        ("synchronous_commit", "on".to_owned()),
        // A node that dies in the middle of an append must not keep the head row from the others.
        ("idle_in_transaction_session_timeout", "60000".to_owned()),
    ]);
    let pool = PgPoolOptions::new()
        .max_connections(options.connections.max(3))
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(connect)
        .await
        .map_err(DatabaseError::from)?;
    POSTGRES.run(&pool).await.map_err(|error| migrate_error(Path::new("postgres"), error))?;
    Ok(Database::Postgres(pool))
}

/// Result codes 14 `SQLITE_CANTOPEN` and 26 `SQLITE_NOTADB`, low byte of the extended code.
fn sqlite_error(path: &Path, error: sqlx::Error) -> OpenError {
    let code =
        error.as_database_error().and_then(sqlx::error::DatabaseError::code).and_then(|code| code.parse::<u32>().ok());
    match code.map(|code| code & 0xff) {
        Some(14) => OpenError::Folder { path: path.to_owned(), reason: error.to_string() },
        Some(26) => OpenError::OtherFile { path: path.to_owned() },
        _ => OpenError::Database(error.into()),
    }
}

fn migrate_error(path: &Path, error: MigrateError) -> OpenError {
    match error {
        MigrateError::VersionMissing(found) => OpenError::Newer { found },
        MigrateError::VersionMismatch(step) | MigrateError::Dirty(step) => OpenError::ChangedSchema { step },
        MigrateError::Execute(error) => sqlite_error(path, error),
        MigrateError::ExecuteMigration(error, step) => match DatabaseError::from(error) {
            DatabaseError::Statement(error) => OpenError::Schema { step, reason: error.to_string() },
            other => OpenError::Database(other),
        },
        other => OpenError::Schema { step: 0, reason: other.to_string() },
    }
}
