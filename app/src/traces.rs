//! Whose copy a found table is 溯源, and whether a copy is what its receipt was given for.
//!
//! A trace reads the found table in parts and what the copies were made from once for each part, so that memory is
//! bounded however long either is. Nothing of the data is shown: a trace names receipts.

mod check;
mod digest;
mod look;
mod sources;
mod suspect;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use access::{Action, Resource};
use base::{AgreementId, DatasetId, ReceiptId};
use domain::dataset::Dataset;
use domain::record::Change;
use domain::trace::{Finding, Traced};
use guard::fingerprint::{FALSE_ACCUSATION, Trace, Verdict};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};
use sources::{CopyOf, Sources};

pub use check::{CopyCheck, Integrity};

/// Sources looked at in one reading of the found table: each keeps a few megabytes.
const AT_ONCE: usize = 64;

/// A copy that had a part in a found table.
#[derive(Debug, Clone, PartialEq)]
pub struct TracedCopy {
    /// The copy's id is its receipt's.
    pub receipt: ReceiptId,
    /// The body it was given to; the account where that acted for none.
    pub recipient: String,
    /// The body's name, where the recipient is one.
    pub name: Option<String>,
    pub agreement: Option<AgreementId>,
    /// In standard deviations of an innocent score.
    pub score: f64,
    /// The chance that any innocent copy scores as high, at most 误指概率上限.
    pub bound: f64,
}

/// What a trace came to 溯源报告.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceReport {
    pub dataset: DatasetId,
    pub rows_read: u64,
    pub finding: Finding,
    /// The chance, at most, that a copy named had no part in the table, or that any would have been named of a foreign one.
    pub bound: f64,
    /// Those named, the surest first.
    pub copies: Vec<TracedCopy>,
    /// Copies looked for.
    pub candidates: u64,
    /// Rows of the dataset that would do, where there are too few marks and any at all.
    pub rows_needed: Option<u64>,
    /// Columns rows are told by that the table lacks.
    pub missing: Vec<String>,
    /// Copies that bear no marks, and so could not be told.
    pub unmarked: u64,
    /// Copies made from what is no longer there.
    pub gone: u64,
}

impl App {
    /// Says whose copies of a dataset the table in `file` was made from, and records that somebody looked: `by`, or
    /// whoever holds the platform's folder and its root key.
    pub async fn trace(&self, by: Option<&Session>, id: &DatasetId, file: &Path) -> Result<TraceReport, Problem> {
        let mandate = match by {
            Some(session) => {
                Mandate::Permitted(session, self.authorise(session, Action::SeeReport, &Resource::Platform)?)
            }
            None => Mandate::Platform,
        };
        self.dataset_record(id).await?;
        let digest = digest::of_file(file).await?;
        let mut sources = self.copies_of(id).await?;
        let among = sources.marked.iter().map(|source| source.copies.len()).sum();
        let (mut verdicts, mut rows_read) = (Vec::new(), None);
        for group in sources.marked.chunks(AT_ONCE) {
            let mut readings = Vec::with_capacity(group.len());
            for source in group {
                match self.reading(source).await? {
                    Some(reading) => readings.push(reading),
                    None => sources.gone += source.copies.len() as u64,
                }
            }
            rows_read = Some(self.look(&mut readings, file).await?);
            verdicts.extend(readings.into_iter().map(|reading| reading.conclude(among)));
        }
        let rows_read = match rows_read {
            Some(rows) => rows,
            None => self.look(&mut [], file).await?,
        };
        let mut report = judged(id, rows_read, &sources, &verdicts);
        report.copies = self.named(&sources, &verdicts).await?;
        let traced = Traced {
            file: digest,
            rows: rows_read,
            finding: report.finding,
            copies: report.copies.iter().map(|copy| copy.receipt.clone()).collect(),
        };
        self.record_trace(mandate, id, traced).await?;
        Ok(report)
    }

