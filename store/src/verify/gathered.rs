//! What recipients have gathered, counted a second time from the receipts. Holds one number for each row of the tables.

use std::collections::BTreeMap;

use domain::receipt::Receipt;

use crate::connection::{Link, Param, Row};
use crate::error::DatabaseError;
use crate::gathered::{Place, Unit, shares};
use crate::verify::{Difference, VerifyError};

const CHUNK: i64 = 2048;

const ROWS: &str = "SELECT recipient, day, dataset, grade, row_count FROM gathered \
                    WHERE (recipient, day, dataset, grade) > ($1, $2, $3, $4) \
                    ORDER BY recipient, day, dataset, grade LIMIT $5";
const PERSONS: &str = "SELECT recipient, day, dataset, kind, person_count FROM gathered_persons \
                       WHERE (recipient, day, dataset, kind) > ($1, $2, $3, $4) \
                       ORDER BY recipient, day, dataset, kind LIMIT $5";

/// What the receipts of the log add up to.
#[derive(Default)]
pub(super) struct Counted(BTreeMap<Place, u64>);

impl Counted {
    pub(super) fn add(&mut self, receipt: &Receipt) {
        for (place, count) in shares(receipt) {
            let sum = self.0.entry(place).or_default();
            *sum = sum.saturating_add(count);
        }
    }
}

/// Answers the number of rows checked.
pub(super) async fn check(link: &mut Link<'_>, Counted(mut counted): Counted) -> Result<u64, VerifyError> {
    let rows = compare(link, &mut counted, ROWS, Unit::Rows(i64::MIN)).await?;
    let persons = compare(link, &mut counted, PERSONS, Unit::Persons(String::new())).await?;
    counted.first_key_value().map_or(Ok(rows + persons), |(place, _)| Err(changed(place).into()))
}

/// Takes every row of one table off what was counted.
async fn compare(
    link: &mut Link<'_>,
    counted: &mut BTreeMap<Place, u64>,
    table: &'static str,
    first: Unit,
) -> Result<u64, VerifyError> {
    let (mut checked, mut after) = (0, (String::new(), i64::MIN, String::new(), first));
    loop {
        let (recipient, dataset) = (Param::Text(&after.0), Param::Text(&after.2));
        let unit = match &after.3 {
            Unit::Rows(rank) => Param::Int(*rank),
            Unit::Persons(kind) => Param::Text(kind),
        };
        let rows = link.fetch(table, &[recipient, Param::Int(after.1), dataset, unit, Param::Int(CHUNK)]).await?;
        let Some(last) = rows.last() else { return Ok(checked) };
        let next = place(last, &after.3)?;
        for row in &rows {
            let place = place(row, &after.3)?;
            let expected = counted.remove(&place);
            if expected.is_none_or(|expected| row.int(4).ok() != i64::try_from(expected).ok()) {
                return Err(changed(&place).into());
            }
            checked += 1;
        }
        after = next;
    }
}

/// Where a row of the table counts whose units are like `unit`.
fn place(row: &Row, unit: &Unit) -> Result<Place, DatabaseError> {
    let unit = match unit {
        Unit::Rows(_) => Unit::Rows(row.int(3)?),
        Unit::Persons(_) => Unit::Persons(row.text(3)?),
    };
    Ok((row.text(0)?, row.int(1)?, row.text(2)?, unit))
}

fn changed((recipient, day, dataset, unit): &Place) -> Difference {
    let (table, column) = match unit {
        Unit::Rows(_) => ("gathered", "row_count"),
        Unit::Persons(_) => ("gathered_persons", "person_count"),
    };
    Difference::ViewChanged { table, id: format!("{recipient}/{day}/{dataset}"), column }
}
