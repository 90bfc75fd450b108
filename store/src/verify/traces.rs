//! The index of traces against the receipts of the log, as far as it reaches. Receipts come from the first pass; what
//! does not hold is told after everything that rests on nothing else.

use std::cmp::min;
use std::collections::VecDeque;

use crate::connection::{Link, Param, Row, signed};
use crate::error::DatabaseError;
use crate::trace::TraceRow;
use crate::verify::blanked::Blanked;
use crate::verify::{Difference, VerifyError};

const TABLE: &str = "traces";
const NEXT: &str = "SELECT next FROM traced WHERE id = 1";
const HEAD: &str = "SELECT next_position FROM head WHERE id = 1";
const ROWS: &str = "SELECT position, place, at, account, agreement, dataset, subject, blanked_by FROM traces \
                    WHERE position >= $1 AND position < $2 ORDER BY position, place";
const OUTSIDE: &str = "SELECT position, place FROM traces WHERE position < 0 OR position >= $1 LIMIT 1";

pub(super) struct TraceCheck {
    /// Positions below this one are in the index.
    reaches: u64,
    checked: u64,
    blanked: Blanked,
    /// The first thing found that does not hold; nothing more is compared after it.
    wrong: Option<Difference>,
}

impl TraceCheck {
    pub(super) async fn start(link: &mut Link<'_>) -> Result<Self, DatabaseError> {
        let next = link.fetch(NEXT, &[]).await?.first().map(|row| row.int(0)).transpose()?;
        let head = link.fetch(HEAD, &[]).await?.first().map(|row| row.int(0)).transpose()?.unwrap_or_default();
        let reaches = next.and_then(|next| u64::try_from(next).ok()).filter(|next| signed(*next) <= head);
        let changed = Difference::ViewChanged { table: "traced", id: "1".to_owned(), column: "next" };
        let wrong = reaches.is_none().then_some(changed);
        Ok(Self { reaches: reaches.unwrap_or_default(), checked: 0, blanked: Blanked::default(), wrong })
    }

    /// The lines on record from a position to another, both among them.
    pub(super) async fn standing(&self, link: &mut Link<'_>, from: u64, last: i64) -> Result<Vec<Row>, DatabaseError> {
        let to = min(signed(self.reaches), last.saturating_add(1));
        if self.wrong.is_some() || signed(from) >= to {
            return Ok(Vec::new());
        }
        link.fetch(ROWS, &[Param::Int(signed(from)), Param::Int(to)]).await
    }

    /// Takes the lines the receipts of a range make, and those that stand there.
    pub(super) async fn compare(
        &mut self,
        link: &mut Link<'_>,
        mut expected: Vec<TraceRow>,
        standing: &[Row],
    ) -> Result<(), DatabaseError> {
        if self.wrong.is_some() {
            return Ok(());
        }
        expected.retain(|row| row.position < self.reaches);
        let mut found = VecDeque::with_capacity(standing.len());
        for row in standing {
            let trace = read(row)?;
            if let Some(by) = row.maybe_int(7)?
                && self.blanked.names(link, by, trace.position).await?
            {
                // What it said before went by an act that is in the log.
                let said = expected.iter_mut().filter(|one| one.position == trace.position);
                said.for_each(|one| one.subject = None);
            }
            found.push_back(trace);
        }
        match compare(&expected, found) {
            Ok(checked) => self.checked += checked,
            Err(difference) => self.wrong = Some(difference),
        }
        Ok(())
    }

    /// Answers the number of lines checked.
    pub(super) async fn finish(self, link: &mut Link<'_>) -> Result<u64, VerifyError> {
        if let Some(wrong) = self.wrong {
            return Err(wrong.into());
        }
        if let Some(row) = link.fetch(OUTSIDE, &[Param::Int(signed(self.reaches))]).await?.first() {
            let id = format!("{}/{}", row.int(0)?, row.int(1)?);
            return Err(Difference::ViewExtra { table: TABLE, id }.into());
        }
        Ok(self.checked)
    }
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
