use std::time::Duration;

use sqlx::{PgPool, SqlitePool};

use crate::connection::{Reader, SqliteTransaction, Transaction};
use crate::error::DatabaseError;

/// No read of the API may take longer.
pub(crate) const READ_LIMIT: Duration = Duration::from_secs(10);

/// The pools of one store.
pub(crate) enum Database {
    /// SQLite allows one writer: it is a pool of one connection, apart from the readers.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

impl Database {
    pub(crate) async fn reader(&self) -> Result<Reader, DatabaseError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Reader::Sqlite(readers.acquire().await?),
            Self::Postgres(pool) => Reader::Postgres(pool.acquire().await?),
        })
    }

    /// A transaction that may write. On SQLite it holds the write lock from the start.
    pub(crate) async fn begin(&self) -> Result<Transaction, DatabaseError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => {
                Transaction::Sqlite(SqliteTransaction::begin(writer.acquire().await?, "BEGIN IMMEDIATE").await?)
            }
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    /// A transaction that sees one instant of the database, however long it lasts.
    pub(crate) async fn snapshot(&self) -> Result<Transaction, DatabaseError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => {
                Transaction::Sqlite(SqliteTransaction::begin(readers.acquire().await?, "BEGIN").await?)
            }
            Self::Postgres(pool) => {
                Transaction::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Bounds a read in time.
pub(crate) async fn within<T, E: From<DatabaseError>>(read: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    tokio::time::timeout(READ_LIMIT, read).await.unwrap_or_else(|_| Err(DatabaseError::Timeout.into()))
}
