use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use sqlx::{Connection as _, PgConnection};

use crate::database::Database;
use crate::error::DatabaseError;
use crate::log_files::FileError;
use crate::sequencer::SequenceError;

/// The advisory lock of the one that publishes, in each PostgreSQL database: the bytes of `gongshu1`.
const LOCK: i64 = 0x676f_6e67_7368_7531;

/// One publisher for each deployment. The lock falls with the process or connection that holds it.
pub(super) enum Election {
    /// Not held.
    Open,
    File(#[expect(dead_code, reason = "the lock lives as long as the open file")] File),
    Advisory(PgConnection),
}

impl Election {
    /// Whether this node publishes, after trying to.
    pub(super) async fn hold(&mut self, database: &Database, folder: &Path) -> Result<bool, SequenceError> {
        if let Self::Advisory(connection) = self
            && connection.ping().await.is_err()
        {
            *self = Self::Open;
        }
        if matches!(self, Self::Open) {
            *self = match database {
                Database::Sqlite { .. } => lock_file(folder)?,
                Database::Postgres(pool) => {
                    let connection = pool.acquire().await.map_err(DatabaseError::from)?.detach();
                    lock_advisory(connection).await?
                }
            };
        }
        Ok(!matches!(self, Self::Open))
    }

    pub(super) async fn resign(self) {
        if let Self::Advisory(connection) = self {
            // The server frees the lock when the connection ends, politely or not.
            let _ = connection.close().await;
        }
    }
}

fn lock_file(folder: &Path) -> Result<Election, SequenceError> {
    let path: PathBuf = folder.join(".sequencer.lock");
    let opened = std::fs::create_dir_all(folder)
        .and_then(|()| OpenOptions::new().create(true).truncate(false).write(true).open(&path));
    let file = opened.map_err(|source| FileError { path: path.clone(), source })?;
    match file.try_lock() {
        Ok(()) => Ok(Election::File(file)),
        Err(TryLockError::WouldBlock) => Ok(Election::Open),
        Err(TryLockError::Error(source)) => Err(FileError { path, source }.into()),
    }
}

async fn lock_advisory(mut connection: PgConnection) -> Result<Election, SequenceError> {
    let won: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
        .bind(LOCK)
        .fetch_one(&mut connection)
        .await
        .map_err(DatabaseError::from)?;
    if won {
        return Ok(Election::Advisory(connection));
    }
    connection.close().await.map_err(DatabaseError::from)?;
    Ok(Election::Open)
}
