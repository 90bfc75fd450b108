use std::cmp::min;

use crate::connection::{Link, Param, Row, signed};
use crate::error::{DatabaseError, ReadError};
use crate::insert::insert;
use crate::statements::TRACES;
use crate::store::Store;
use crate::trace::{Released, TraceRow};

/// Positions looked at between two commits: what an append may have to wait for.
const CHUNK: u64 = 2048;

const NEXT: &str = "SELECT next FROM traced WHERE id = 1";
/// Takes the row, so that of two nodes one writes and the other sees that it did.
const LOCK: &str = "UPDATE traced SET next = next WHERE id = 1 RETURNING next";
const MOVE: &str = "UPDATE traced SET next = $1 WHERE id = 1";
/// Bounded on both sides, so that it walks the log and no other index.
const RECEIPTS: &str = "SELECT payloads.position, payload FROM payloads \
                        JOIN acts ON acts.position = payloads.position \
                        WHERE payloads.position >= $1 AND payloads.position < $2 \
                        AND acts.name = 'data-released' ORDER BY payloads.position";

impl Store {
    /// Brings the index of traces up to the log as it stands. Answers how many acts it looked at.
    pub async fn catch_up_traces(&self) -> Result<u64, ReadError> {
        let head = self.head_position().await?;
        let first = self.traced().await?;
        let mut next = first;
        while next < head {
            let end = min(head, next + CHUNK);
            let range = [Param::Int(signed(next)), Param::Int(signed(end))];
            let mut rows = Vec::new();
            for receipt in self.fetch(RECEIPTS, &range).await? {
                let (position, released) = released(&receipt)?;
                rows.extend(released.lines(position));
            }
            // Where another node was faster its word holds, and this one goes on from there.
            next = self.append_traces(next, end, &rows).await?;
        }
        Ok(next.saturating_sub(first))
    }

    async fn traced(&self) -> Result<u64, DatabaseError> {
        let rows = self.fetch(NEXT, &[]).await?;
        rows.first().ok_or(DatabaseError::Headless)?.count(0)
    }

    async fn append_traces(&self, from: u64, to: u64, rows: &[TraceRow]) -> Result<u64, DatabaseError> {
        let mut transaction = self.database.begin().await?;
        let mut link = transaction.link();
        let locked = link.fetch(LOCK, &[]).await?;
        let stands = locked.first().ok_or(DatabaseError::Headless)?.count(0)?;
        if stands != from {
            transaction.rollback().await?;
            return Ok(stands);
        }
        insert_traces(&mut link, rows).await?;
        link.execute(MOVE, &[Param::Int(signed(to))]).await?;
        transaction.commit().await?;
        Ok(to)
    }
}

fn released(row: &Row) -> Result<(u64, Released), ReadError> {
    let position = row.count(0)?;
    let released = serde_json::from_str(&row.text(1)?).map_err(|_| ReadError::Act { position })?;
    Ok((position, released))
}

async fn insert_traces(link: &mut Link<'_>, rows: &[TraceRow]) -> Result<(), DatabaseError> {
    insert(link, &TRACES, rows, |chunk, params| {
        for row in chunk {
            params.extend([
                Param::Int(signed(row.position)),
                Param::Int(signed(row.place)),
                Param::Int(row.at),
                Param::Text(&row.account),
                Param::MaybeText(row.agreement.as_deref()),
                Param::Text(&row.dataset),
                Param::MaybeText(row.subject.as_deref()),
            ]);
        }
    })
    .await
}
