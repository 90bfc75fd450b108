//! Second pass, record by record: every view row against the fold of its acts.

use std::collections::VecDeque;

use base::Timestamp;
use domain::act::{Act, Envelope, RecordKind, RecordRef};
use domain::record::{Fold, ViewRow};

use crate::connection::{Link, Param, Row};
use crate::error::DatabaseError;
use crate::statements::{table, view};
use crate::verify::{Difference, VerifyError};

const CHUNK: i64 = 1024;

const ACTS: &str = "SELECT acts.position, record_id, version, COALESCE(payload, remains) \
                    FROM acts LEFT JOIN payloads ON payloads.position = acts.position \
                    LEFT JOIN erased ON erased.position = acts.position \
                    WHERE record_kind = $1 AND (record_id, version) > ($2, $3) \
                    ORDER BY record_id, version LIMIT $4";
/// Of a kind without a view every record is one act.
const SECOND: &str =
    "SELECT record_id, version FROM acts WHERE record_kind = $1 AND version <> 1 ORDER BY record_id LIMIT 1";

type OnVersion<'a> = &'a mut (dyn FnMut(u64, &Envelope) + Send);

/// Answers the number of view rows checked.
pub(super) async fn check(link: &mut Link<'_>, on_version: OnVersion<'_>) -> Result<u64, VerifyError> {
    let mut views = 0;
    for kind in RecordKind::ALL {
        views += match table(kind) {
            Some(table) => check_kind(link, kind, table, on_version).await?,
            None => check_single(link, kind).await?,
        };
    }
    Ok(views)
}

async fn check_single(link: &mut Link<'_>, kind: RecordKind) -> Result<u64, VerifyError> {
    let rows = link.fetch(SECOND, &[Param::Text(kind.as_str())]).await?;
    let Some(row) = rows.first() else { return Ok(0) };
    let record = RecordRef { kind, id: row.text(0)? };
    Err(Difference::VersionGap { record, expected: 1, found: row.int(1)? }.into())
}

/// A record whose acts are being folded.
struct Folding {
    id: String,
    version: i64,
    fold: Fold,
}

async fn check_kind(
    link: &mut Link<'_>,
    kind: RecordKind,
    table: &'static str,
    on_version: OnVersion<'_>,
) -> Result<u64, VerifyError> {
    let mut views = Views { kind, table, after: None, rows: VecDeque::new(), checked: 0 };
    let mut current: Option<Folding> = None;
    let mut after = (String::new(), i64::MIN);
    loop {
        let params = [Param::Text(kind.as_str()), Param::Text(&after.0), Param::Int(after.1), Param::Int(CHUNK)];
        let rows = link.fetch(ACTS, &params).await?;
        let Some(last) = rows.last() else { break };
        after = (last.text(1)?, last.int(2)?);
        for row in &rows {
            let id = row.text(1)?;
            let folding = match current.take() {
                Some(folding) if folding.id == id => folding,
                done => {
                    if let Some(done) = done {
                        views.compare(link, &done).await?;
                    }
                    Folding { id, version: 0, fold: Fold::start(kind) }
                }
            };
            current = Some(folding.then(kind, row, on_version)?);
        }
    }
    if let Some(done) = current {
        views.compare(link, &done).await?;
    }
    views.finish(link).await
}

impl Folding {
    fn then(self, kind: RecordKind, row: &Row, on_version: OnVersion<'_>) -> Result<Self, VerifyError> {
        let (position, found) = (row.count(0)?, row.int(2)?);
        let version = self.version + 1;
        if found != version {
            let expected = u64::try_from(version).unwrap_or(0);
            let record = RecordRef { kind, id: self.id };
            return Err(Difference::VersionGap { record, expected, found }.into());
        }
        let envelope: Envelope =
            serde_json::from_str(&row.text(3)?).map_err(|_| Difference::PayloadChanged { position })?;
        if matches!(envelope.act, Act::VersionReceived(_) | Act::VersionErased(_) | Act::VersionDestroyed { .. }) {
            on_version(position, &envelope);
        }
        Ok(Self { version, fold: self.fold.then(&envelope.act), ..self })
    }
}

/// The rows of one view table in order of id, a page at a time.
struct Views {
    kind: RecordKind,
    table: &'static str,
    after: Option<String>,
    rows: VecDeque<(String, i64, ViewRow)>,
    checked: u64,
}

impl Views {
    async fn next(&mut self, link: &mut Link<'_>) -> Result<Option<(String, i64, ViewRow)>, DatabaseError> {
        if self.rows.is_empty() {
            let Some(statements) = view(self.kind) else { return Ok(None) };
            let rows = match &self.after {
                None => link.fetch(statements.scan.clone(), &[Param::Int(CHUNK)]).await?,
                Some(id) => link.fetch(statements.scan_after.clone(), &[Param::Int(CHUNK), Param::Text(id)]).await?,
            };
            self.rows = rows.iter().map(view_row).collect::<Result<_, _>>()?;
            if let Some((last, ..)) = self.rows.back() {
                self.after = Some(last.clone());
            }
        }
        Ok(self.rows.pop_front())
    }

    async fn compare(&mut self, link: &mut Link<'_>, folding: &Folding) -> Result<(), VerifyError> {
        let (table, id) = (self.table, folding.id.clone());
        let expected = folding.fold.row().map_err(|_| Difference::ViewMissing { table, id: id.clone() })?;
        let Some(expected) = expected else { return Ok(()) };
        let Some((found_id, version, found)) = self.next(link).await? else {
            return Err(Difference::ViewMissing { table, id }.into());
        };
        if found_id < id {
            return Err(Difference::ViewExtra { table, id: found_id }.into());
        }
        if found_id > id {
            return Err(Difference::ViewMissing { table, id }.into());
        }
        let columns = [
            ("version", version == folding.version),
            ("state", found.state == expected.state),
            ("owner", found.index.owner == expected.index.owner),
            ("subject", found.index.subject == expected.index.subject),
            ("natural_key", found.index.natural_key == expected.index.natural_key),
            ("status", found.index.status == expected.index.status),
            ("due", found.index.due == expected.index.due),
        ];
        if let Some((column, _)) = columns.iter().find(|(_, agrees)| !agrees) {
            return Err(Difference::ViewChanged { table, id, column }.into());
        }
        self.checked += 1;
        Ok(())
    }

    async fn finish(mut self, link: &mut Link<'_>) -> Result<u64, VerifyError> {
        if let Some((id, ..)) = self.next(link).await? {
            return Err(Difference::ViewExtra { table: self.table, id }.into());
        }
        Ok(self.checked)
    }
}

fn view_row(row: &Row) -> Result<(String, i64, ViewRow), DatabaseError> {
    let index = domain::record::Index {
        owner: row.maybe_text(3)?,
        subject: row.maybe_text(4)?,
        natural_key: row.maybe_text(5)?,
        status: row.text(6)?,
        due: row.maybe_int(7)?.map(Timestamp::from_millis),
    };
    Ok((row.text(0)?, row.int(1)?, ViewRow { state: row.text(2)?, index }))
}