    /// The copies accused, with whom they were given to.
    async fn named(&self, sources: &Sources, traces: &[Trace]) -> Result<Vec<TracedCopy>, Problem> {
        let all = sources.marked.iter().flat_map(|source| &source.copies);
        let by_id: BTreeMap<&str, &CopyOf> = all.map(|copy| (copy.receipt.as_str(), copy)).collect();
        let mut named = Vec::new();
        let accused = traces.iter().flat_map(|trace| match &trace.verdict {
            Verdict::Accused { copies } => copies.as_slice(),
            Verdict::NotOurs | Verdict::Original | Verdict::TooFewMarks { .. } => &[],
        });
        for ranked in accused {
            let Some(copy) = by_id.get(ranked.copy.as_str()) else { continue };
            let CopyOf { receipt, account, organisation, agreement } = (*copy).clone();
            let name = match &organisation {
                Some(id) => Some(self.body(id).await?.name),
                None => None,
            };
            named.push(TracedCopy {
                receipt,
                recipient: organisation.map_or_else(|| account.to_string(), |id| id.to_string()),
                name,
                agreement,
                score: ranked.score,
                bound: ranked.bound,
            });
        }
        named.sort_by(|one, other| other.score.total_cmp(&one.score));
        Ok(named)
    }

    async fn record_trace(&self, mandate: Mandate<'_>, id: &DatasetId, traced: Traced) -> Result<(), Problem> {
        // Looking took its time: the entry may have moved on meanwhile.
        let dataset = self.dataset_record(id).await?;
        let provider = self.body(&dataset.state.provider).await?;
        let act = domain::trace::record(traced, &self.deciding_at(&provider.region)?);
        self.append(mandate, vec![Change::new::<Dataset>(id, Some(&dataset), vec![act])?]).await?;
        Ok(())
    }
}

/// What all sources together say. One copy named is enough; a scrap clears nobody.
fn judged(id: &DatasetId, rows_read: u64, sources: &Sources, traces: &[Trace]) -> TraceReport {
    let bounds = traces.iter().flat_map(|trace| match &trace.verdict {
        Verdict::Accused { copies } => copies.iter().map(|copy| copy.bound).collect(),
        Verdict::NotOurs | Verdict::Original | Verdict::TooFewMarks { .. } => Vec::new(),
    });
    let named = bounds.reduce(f64::max);
    let any = |holds: fn(&Verdict) -> bool| traces.iter().any(|trace| holds(&trace.verdict));
    let original = any(|verdict| matches!(verdict, Verdict::Original));
    let few = any(|verdict| matches!(verdict, Verdict::TooFewMarks { .. }));
    let finding = match (named, original, few) {
        (Some(_), ..) => Finding::Named,
        (None, true, _) => Finding::Original,
        (None, false, true) => Finding::TooFewMarks,
        (None, false, false) => Finding::NotOurs,
    };
    let needed = traces.iter().filter_map(rows_needed).min().filter(|_| finding == Finding::TooFewMarks);
    let missing: BTreeSet<&String> = traces.iter().flat_map(|trace| &trace.missing).collect();
    TraceReport {
        dataset: id.clone(),
        rows_read,
        finding,
        bound: named.unwrap_or(FALSE_ACCUSATION),
        copies: Vec::new(),
        candidates: sources.marked.iter().map(|source| source.copies.len() as u64).sum(),
        rows_needed: needed,
        missing: missing.into_iter().filter(|name| name.as_str() != lake::ROW_KEY).cloned().collect(),
        unmarked: sources.unmarked,
        gone: sources.gone,
    }
}

/// Rows as good as those found that would leave votes enough, with half as many again to be sure.
fn rows_needed(trace: &Trace) -> Option<u64> {
    let Verdict::TooFewMarks { votes, needed } = trace.verdict else { return None };
    let rows = trace.rows_matched.checked_mul(needed)?.checked_mul(3)?;
    rows.checked_div(votes.checked_mul(2)?).map(|rows| rows.max(trace.rows_matched + 1))
}
