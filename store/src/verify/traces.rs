//! Third pass: the index of traces against the receipts of the log, as far as it reaches.

use std::cmp::min;
use std::collections::VecDeque;

use crate::connection::{Link, Param, Row, signed};
use crate::error::DatabaseError;
use crate::read::envelope;
use crate::trace::{RECEIPTS, TraceRow, rows_of};
use crate::verify::blanked::Blanked;
use crate::verify::{Difference, VerifyError};

const CHUNK: u64 = 2048;
const TABLE: &str = "traces";
const NEXT: &str = "SELECT next FROM traced WHERE id = 1";
const HEAD: &str = "SELECT next_position FROM head WHERE id = 1";
const ROWS: &str = "SELECT position, place, at, account, agreement, dataset, subject, blanked_by FROM traces \
                    WHERE position >= $1 AND position < $2 ORDER BY position, place";
const OUTSIDE: &str = "SELECT position, place FROM traces WHERE position < 0 OR position >= $1 LIMIT 1";

/// Answers the number of rows checked.
pub(super) async fn check(link: &mut Link<'_>) -> Result<u64, VerifyError> {
    let changed = |id: &str, column| Difference::ViewChanged { table: "traced", id: id.to_owned(), column };
    let next = link.fetch(NEXT, &[]).await?.first().map(|row| row.int(0)).transpose()?;
    let head = link.fetch(HEAD, &[]).await?.first().map(|row| row.int(0)).transpose()?.unwrap_or_default();
    let reaches = next.and_then(|next| u64::try_from(next).ok()).filter(|next| signed(*next) <= head);
    let Some(reaches) = reaches else { return Err(changed("1", "next").into()) };
    let (mut checked, mut from, mut blanked) = (0, 0, Blanked::default());
    while from < reaches {
        let to = min(reaches, from + CHUNK);
        let range = [Param::Int(signed(from)), Param::Int(signed(to))];
        let mut expected = Vec::new();
        for row in link.fetch(RECEIPTS, &range).await? {
            let position = row.count(0)?;
            let (_, envelope) = envelope(&row).map_err(|_| Difference::PayloadChanged { position })?;
            expected.extend(rows_of(position, &envelope));
        }
        let mut found = VecDeque::new();
        for row in link.fetch(ROWS, &range).await? {
            let trace = read(&row)?;
            if let Some(by) = row.maybe_int(7)?
                && blanked.names(link, by, trace.position).await?
            {
                // What it said before went by an act that is in the log.
                let said = expected.iter_mut().filter(|one| one.position == trace.position);
                said.for_each(|one| one.subject = None);
            }
            found.push_back(trace);
        }
        checked += compare(&expected, found)?;
        from = to;
    }
    if let Some(row) = link.fetch(OUTSIDE, &[Param::Int(signed(reaches))]).await?.first() {
        let id = format!("{}/{}", row.int(0)?, row.int(1)?);
        return Err(Difference::ViewExtra { table: TABLE, id }.into());
    }
    Ok(checked)
}

fn compare(expected: &[TraceRow], mut found: VecDeque<TraceRow>) -> Result<u64, Difference> {
    let id = |row: &TraceRow| format!("{}/{}", row.position, row.place);
    for wanted in expected {
        let place = |row: &TraceRow| (row.position, row.place);
        match found.pop_front() {
            Some(row) if place(&row) == place(wanted) => {
                let columns = [
                    ("at", row.at == wanted.at),
                    ("account", row.account == wanted.account),
                    ("agreement", row.agreement == wanted.agreement),
                    ("dataset", row.dataset == wanted.dataset),
                    ("subject", row.subject == wanted.subject),
                ];
                if let Some((column, _)) = columns.into_iter().find(|(_, agrees)| !agrees) {
                    return Err(Difference::ViewChanged { table: TABLE, id: id(wanted), column });
                }
            }
            Some(row) if place(&row) < place(wanted) => {
                return Err(Difference::ViewExtra { table: TABLE, id: id(&row) });
            }
            Some(_) | None => return Err(Difference::ViewMissing { table: TABLE, id: id(wanted) }),
        }
    }
    match found.pop_front() {
        Some(row) => Err(Difference::ViewExtra { table: TABLE, id: id(&row) }),
        None => Ok(u64::try_from(expected.len()).unwrap_or(u64::MAX)),
    }
}

fn read(row: &Row) -> Result<TraceRow, DatabaseError> {
    Ok(TraceRow {
        position: row.count(0)?,
        place: row.count(1)?,
        at: row.int(2)?,
        account: row.text(3)?,
        agreement: row.maybe_text(4)?,
        dataset: row.text(5)?,
        subject: row.maybe_text(6)?,
    })
}
