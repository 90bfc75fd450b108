use std::time::Duration;

use sqlx::{PgPool, SqlitePool};

use crate::connection::{Reader, Row, SqliteTransaction, Transaction};
use crate::error::DatabaseError;

/// No read of the API may take longer.
pub(crate) const READ_LIMIT: Duration = Duration::from_secs(10);

/// Taking the row lock first is what makes log order commit order on any number of nodes.
const LOCK_HEAD: &str =
    "UPDATE head SET next_position = next_position WHERE id = 1 RETURNING next_position, generation";
/// SQLite locks the whole database, so there the row is only read.
const BEGIN_AND_READ_HEAD: &str = "BEGIN IMMEDIATE; SELECT next_position, generation FROM head WHERE id = 1";

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
            Self::Sqlite { writer, .. } => Transaction::Sqlite(sqlite(writer, "BEGIN IMMEDIATE").await?.0),
            Self::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        })
    }

    /// The same with the head row locked: its next position and generation.
    pub(crate) async fn begin_locked(&self) -> Result<(Transaction, Vec<Row>), DatabaseError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => {
                let (transaction, rows) = sqlite(writer, BEGIN_AND_READ_HEAD).await?;
                (Transaction::Sqlite(transaction), rows)
            }
            Self::Postgres(pool) => {
                let mut transaction = Transaction::Postgres(pool.begin().await?);
                let rows = transaction.link().fetch(LOCK_HEAD, &[]).await?;
                (transaction, rows)
            }
        })
    }

    /// A transaction that sees one instant of the database, however long it lasts.
    pub(crate) async fn snapshot(&self) -> Result<Transaction, DatabaseError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Transaction::Sqlite(sqlite(readers, "BEGIN").await?.0),
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

async fn sqlite(pool: &SqlitePool, begin: &'static str) -> Result<(SqliteTransaction, Vec<Row>), DatabaseError> {
    SqliteTransaction::begin(pool.acquire().await?, begin).await
}

/// Bounds a read in time.
pub(crate) async fn within<T, E: From<DatabaseError>>(read: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    tokio::time::timeout(READ_LIMIT, read).await.unwrap_or_else(|_| Err(DatabaseError::Timeout.into()))
}
