use base::Timestamp;
use domain::act::{Envelope, RecordRef};
use domain::record::{Loaded, Record};
use ledger::Salt;

use crate::connection::{Param, Row, signed};
use crate::database::within;
use crate::error::{DatabaseError, ReadError};
use crate::statements::view;
use crate::store::Store;

/// The most rows one read answers; ask again after the last one for more.
pub const MAX_ROWS: u32 = 1000;

const ACT_AT: &str = "SELECT position, payload FROM payloads WHERE position = $1";
const ACTS_OF: &str = "SELECT acts.position, COALESCE(payload, remains) FROM acts \
                       LEFT JOIN payloads USING (position) LEFT JOIN erased USING (position) \
                       WHERE record_kind = $1 AND record_id = $2 AND version > $3 ORDER BY version LIMIT $4";
const ACTS_AFTER: &str = "SELECT position, payload FROM payloads WHERE position > $1 \
                          UNION ALL SELECT position, remains FROM erased WHERE position > $1 \
                          ORDER BY position LIMIT $2";
const PAYLOAD: &str = "SELECT salt, payload FROM payloads WHERE position = $1";

/// Which records to list. All conditions given hold together; the answer is ordered by id.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub owner: Option<String>,
    pub subject: Option<String>,
    pub status: Option<String>,
    /// Only records due at this instant or earlier.
    pub due_before: Option<Timestamp>,
    /// Only records after this id: the last one of the page before.
    pub after_id: Option<String>,
    /// At most so many, and never more than [`MAX_ROWS`]. `None` means [`MAX_ROWS`].
    pub limit: Option<u32>,
}

/// A payload and the salt that opens its commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    pub salt: Salt,
    /// The envelope's canonical JSON, byte for byte as committed to.
    pub text: String,
}

impl Store {
    /// The record with this id; `None` where there is none.
    pub async fn load<T: Record>(&self, id: &str) -> Result<Option<Loaded<T>>, ReadError> {
        let Some(statements) = view(T::KIND) else { return Ok(None) };
        let rows = self.fetch(statements.load.clone(), &[Param::Text(id)]).await?;
        rows.first().map(loaded).transpose()
    }

    /// The record that holds this natural key; `None` where there is none.
    pub async fn find<T: Record>(&self, natural_key: &str) -> Result<Option<Loaded<T>>, ReadError> {
        let Some(statements) = view(T::KIND) else { return Ok(None) };
        let rows = self.fetch(statements.find.clone(), &[Param::Text(natural_key)]).await?;
        rows.first().map(loaded).transpose()
    }

    /// One page of the records that `filter` lets through.
    pub async fn list<T: Record>(&self, filter: &Filter) -> Result<Vec<Loaded<T>>, ReadError> {
        let Filter { owner, subject, status, due_before, after_id, limit } = filter;
        let statement = view(T::KIND).and_then(|statements| {
            statements.list([owner.is_some(), subject.is_some(), status.is_some(), due_before.is_some()])
        });
        let Some(sql) = statement else { return Ok(Vec::new()) };
        let mut params = vec![Param::Text(after_id.as_deref().unwrap_or("")), bounded(limit.unwrap_or(MAX_ROWS))];
        params.extend([owner, subject, status].into_iter().flatten().map(|text| Param::Text(text)));
        params.extend(due_before.map(|due| Param::Int(due.millis())));
        self.fetch(sql, &params).await?.iter().map(loaded).collect()
    }

    /// What is due by `before`, the longest due first: one walk of one index, however many records there are.
    pub async fn due<T: Record>(&self, before: Timestamp, limit: u32) -> Result<Vec<Loaded<T>>, ReadError> {
        let Some(statements) = view(T::KIND) else { return Ok(Vec::new()) };
        let params = [Param::Int(before.millis()), bounded(limit)];
        self.fetch(statements.due.clone(), &params).await?.iter().map(loaded).collect()
    }

    /// The act at a place in the log; `None` beyond its end or where the payload was erased.
    pub async fn act_at(&self, position: u64) -> Result<Option<Envelope>, ReadError> {
        let rows = self.fetch(ACT_AT, &[Param::Int(signed(position))]).await?;
        Ok(rows.first().map(envelope).transpose()?.map(|(_, envelope)| envelope))
    }

    /// The acts of one record with their positions, oldest first, after the version given (0 for all); of those whose
    /// content was erased, what remains.
    pub async fn acts_of(
        &self,
        record: &RecordRef,
        after_version: u64,
        limit: u32,
    ) -> Result<Vec<(u64, Envelope)>, ReadError> {
        let params = [
            Param::Text(record.kind.as_str()),
            Param::Text(&record.id),
            Param::Int(signed(after_version)),
            bounded(limit),
        ];
        self.fetch(ACTS_OF, &params).await?.iter().map(envelope).collect()
    }

    /// The acts of the log in its order, after a position (`None` from the start); of those whose content was erased,
    /// what remains.
    pub async fn acts_after(&self, after: Option<u64>, limit: u32) -> Result<Vec<(u64, Envelope)>, ReadError> {
        let params = [Param::Int(after.map_or(-1, signed)), bounded(limit)];
        self.fetch(ACTS_AFTER, &params).await?.iter().map(envelope).collect()
    }

    /// What the commitment at a position hides; `None` beyond the log's end or where it was erased.
    pub async fn payload(&self, position: u64) -> Result<Option<Payload>, ReadError> {
        let rows = self.fetch(PAYLOAD, &[Param::Int(signed(position))]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let salt: [u8; 32] = row.bytes(0)?.try_into().map_err(|_| ReadError::Act { position })?;
        Ok(Some(Payload { salt: Salt::from_bytes(salt), text: row.text(1)? }))
    }

    pub(crate) async fn fetch(
        &self,
        sql: impl sqlx::SqlSafeStr,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, DatabaseError> {
        let sql = sql.into_sql_str();
        within(async { self.database.reader().await?.link().fetch(sql, params).await }).await
    }
}

fn bounded(limit: u32) -> Param<'static> {
    Param::Int(i64::from(limit.min(MAX_ROWS)))
}

fn loaded<T: Record>(row: &Row) -> Result<Loaded<T>, ReadError> {
    let state = serde_json::from_str(&row.text(1)?).map_err(|_| ReadError::State { kind: T::KIND })?;
    Ok(Loaded { state, version: row.count(0)? })
}

pub(crate) fn envelope(row: &Row) -> Result<(u64, Envelope), ReadError> {
    let position = row.count(0)?;
    let envelope = serde_json::from_str(&row.text(1)?).map_err(|_| ReadError::Act { position })?;
    Ok((position, envelope))
}
