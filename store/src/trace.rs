//! The index of who saw what. It is built from the log behind the appends, so that a release waits for nothing but the
//! log; before every question it catches up. What a receipt says is always read from the log itself.

mod blank;
mod catch_up;
mod row;

use base::{Digest, Timestamp};
use domain::act::Envelope;

use crate::connection::{Link, Param, Row, signed};
use crate::database::within;
use crate::error::{DatabaseError, ReadError};
use crate::read::{MAX_ROWS, envelope};
use crate::statements::{MAX_CHUNK, RECEIPTS_AT};
use crate::store::Store;

pub(crate) use blank::blank_traces;
pub(crate) use row::{Released, TraceRow};

/// Of what the releases are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TraceOf {
    Account(String),
    Agreement(String),
    Dataset(String),
    /// What left of a dataset for whoever asked by this key, and what left more than one row of it.
    Subject {
        dataset: String,
        /// Digest of the key, as receipts hold it.
        key: Digest,
    },
}

/// Which of them. The newest come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceFilter {
    pub of: TraceOf,
    pub from: Option<Timestamp>,
    /// Inclusive.
    pub to: Option<Timestamp>,
    /// Only what stands after this place of the answer: time and position of the last one of the page before.
    pub after: Option<(Timestamp, u64)>,
    /// At most so many, and never more than [`MAX_ROWS`].
    pub limit: u32,
}

/// Each walks one index from its end. `place = 0` stands for a receipt as a whole.
const BY_ACCOUNT: &str = "SELECT at, position FROM traces WHERE account = $1 AND place = 0 AND at >= $2 \
                          AND (at, position) < ($3, $4) ORDER BY at DESC, position DESC LIMIT $5";
const BY_AGREEMENT: &str = "SELECT at, position FROM traces WHERE agreement = $1 AND place = 0 AND at >= $2 \
                            AND (at, position) < ($3, $4) ORDER BY at DESC, position DESC LIMIT $5";
const BY_DATASET: &str = "SELECT at, position FROM traces WHERE dataset = $1 AND at >= $2 \
                          AND (at, position) < ($3, $4) ORDER BY at DESC, position DESC LIMIT $5";
const BY_SUBJECT: &str = "SELECT at, position FROM traces WHERE dataset = $1 AND subject = $6 AND at >= $2 \
                          AND (at, position) < ($3, $4) ORDER BY at DESC, position DESC LIMIT $5";

impl Store {
    /// The receipts that `filter` lets through with their positions, the newest first. Catches up with the log before.
    pub async fn trace(&self, filter: &TraceFilter) -> Result<Vec<(u64, Envelope)>, ReadError> {
        self.catch_up_traces().await?;
        within(async {
            let mut reader = self.database.reader().await?;
            let mut link = reader.link();
            let places = places(&mut link, filter).await?;
            receipts_at(&mut link, &places).await
        })
        .await
    }

    /// How the database would look for `filter`, in its own words; on SQLite only.
    #[cfg(test)]
    pub(crate) async fn explain_trace(&self, filter: &TraceFilter) -> Vec<String> {
        let mut reader = self.database.reader().await.unwrap();
        let mut plans = Vec::new();
        for (sql, key, subject) in statements(&filter.of) {
            let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
            let rows = reader.link().fetch(sql, &params(filter, key, subject.as_deref())).await.unwrap();
            plans.push(rows.iter().map(|row| row.text(3).unwrap()).collect::<Vec<_>>().join("; "));
        }
        plans
    }
}

/// Statement, key and subject of each walk.
fn statements(of: &TraceOf) -> Vec<(&'static str, &str, Option<String>)> {
    match of {
        TraceOf::Account(id) => vec![(BY_ACCOUNT, id, None)],
        TraceOf::Agreement(id) => vec![(BY_AGREEMENT, id, None)],
        TraceOf::Dataset(id) => vec![(BY_DATASET, id, None)],
        TraceOf::Subject { dataset, key } => {
            vec![(BY_SUBJECT, dataset, Some(key.to_string())), (BY_SUBJECT, dataset, Some(String::new()))]
        }
    }
}

fn params<'a>(filter: &TraceFilter, key: &'a str, subject: Option<&'a str>) -> Vec<Param<'a>> {
    let end = filter.to.map_or(i64::MAX, Timestamp::millis);
    // What stands after the page before, and not after the last instant asked for.
    let (at, position) = match filter.after {
        Some((at, position)) if at.millis() <= end => (at.millis(), signed(position)),
        Some(_) | None => (end, i64::MAX),
    };
    let mut params = vec![
        Param::Text(key),
        Param::Int(filter.from.map_or(i64::MIN, Timestamp::millis)),
        Param::Int(at),
        Param::Int(position),
        Param::Int(i64::from(filter.limit.min(MAX_ROWS))),
    ];
    params.extend(subject.map(Param::Text));
    params
}

async fn places(link: &mut Link<'_>, filter: &TraceFilter) -> Result<Vec<u64>, DatabaseError> {
    let mut places: Vec<(i64, u64)> = Vec::new();
    for (sql, key, subject) in statements(&filter.of) {
        for row in link.fetch(sql, &params(filter, key, subject.as_deref())).await? {
            places.push((row.int(0)?, row.count(1)?));
        }
    }
    places.sort_unstable_by(|a, b| b.cmp(a));
    places.truncate(usize::try_from(filter.limit.min(MAX_ROWS)).unwrap_or(usize::MAX));
    Ok(places.into_iter().map(|(_, position)| position).collect())
}

/// The receipts at these positions, in their order. One whose payload was erased is left out.
async fn receipts_at(link: &mut Link<'_>, positions: &[u64]) -> Result<Vec<(u64, Envelope)>, ReadError> {
    let mut found = std::collections::HashMap::new();
    for chunk in positions.chunks(MAX_CHUNK) {
        let (Some((takes, sql)), Some(last)) = (RECEIPTS_AT.at_least(chunk.len(), link), chunk.last()) else {
            continue;
        };
        let padding = std::iter::repeat_n(last, takes - chunk.len());
        let params: Vec<_> = chunk.iter().chain(padding).map(|position| Param::Int(signed(*position))).collect();
        let rows: Vec<Row> = link.fetch(sql, &params).await?;
        for row in &rows {
            let (position, envelope) = envelope(row)?;
            found.insert(position, envelope);
        }
    }
    Ok(positions.iter().filter_map(|position| Some((*position, found.remove(position)?))).collect())
}

#[cfg(test)]
mod tests;
