use std::collections::{BTreeMap, BTreeSet};

use super::code::Codebook;
use super::plan::Plan;
use super::score::Evidence;
use super::secret::{CopyId, DatasetSecret};
use super::trace::{Trace, Verdict, conclude};
use super::votes::Votes;

/// What the parts of a suspect read so far say 检测累计. A few megabytes, however long the suspect is.
///
/// A suspect too large for memory is read part by part, each with a [`Detector`](super::Detector) that goes on
/// [`after`](super::Detector::after) the one before. Marks in values add up so; marks of rows that were kept, dropped or
/// exchanged do not, so a plan with a [`RowRule`](super::RowRule) needs the suspect whole.
#[derive(Debug)]
pub struct Findings {
    pub(super) votes: Votes,
    /// Rows of the suspect read.
    pub(super) rows: u64,
    pub(super) by_key: bool,
    /// Fields found, and the column each was in.
    pub(super) columns: BTreeMap<String, usize>,
    /// Fields rows are told by that a part lacked.
    pub(super) missing: BTreeSet<String>,
}

impl Findings {
    pub fn new(plan: &Plan) -> Self {
        Self {
            votes: Votes::new(plan.draft().code),
            rows: 0,
            by_key: true,
            columns: BTreeMap::new(),
            missing: BTreeSet::new(),
        }
    }

    /// Scores `candidates` and says who is accused. `among` is how many copies are scored against the suspect in all,
    /// where other findings of the same suspect are concluded beside these: the bound holds over all of them together.
    pub fn conclude(self, plan: &Plan, secret: &DatasetSecret, candidates: &[CopyId], among: usize) -> Trace {
        let candidates: BTreeSet<&CopyId> = candidates.iter().collect();
        let book = Codebook::new(plan.draft().code, secret);
        let evidence = Evidence::new(&book, self.votes.weights(), among.max(candidates.len()));
        let (ranked, verdict) = if self.columns.is_empty() {
            (Vec::new(), Verdict::NotOurs)
        } else {
            conclude(&evidence, candidates, &self.votes, !self.missing.is_empty())
        };
        Trace {
            verdict,
            ranked,
            rows: self.rows,
            rows_matched: self.votes.rows_matched,
            by_key: self.by_key,
            columns: self.columns,
            missing: self.missing.into_iter().collect(),
            cells_compared: self.votes.compared,
            votes: self.votes.cast,
            threshold: (evidence.deviation > 0.0).then(|| evidence.threshold / evidence.deviation),
        }
    }
}
