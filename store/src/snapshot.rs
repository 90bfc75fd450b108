//! One instant of the records as a file of its own, for a backup 备份, without the wrapped keys; and such a file made
//! records again.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use base::Digest;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use crate::connection::{Link, Param, Row, signed};
use crate::database::Database;
use crate::error::{DatabaseError, ReadError};
use crate::keys::{KeptKey, KeyChange, apply};
use crate::sequencer::Sequenced;
use crate::store::Store;

/// Holds up nobody: it reads one instant of the write-ahead log.
const COPY: &str = "VACUUM INTO $1";
const STRIP: &str = "DELETE FROM keys";
const HEAD: &str = "SELECT next_position FROM head WHERE id = 1";
const SEQUENCED: &str = "SELECT size, root, checkpoint FROM sequenced WHERE id = 1";
/// Each of the three walks an index.
const ENDED: &str = "SELECT MAX(\
                     COALESCE((SELECT MAX(position) + 1 FROM acts WHERE name = 'payloads-erased'), 0), \
                     COALESCE((SELECT MAX(position) + 1 FROM acts WHERE name = 'traces-blanked'), 0), \
                     COALESCE((SELECT MAX(position) + 1 FROM acts WHERE record_kind = 'version' \
                     AND name = 'version-destroyed'), 0))";
const ENDED_SINCE: &str = "SELECT COUNT(*) FROM acts WHERE position >= $1 \
                           AND name IN ('payloads-erased', 'traces-blanked', 'version-destroyed')";
const NEWEST: &str = "SELECT MAX(position) FROM acts WHERE record_kind = 'backup'";
const ORPHANS: &str = "SELECT parent FROM pragma_foreign_key_check('keys') LIMIT 1";

/// What a copied file of records holds 快照.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The acts at positions below this.
    pub position: u64,
    /// The newest checkpoint by then; none of a log never published.
    pub sequenced: Option<Sequenced>,
    /// Behind the newest act by which content or a key was destroyed; 0 where none was. A snapshot whose position is
    /// below holds what must be gone.
    pub ended: u64,
}

/// Why the records could not be copied.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error(
        "expected records in a SQLite file, found a PostgreSQL database: back it up by its own tools, without the \
         rows of its table of keys (`pg_dump --exclude-table-data=keys`), and copy DIR/lake, DIR/log, DIR/rules and \
         DIR/law beside it; see docs/howto/back-up-and-restore.md"
    )]
    Server,
    #[error("expected to write {path}: {source}; check the disk, the owner and the mode", path = .path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("expected the root of a published log in 32 bytes, found {found}; run `verify`")]
    Root { found: usize },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl Store {
    /// Whether the records are a file that [`Store::snapshot`] can copy.
    pub fn is_file(&self) -> bool {
        matches!(self.database.as_ref(), Database::Sqlite { .. })
    }

    /// Copies one instant of the records to `path`, which must not exist, readable by its owner only and without the
    /// rows of the wrapped keys. The file is in clear: seal it, then write it over. Appending goes on meanwhile.
    pub async fn snapshot(&self, path: &Path) -> Result<Snapshot, SnapshotError> {
        if !self.is_file() {
            return Err(SnapshotError::Server);
        }
        let refused = |source| SnapshotError::File { path: path.to_owned(), source };
        private_file(path).map_err(refused)?;
        let name = path.to_str().ok_or_else(|| refused(io::Error::other("its name is no UTF-8")))?;
        let mut reader = self.database.reader().await?;
        reader.link().execute(COPY, &[Param::Text(name)]).await?;
        drop(reader);
        let mut connection = connect(path).await?;
        let described = describe(&mut Link::Sqlite(&mut connection)).await;
        connection.close().await.map_err(DatabaseError::from)?;
        described
    }

    /// Whether an act at `position` or behind it destroyed content or a key.
    pub async fn ended_since(&self, position: u64) -> Result<bool, ReadError> {
        let rows = self.fetch(ENDED_SINCE, &[Param::Int(signed(position))]).await?;
        Ok(rows.first().map(|row| row.int(0)).transpose()?.is_some_and(|count| count > 0))
    }

    /// The place in the log of the newest backup; none where none was made.
    pub async fn newest_backup(&self) -> Result<Option<u64>, ReadError> {
        let rows = self.fetch(NEWEST, &[]).await?;
        let newest = rows.first().map(|row| row.maybe_int(0)).transpose()?.flatten();
        Ok(newest.and_then(|position| u64::try_from(position).ok()))
    }
}

async fn describe(link: &mut Link<'_>) -> Result<Snapshot, SnapshotError> {
    link.execute(STRIP, &[]).await?;
    let head = link.fetch(HEAD, &[]).await?;
    let position = head.first().ok_or(DatabaseError::Headless)?.count(0)?;
    let ended = link.fetch(ENDED, &[]).await?;
    let ended = ended.first().map_or(Ok(0), |row| row.count(0))?;
    let rows = link.fetch(SEQUENCED, &[]).await?;
    let sequenced = rows.first().map(sequenced).transpose()?;
    Ok(Snapshot { position, sequenced, ended })
}

fn sequenced(row: &Row) -> Result<Sequenced, SnapshotError> {
    let root = row.bytes(1)?;
    let found = root.len();
    let root: [u8; 32] = root.try_into().map_err(|_| SnapshotError::Root { found })?;
    Ok(Sequenced { size: row.count(0)?, root: Digest::from_bytes(root), checkpoint: row.text(2)? })
}

/// SQLite copies into a file that is there and empty.
fn private_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Nothing of what is taken out may lie on: not in freed pages, and not in a journal.
async fn connect(path: &Path) -> Result<SqliteConnection, DatabaseError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(false)
        .journal_mode(SqliteJournalMode::Memory)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON");
    Ok(options.connect().await?)
}

/// A copied file on its way to be records again: the wrapped keys come back into it.
pub struct CopiedRecords(SqliteConnection);

impl CopiedRecords {
    pub async fn open(path: &Path) -> Result<Self, DatabaseError> {
        let mut connection = connect(path).await?;
        Link::Sqlite(&mut connection).execute("BEGIN", &[]).await?;
        Ok(Self(connection))
    }

    /// Takes keys in any order.
    pub async fn put_keys(&mut self, keys: Vec<KeptKey>) -> Result<(), DatabaseError> {
        let mut link = Link::Sqlite(&mut self.0);
        for key in keys {
            apply(&mut link, &KeyChange::Put(key)).await?;
        }
        Ok(())
    }

    /// Makes them durable. False, and nothing is kept, where a key names another that did not come.
    pub async fn finish(mut self) -> Result<bool, DatabaseError> {
        let mut link = Link::Sqlite(&mut self.0);
        let whole = link.fetch(ORPHANS, &[]).await?.is_empty();
        link.execute(if whole { "COMMIT" } else { "ROLLBACK" }, &[]).await?;
        self.0.close().await?;
        Ok(whole)
    }
}
