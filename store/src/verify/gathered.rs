//! What recipients have gathered, counted a second time from the receipts. Holds one number for each row of the table.

use std::collections::BTreeMap;

use domain::act::Envelope;

use crate::connection::{Link, Param, Row};
use crate::error::DatabaseError;
use crate::gathered::{Place, shares};
use crate::verify::{Difference, VerifyError};

const CHUNK: i64 = 2048;

const RECEIPTS: &str = "SELECT acts.position, payload FROM acts JOIN payloads ON payloads.position = acts.position \
                        WHERE acts.position > $1 AND record_kind = 'receipt' ORDER BY acts.position LIMIT $2";
const ROWS: &str = "SELECT recipient, day, dataset, grade, row_count FROM gathered \
                    WHERE (recipient, day, dataset, grade) > ($1, $2, $3, $4) \
                    ORDER BY recipient, day, dataset, grade LIMIT $5";

/// Answers the number of rows checked.
pub(super) async fn check(link: &mut Link<'_>) -> Result<u64, VerifyError> {
    let mut counted = count(link).await?;
    let (mut checked, mut after) = (0, (String::new(), i64::MIN, String::new(), i64::MIN));
    loop {
        let (recipient, dataset) = (Param::Text(&after.0), Param::Text(&after.2));
        let params = [recipient, Param::Int(after.1), dataset, Param::Int(after.3), Param::Int(CHUNK)];
        let rows = link.fetch(ROWS, &params).await?;
        let Some(last) = rows.last() else { break };
        let next = place(last)?;
        for row in &rows {
            let place = place(row)?;
            let expected = counted.remove(&place);
            if expected.is_none_or(|expected| row.int(4).ok() != i64::try_from(expected).ok()) {
                return Err(changed(&place).into());
            }
            checked += 1;
        }
        after = next;
    }
    counted.first_key_value().map_or(Ok(checked), |(place, _)| Err(changed(place).into()))
}

async fn count(link: &mut Link<'_>) -> Result<BTreeMap<Place, u64>, VerifyError> {
    let (mut counted, mut after) = (BTreeMap::new(), -1);
    loop {
        let rows = link.fetch(RECEIPTS, &[Param::Int(after), Param::Int(CHUNK)]).await?;
        let Some(last) = rows.last() else { return Ok(counted) };
        after = last.int(0)?;
        for row in &rows {
            let position = row.count(0)?;
            let envelope: Envelope =
                serde_json::from_str(&row.text(1)?).map_err(|_| Difference::PayloadChanged { position })?;
            for (place, rows) in shares(&envelope.act) {
                let sum: &mut u64 = counted.entry(place).or_default();
                *sum = sum.saturating_add(rows);
            }
        }
    }
}

fn place(row: &Row) -> Result<Place, DatabaseError> {
    Ok((row.text(0)?, row.int(1)?, row.text(2)?, row.int(3)?))
}

fn changed((recipient, day, dataset, _): &Place) -> Difference {
    Difference::ViewChanged { table: "gathered", id: format!("{recipient}/{day}/{dataset}"), column: "row_count" }
}
