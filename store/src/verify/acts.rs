//! First pass, in log order: every act against its payload, its commitment and the published log. Receipts are most of
//! a log: what else is folded from them is taken up here, so that each is read once.

use std::mem::take;

use base::Timestamp;
use domain::act::RecordRef;
use ledger::{Commitment, Salt, commitment};
use serde::Deserialize;

use crate::connection::{Link, Param, Row, signed};
use crate::error::DatabaseError;
use crate::trace::{Released, TraceRow};
use crate::verify::gathered::Counted;
use crate::verify::log::LogCheck;
use crate::verify::traces::TraceCheck;
use crate::verify::{Difference, Verified, VerifyError};

/// Acts fetched at a time; one chunk is checked while the next is fetched.
const CHUNK: i64 = 2048;

const SCAN: &str = "SELECT acts.position, record_kind, record_id, version, name, at, commitment, payloads.salt, \
                    payload, remains FROM acts LEFT JOIN payloads ON payloads.position = acts.position \
                    LEFT JOIN erased ON erased.position = acts.position \
                    WHERE acts.position > $1 ORDER BY acts.position LIMIT $2";
const HEAD: &str = "SELECT next_position FROM head WHERE id = 1";
/// The name of the act a receipt is.
const RELEASED: &str = "data-released";
/// The join above cannot see payloads outside the acts; the first pass proved that these fill `0..acts`.
const EXTRA_PAYLOAD: &str = "SELECT position FROM payloads WHERE position < 0 OR position >= $1 LIMIT 1";

/// Hands the lines that receipts make to `traces`; answers what receipts count too.
pub(super) async fn check(
    link: &mut Link<'_>,
    log: LogCheck,
    traces: &mut TraceCheck,
) -> Result<(Verified, Counted), VerifyError> {
    let mut state = ActCheck { next: 0, log, lines: Vec::new(), counted: Counted::default() };
    let mut chunk = fetch(link, i64::MIN).await?;
    while let Some(last) = chunk.last() {
        let (from, after) = (state.next, last.int(0)?);
        let checking = tokio::task::spawn_blocking(move || state.check(&chunk).map(|()| state));
        let fetched = fetch_both(link, traces, from, after).await;
        // A panic in the task is a bug in this file, not an answer of the database.
        state = checking.await.map_err(|error| VerifyError::Files { reason: error.to_string() })??;
        let (next, standing) = fetched?;
        traces.compare(link, take(&mut state.lines), &standing).await?;
        chunk = next;
    }
    let acts = state.next;
    let rows = link.fetch(HEAD, &[]).await?;
    match rows.first().map(|row| row.int(0)).transpose()? {
        Some(head) if head > signed(acts) => return Err(Difference::ActMissing { position: acts }.into()),
        Some(head) if head == signed(acts) => {}
        _ => return Err(Difference::HeadChanged { acts }.into()),
    }
    let extra = link.fetch(EXTRA_PAYLOAD, &[Param::Int(signed(acts))]).await?;
    if let Some(row) = extra.first() {
        return Err(Difference::PayloadExtra { position: row.int(0)? }.into());
    }
    let (sequenced, tiles) = tokio::task::spawn_blocking(move || state.log.finish())
        .await
        .map_err(|error| VerifyError::Files { reason: error.to_string() })??;
    Ok((Verified { acts, sequenced, tiles, ..Verified::default() }, state.counted))
}

/// The chunk after a position, and the lines of the index of traces from the first position of this one to there.
async fn fetch_both(
    link: &mut Link<'_>,
    traces: &TraceCheck,
    from: u64,
    after: i64,
) -> Result<(Vec<Row>, Vec<Row>), DatabaseError> {
    Ok((fetch(link, after).await?, traces.standing(link, from, after).await?))
}

async fn fetch(link: &mut Link<'_>, after: i64) -> Result<Vec<Row>, DatabaseError> {
    link.fetch(SCAN, &[Param::Int(after), Param::Int(CHUNK)]).await
}

