//! The one place that knows both drivers: a statement goes in, plain rows come out.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Row as _, SqlSafeStr, Sqlite, SqliteConnection};

use crate::error::DatabaseError;

const MOVE_HEAD: &str = "UPDATE head SET next_position = $1, generation = $2 WHERE id = 1";
const MOVE_AND_COMMIT: &str = "UPDATE head SET next_position = $1, generation = $2 WHERE id = 1; COMMIT";

/// A bound value. Only text, 64-bit integers and bytes exist in the schema.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Param<'a> {
    Text(&'a str),
    MaybeText(Option<&'a str>),
    Int(i64),
    MaybeInt(Option<i64>),
    Bytes(&'a [u8]),
}

/// A row of either database.
pub(crate) enum Row {
    Sqlite(sqlx::sqlite::SqliteRow),
    Postgres(sqlx::postgres::PgRow),
}

/// A borrowed connection of either database.
pub(crate) enum Link<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// A connection for single reads.
pub(crate) enum Reader {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// An open transaction; dropping it rolls it back.
pub(crate) enum Transaction {
    Sqlite(SqliteTransaction),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// SQLite ends a transaction by itself on some errors, a full disk among them, and the driver's own transactions
/// then lose count and leave the connection unusable. So one that did not end well takes its connection with it.
pub(crate) struct SqliteTransaction {
    connection: PoolConnection<Sqlite>,
    ended: bool,
}

impl SqliteTransaction {
    /// `statement` begins the transaction and may ask for rows too: each call costs two changes of thread.
    pub(crate) async fn begin(
        connection: PoolConnection<Sqlite>,
        statement: &'static str,
    ) -> Result<(Self, Vec<Row>), DatabaseError> {
        let mut transaction = Self { connection, ended: false };
        let rows = Link::Sqlite(&mut transaction.connection).fetch(statement, &[]).await?;
        Ok((transaction, rows))
    }

    async fn end(mut self, statement: &'static str, params: &[Param<'_>]) -> Result<(), DatabaseError> {
        Link::Sqlite(&mut self.connection).execute(statement, params).await?;
        self.ended = true;
        Ok(())
    }
}

impl Drop for SqliteTransaction {
    fn drop(&mut self) {
        if !self.ended {
            self.connection.close_on_drop();
        }
    }
}

macro_rules! bound {
    ($driver:ty, $sql:expr, $params:expr) => {
        $params.iter().fold(sqlx::query::<$driver>($sql), |query, param| match *param {
            Param::Text(text) => query.bind(text),
            Param::MaybeText(text) => query.bind(text),
            Param::Int(number) => query.bind(number),
            Param::MaybeInt(number) => query.bind(number),
            Param::Bytes(bytes) => query.bind(bytes),
        })
    };
}

impl Link<'_> {
    /// Runs a statement that answers no rows.
    pub(crate) async fn execute(&mut self, sql: impl SqlSafeStr, params: &[Param<'_>]) -> Result<(), DatabaseError> {
        match self {
            Self::Sqlite(connection) => {
                bound!(Sqlite, sql, params).execute(&mut **connection).await?;
            }
            Self::Postgres(connection) => {
                bound!(Postgres, sql, params).execute(&mut **connection).await?;
            }
        }
        Ok(())
    }

    /// Runs a query that bounds its own number of rows.
    pub(crate) async fn fetch(
        &mut self,
        sql: impl SqlSafeStr,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, DatabaseError> {
        Ok(match self {
            Self::Sqlite(connection) => {
                let rows = bound!(Sqlite, sql, params).fetch_all(&mut **connection).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Self::Postgres(connection) => {
                let rows = bound!(Postgres, sql, params).fetch_all(&mut **connection).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }
}

impl Reader {
    pub(crate) fn link(&mut self) -> Link<'_> {
        match self {
            Self::Sqlite(connection) => Link::Sqlite(connection),
            Self::Postgres(connection) => Link::Postgres(connection),
        }
    }
}

impl Transaction {
    pub(crate) fn link(&mut self) -> Link<'_> {
        match self {
            Self::Sqlite(transaction) => Link::Sqlite(&mut transaction.connection),
            Self::Postgres(transaction) => Link::Postgres(transaction),
        }
    }

    pub(crate) async fn commit(self) -> Result<(), DatabaseError> {
        match self {
            Self::Sqlite(transaction) => transaction.end("COMMIT", &[]).await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    /// Moves the head and commits.
    pub(crate) async fn commit_moving(self, next: u64, generation: u64) -> Result<(), DatabaseError> {
        let params = [Param::Int(signed(next)), Param::Int(signed(generation))];
        match self {
            Self::Sqlite(transaction) => transaction.end(MOVE_AND_COMMIT, &params).await?,
            Self::Postgres(mut transaction) => {
                Link::Postgres(&mut transaction).execute(MOVE_HEAD, &params).await?;
                transaction.commit().await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn rollback(self) -> Result<(), DatabaseError> {
        match self {
            Self::Sqlite(transaction) => transaction.end("ROLLBACK", &[]).await?,
            Self::Postgres(transaction) => transaction.rollback().await?,
        }
        Ok(())
    }
}

macro_rules! column {
    ($($(#[$doc:meta])* $name:ident -> $kind:ty;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $name(&self, column: usize) -> Result<$kind, DatabaseError> {
            Ok(match self {
                Self::Sqlite(row) => row.try_get(column)?,
                Self::Postgres(row) => row.try_get(column)?,
            })
        }
    )*};
}

impl Row {
    column! {
        text -> String;
        maybe_text -> Option<String>;
        int -> i64;
        maybe_int -> Option<i64>;
        bytes -> Vec<u8>;
        maybe_bytes -> Option<Vec<u8>>;
    }

    /// A count or position: the schema never holds a negative one.
    pub(crate) fn count(&self, column: usize) -> Result<u64, DatabaseError> {
        let number = self.int(column)?;
        u64::try_from(number).map_err(|_| DatabaseError::Negative { found: number })
    }
}

/// Positions and versions as the database holds them.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
