//! Between the passes: every act that erased content against what remains, and the other way round.

use std::collections::HashMap;

use base::{Digest, Digester};
use domain::act::{Act, Envelope};

use crate::connection::{Link, Param, signed};
use crate::error::DatabaseError;
use crate::statements::{MAX_CHUNK, REMAINS};
use crate::verify::{Difference, VerifyError, payload_at};

/// Erasing acts in memory at a time.
const CHUNK: i64 = 16;

const ERASING: &str = "SELECT acts.position, payload FROM acts JOIN payloads ON payloads.position = acts.position \
                       WHERE name = 'payloads-erased' AND acts.position > $1 ORDER BY acts.position LIMIT $2";
const ROWS: &str = "SELECT position, by_position FROM erased WHERE (by_position, position) > ($1, $2) \
                    ORDER BY by_position, position LIMIT $3";
const ROWS_CHUNK: i64 = 1024;

/// What an erasing act says: the digest of what remains, by position.
type Said = HashMap<u64, Digest>;

/// Answers the number of acts whose content was erased.
pub(super) async fn check(link: &mut Link<'_>) -> Result<u64, VerifyError> {
    let mut after = -1;
    loop {
        let rows = link.fetch(ERASING, &[Param::Int(after), Param::Int(CHUNK)]).await?;
        let Some(last) = rows.last() else { break };
        after = last.int(0)?;
        for row in &rows {
            let position = row.count(0)?;
            check_said(link, position, &said(position, &row.text(1)?)?).await?;
        }
    }
    check_rows(link).await
}

fn said(position: u64, payload: &str) -> Result<Said, VerifyError> {
    let changed = || VerifyError::from(Difference::PayloadChanged { position });
    let envelope: Envelope = serde_json::from_str(payload).map_err(|_| changed())?;
    match envelope.act {
        Act::PayloadsErased(erased) => Ok(erased.payloads.iter().map(|one| (one.position, one.remains)).collect()),
        _ => Err(changed()),
    }
}

/// What the act at `by` erased stands as it says, unless a later one erased it again.
async fn check_said(link: &mut Link<'_>, by: u64, said: &Said) -> Result<(), VerifyError> {
    let positions: Vec<u64> = said.keys().copied().collect();
    let mut standing: HashMap<u64, (u64, Digest)> = HashMap::with_capacity(positions.len());
    for chunk in positions.chunks(MAX_CHUNK) {
        let (Some((takes, sql)), Some(last)) = (REMAINS.at_least(chunk.len(), link), chunk.last()) else { continue };
        let padding = std::iter::repeat_n(last, takes - chunk.len());
        let params: Vec<_> = chunk.iter().chain(padding).map(|position| Param::Int(signed(*position))).collect();
        for row in link.fetch(sql, &params).await? {
            let mut digester = Digester::default();
            digester.update(&row.bytes(2)?);
            digester.update(row.text(3)?.as_bytes());
            standing.insert(row.count(0)?, (row.count(1)?, digester.finish()));
        }
    }
    let wrong = said.iter().filter(|(position, digest)| match standing.get(position) {
        Some((standing_by, found)) => !(*standing_by > by || (*standing_by == by && found == *digest)),
        None => true,
    });
    match wrong.map(|(position, _)| *position).min() {
        Some(position) => Err(Difference::ErasedChanged { position }.into()),
        None => Ok(()),
    }
}

/// Every row of what remains is of an act that erased it: a payload taken away behind the platform's back has none.
async fn check_rows(link: &mut Link<'_>) -> Result<u64, VerifyError> {
    let (mut after, mut rows_seen) = ((-1, -1), 0);
    let mut current: Option<(u64, Said)> = None;
    loop {
        let rows = link.fetch(ROWS, &[Param::Int(after.0), Param::Int(after.1), Param::Int(ROWS_CHUNK)]).await?;
        let Some(last) = rows.last() else { return Ok(rows_seen) };
        after = (last.int(1)?, last.int(0)?);
        for row in &rows {
            let (position, by) = (row.count(0)?, row.count(1)?);
            if current.as_ref().is_none_or(|(known, _)| *known != by) {
                current = Some((by, said_at(link, by).await?));
            }
            let named = current.as_ref().is_some_and(|(_, said)| said.contains_key(&position));
            if !named {
                return Err(Difference::PayloadMissing { position }.into());
            }
            rows_seen += 1;
        }
    }
}

/// What the act at a position erased; nothing where it is no such act.
async fn said_at(link: &mut Link<'_>, position: u64) -> Result<Said, DatabaseError> {
    let payload = payload_at(link, signed(position)).await?;
    Ok(payload.and_then(|payload| said(position, &payload).ok()).unwrap_or_default())
}