/// An act as it stands in the database, and what is wrong with it by itself.
pub(super) struct Checked {
    pub(super) position: u64,
    /// The commitment column.
    pub(super) stored: Commitment,
    /// The commitment of the payload on record; `None` where either is missing, malformed or erased.
    pub(super) recomputed: Option<Commitment>,
    /// The payload was erased: what remains of it stands for it.
    pub(super) erased: bool,
    /// A column that is not what the payload says.
    pub(super) wrong: Option<Difference>,
}

/// What of an envelope stands in columns too.
#[derive(Deserialize)]
struct Committed {
    record: RecordRef,
    version: u64,
    at: Timestamp,
    act: String,
}

struct ActCheck {
    next: u64,
    log: LogCheck,
    /// What the receipts of the chunk make in the index of traces.
    lines: Vec<TraceRow>,
    counted: Counted,
}

impl ActCheck {
    fn check(&mut self, rows: &[Row]) -> Result<(), VerifyError> {
        for row in rows {
            let found = row.int(0)?;
            if found < 0 {
                return Err(Difference::ActExtra { position: found }.into());
            }
            if found != signed(self.next) {
                return Err(Difference::ActMissing { position: self.next }.into());
            }
            let (checked, released) = check_act(row, self.next)?;
            if let Some(released) = released {
                self.lines.extend(released.lines(self.next));
                self.counted.add(&released.body);
            }
            self.next += 1;
            self.log.take(checked)?;
        }
        Ok(())
    }
}

fn check_act(row: &Row, position: u64) -> Result<(Checked, Option<Released>), VerifyError> {
    let stored: Result<[u8; 32], _> = row.bytes(6)?.try_into();
    let Ok(stored) = stored.map(Commitment::from_bytes) else {
        return Err(Difference::ActChanged { position, column: "commitment" }.into());
    };
    let without_payload = |wrong: Option<Difference>, erased: bool| {
        Ok((Checked { position, stored, recomputed: None, erased, wrong }, None))
    };
    let (salt, payload) = match (row.maybe_bytes(7)?, row.maybe_text(8)?, row.maybe_text(9)?) {
        (Some(salt), Some(payload), None) => (salt, payload),
        (None, None, Some(remains)) => return without_payload(check_remains(row, position, &remains)?, true),
        (_, _, Some(_)) => return without_payload(Some(Difference::ErasedChanged { position }), false),
        (_, _, None) => return without_payload(Some(Difference::PayloadMissing { position }), false),
    };
    let Ok(salt) = <[u8; 32]>::try_from(salt) else {
        return without_payload(Some(Difference::PayloadChanged { position }), false);
    };
    let recomputed = Some(commitment(&Salt::from_bytes(salt), payload.as_bytes()));
    let mut checked = Checked { position, stored, recomputed, erased: false, wrong: None };
    if recomputed != Some(stored) {
        return Ok((checked, None));
    }
    checked.wrong = check_columns(row, position, &payload)?;
    if checked.wrong.is_some() || row.text(4)? != RELEASED {
        return Ok((checked, None));
    }
    let released = serde_json::from_str(&payload).ok();
    checked.wrong = released.is_none().then_some(Difference::PayloadChanged { position });
    Ok((checked, released))
}

/// What remains of an erased act agrees with its columns; that it is what the erasing act says is looked at later.
fn check_remains(row: &Row, position: u64, remains: &str) -> Result<Option<Difference>, DatabaseError> {
    match check_columns(row, position, remains)? {
        Some(Difference::PayloadChanged { position }) => Ok(Some(Difference::ErasedChanged { position })),
        found => Ok(found),
    }
}

fn check_columns(row: &Row, position: u64, payload: &str) -> Result<Option<Difference>, DatabaseError> {
    let Ok(committed) = serde_json::from_str::<Committed>(payload) else {
        return Ok(Some(Difference::PayloadChanged { position }));
    };
    let columns = [
        ("record_kind", row.text(1)? == committed.record.kind.as_str()),
        ("record_id", row.text(2)? == committed.record.id),
        ("version", row.int(3)? == signed(committed.version)),
        ("name", row.text(4)? == committed.act),
        ("at", row.int(5)? == committed.at.millis()),
    ];
    let wrong = columns.iter().find(|(_, agrees)| !agrees);
    Ok(wrong.map(|(column, _)| Difference::ActChanged { position, column }))
}
