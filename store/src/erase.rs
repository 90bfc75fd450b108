//! Content that goes: payload and salt are deleted, what remains stands in their place.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use domain::act::{RecordKind, RecordRef};
use domain::record::Remains;
use serde_json::json;

use crate::connection::{Link, Param, Row, signed};
use crate::database::Database;
use crate::error::{DatabaseError, ReadError};
use crate::insert::insert;
use crate::statements::{ERASED, GONE, table};
use crate::store::Store;

/// Places of the log looked through at a time: enough to be quick, few enough for one read.
const WINDOW: u64 = 20_000;

/// What holds a text: payloads, and what remains of those erased before. A receipt holds digests only, and an erasing
/// act names places only.
macro_rules! holding {
    ($found:literal) => {
        concat!(
            "SELECT DISTINCT record_kind, record_id FROM acts LEFT JOIN payloads USING (position) \
             LEFT JOIN erased USING (position) WHERE acts.position >= $1 AND acts.position < $2 \
             AND name NOT IN ('data-released', 'payloads-erased') AND ",
            $found,
            "(COALESCE(payload, remains), $3) > 0"
        )
    };
}

/// One row: 1 where a reader's snapshot still needs the old pages.
const TRUNCATE: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// What one window of the log holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    pub records: BTreeSet<RecordRef>,
    /// Where the next window begins.
    pub next: Option<u64>,
}

/// Puts what remains in the place of payloads, for the erasing act at `by`.
pub(crate) async fn erase_payloads(link: &mut Link<'_>, by: u64, remains: &[Remains]) -> Result<(), DatabaseError> {
    insert(link, &GONE, remains, |chunk, params| {
        params.extend(chunk.iter().map(|one| Param::Int(signed(one.position))));
    })
    .await?;
    insert(link, &ERASED, remains, |chunk, params| {
        for one in chunk {
            params.extend([
                Param::Int(signed(one.position)),
                Param::Int(signed(by)),
                Param::Bytes(&one.salt),
                Param::Text(&one.text),
            ]);
        }
    })
    .await
}

impl Store {
    /// The records an act of which holds `text`, in whatever part or, where it is to be `whole`, as a text of its own.
    /// Looks through one window of the log from a position on; answers where the next begins, `None` after the last.
    pub async fn records_holding(&self, text: &str, whole: bool, from: u64) -> Result<Holding, ReadError> {
        // As it stands in canonical JSON, with the quotes around it or without.
        let quoted = json!(text).to_string();
        let inside = quoted.get(1..quoted.len().saturating_sub(1)).filter(|_| !whole).unwrap_or(&quoted);
        let end = from.saturating_add(WINDOW);
        let params = [Param::Int(signed(from)), Param::Int(signed(end)), Param::Text(inside)];
        let rows = match self.database.as_ref() {
            Database::Sqlite { .. } => self.fetch(holding!("instr"), &params).await?,
            Database::Postgres(_) => self.fetch(holding!("strpos"), &params).await?,
        };
        let records = rows.iter().map(record).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        let next = (end < self.head_position().await?).then_some(end);
        Ok(Holding { records, next })
    }

    /// Wipes what the database still keeps of content erased since the last time: the write-ahead log of SQLite is cut,
    /// the dead rows of PostgreSQL are reclaimed. False where a reader stood in the way: try again later. Does nothing
    /// where nothing was erased.
    pub async fn scrub(&self) -> Result<bool, ReadError> {
        if !self.unscrubbed.swap(false, Ordering::AcqRel) {
            return Ok(true);
        }
        let views = RecordKind::ALL.into_iter().filter_map(table).collect::<Vec<_>>().join(", ");
        let scrubbed = scrub(&self.database, &format!("payloads, erased, keys, traces, {views}")).await;
        if !matches!(scrubbed, Ok(true)) {
            self.unscrubbed.store(true, Ordering::Release);
        }
        Ok(scrubbed?)
    }
}

/// Wipes what was deleted from `tables`: what stays in freed pages of SQLite is zeroed as they are freed
/// (`secure_delete`), the log of page images is not. False where a reader stood in the way.
pub(crate) async fn scrub(database: &Database, tables: &str) -> Result<bool, DatabaseError> {
    match database {
        Database::Sqlite { writer, .. } => {
            let mut connection = writer.acquire().await?;
            let rows = Link::Sqlite(&mut connection).fetch(TRUNCATE, &[]).await?;
            Ok(rows.first().map(|row| row.int(0)).transpose()? == Some(0))
        }
        Database::Postgres(pool) => {
            let mut connection = pool.acquire().await?;
            let vacuum = sqlx::AssertSqlSafe(format!("VACUUM {tables}"));
            Link::Postgres(&mut connection).execute(vacuum, &[]).await?;
            Ok(true)
        }
    }
}

fn record(row: &Row) -> Result<Option<RecordRef>, DatabaseError> {
    let (kind, id) = (row.text(0)?, row.text(1)?);
    let kind = RecordKind::ALL.into_iter().find(|known| known.as_str() == kind);
    Ok(kind.map(|kind| RecordRef { kind, id }))
}
