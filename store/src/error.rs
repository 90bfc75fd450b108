use std::borrow::Cow;
use std::sync::Arc;

use domain::act::RecordKind;

/// Why the database did not answer. Never carries a stored value.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DatabaseError {
    #[error("expected room to write, found the database's disk full: free space, then try again; nothing was lost")]
    Full,
    #[error("expected to write, found the database read-only: give this user write access to its file and folder")]
    ReadOnly,
    #[error("expected the database's disk to read and write, found: {0}; look after the disk and the room on it")]
    Disk(Arc<sqlx::Error>),
    #[error("expected the database within the time limit, found it locked: close the other program that writes to it")]
    Busy,
    #[error("expected an answer within the time limit, found none: narrow the question or try again")]
    Timeout,
    #[error("expected an open store, found it closed: the server is stopping, try again when it is back")]
    Closed,
    #[error("expected a reachable database, found: {0}; check that it runs and that the address is right")]
    Unreachable(Arc<sqlx::Error>),
    #[error("expected a count of zero or more in the database, found {found}: run `verify`")]
    Negative { found: i64 },
    #[error("expected the one row of `head`, found none: restore the database from its backup, then run `verify`")]
    Headless,
    #[error("expected the statement to run, found: {0}; run `verify` and report this")]
    Statement(Arc<sqlx::Error>),
}

/// Why a read gave no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("expected the state of a record of kind {kind} in its table, found another form: run `verify`", kind = .kind.as_str())]
    State { kind: RecordKind },
    #[error("expected an act at position {position}, found another form: run `verify`")]
    Act { position: u64 },
}

/// SQLite's primary result codes, <https://www.sqlite.org/rescode.html>.
mod sqlite {
    pub(super) const BUSY: u32 = 5;
    pub(super) const LOCKED: u32 = 6;
    pub(super) const READONLY: u32 = 8;
    pub(super) const IOERR: u32 = 10;
    pub(super) const FULL: u32 = 13;
    pub(super) const CANTOPEN: u32 = 14;
}

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut => Self::Timeout,
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Closed,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) => Self::Unreachable(Arc::new(error)),
            sqlx::Error::Database(database) => match Code::of(database.code()) {
                Code::Sqlite(sqlite::FULL) => Self::Full,
                Code::Sqlite(sqlite::IOERR) => Self::Disk(Arc::new(error)),
                Code::Sqlite(sqlite::READONLY) => Self::ReadOnly,
                Code::Sqlite(sqlite::BUSY | sqlite::LOCKED) => Self::Busy,
                Code::Sqlite(sqlite::CANTOPEN) => Self::Unreachable(Arc::new(error)),
                Code::Postgres(state) => postgres(&state, error),
                Code::Sqlite(_) | Code::None => Self::Statement(Arc::new(error)),
            },
            _ => Self::Statement(Arc::new(error)),
        }
    }
}

/// By SQLSTATE, PostgreSQL documentation, appendix A.
fn postgres(state: &str, error: sqlx::Error) -> DatabaseError {
    match state {
        "53100" => DatabaseError::Full,
        "25006" => DatabaseError::ReadOnly,
        "55P03" | "40P01" | "40001" => DatabaseError::Busy,
        "57014" => DatabaseError::Timeout,
        "57P01" | "57P02" | "57P03" | "53300" | "28000" | "28P01" | "3D000" => {
            DatabaseError::Unreachable(Arc::new(error))
        }
        _ => DatabaseError::Statement(Arc::new(error)),
    }
}

enum Code {
    /// The primary code: the low byte of an extended one.
    Sqlite(u32),
    Postgres(String),
    None,
}

impl Code {
    /// SQLSTATE always has five characters, SQLite's extended codes at most four digits.
    fn of(code: Option<Cow<'_, str>>) -> Self {
        match code {
            Some(code) if code.len() == 5 => Self::Postgres(code.into_owned()),
            Some(code) => code.parse::<u32>().map_or(Self::None, |code| Self::Sqlite(code & 0xff)),
            None => Self::None,
        }
    }
}

impl DatabaseError {
    /// Whether one submission of a batch may be to blame, so that its neighbours deserve a try of their own.
    pub(crate) fn may_be_one_submission(&self) -> bool {
        match self {
            Self::Statement(_) => true,
            Self::Full
            | Self::ReadOnly
            | Self::Disk(_)
            | Self::Busy
            | Self::Timeout
            | Self::Closed
            | Self::Unreachable(_)
            | Self::Negative { .. }
            | Self::Headless => false,
        }
    }
}
