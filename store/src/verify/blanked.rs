//! Lines of the index of traces that say no more whose key was asked for: every one by an act that says so, and the
//! other way round.

use std::collections::BTreeSet;

use domain::act::{Act, Envelope};

use crate::connection::{Link, Param, signed};
use crate::error::DatabaseError;
use crate::verify::{Difference, VerifyError, payload_at};

/// Blanking acts in memory at a time.
const CHUNK: i64 = 16;

const BLANKING: &str = "SELECT acts.position, payload FROM acts JOIN payloads ON payloads.position = acts.position \
                        WHERE name = 'traces-blanked' AND acts.position > $1 ORDER BY acts.position LIMIT $2";
const STANDING: &str = "SELECT position FROM traces WHERE position = $1 AND blanked_by = $2 LIMIT 1";

/// The act asked of last, and what it blanked.
#[derive(Default)]
pub(super) struct Blanked {
    by: Option<i64>,
    positions: BTreeSet<u64>,
}

impl Blanked {
    /// Whether the act at `by` blanked the lines of the receipt at `position`.
    pub(super) async fn names(&mut self, link: &mut Link<'_>, by: i64, position: u64) -> Result<bool, DatabaseError> {
        if self.by != Some(by) {
            let payload = payload_at(link, by).await?;
            let positions = payload.and_then(|payload| said(&payload)).unwrap_or_default();
            *self = Self { by: Some(by), positions: positions.into_iter().collect() };
        }
        Ok(self.positions.contains(&position))
    }
}

/// Every line an act blanked stands blanked by it.
pub(super) async fn check(link: &mut Link<'_>) -> Result<(), VerifyError> {
    let mut after = -1;
    loop {
        let rows = link.fetch(BLANKING, &[Param::Int(after), Param::Int(CHUNK)]).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.int(0)?;
        for row in &rows {
            let by = row.count(0)?;
            let positions = said(&row.text(1)?).ok_or(Difference::PayloadChanged { position: by })?;
            for position in positions {
                let standing = link.fetch(STANDING, &[Param::Int(signed(position)), Param::Int(signed(by))]).await?;
                if standing.is_empty() {
                    let id = format!("{position}/0");
                    return Err(Difference::ViewChanged { table: "traces", id, column: "blanked_by" }.into());
                }
            }
        }
    }
}

fn said(payload: &str) -> Option<Vec<u64>> {
    match serde_json::from_str::<Envelope>(payload).ok()?.act {
        Act::TracesBlanked { positions } => Some(positions),
        _ => None,
    }
}
