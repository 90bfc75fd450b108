use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::score::Evidence;
use super::secret::CopyId;
use super::votes::Votes;

/// Candidates a trace lists beside the accused.
const RANKED: usize = 100;

/// Marked cells that must be there before nine in ten without a mark say that none ever was: of a copy every number was
/// moved, and of its texts half at most stand as they were, so chance leaves so few once in 10^10.
const LEAST_CELLS: u64 = 64;

/// One candidate with its score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    pub copy: CopyId,
    /// In standard deviations of an innocent score.
    pub score: f64,
    /// The chance that any innocent candidate scores as high, at most.
    pub bound: f64,
}

/// What a trace comes to 溯源结论.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// These copies had a part in the suspect; the chance that any of them had none is at most their largest bound,
    /// which is at most [`super::FALSE_ACCUSATION`].
    Accused { copies: Vec<Ranked> },
    /// 非本平台副本: made from none of the candidates' copies as far as the marks can tell.
    NotOurs,
    /// 未带标记的原件: the values of the original themselves, as the provider holds them. They are nobody's copy.
    Original,
    /// 标记不足: rows of the dataset, but too few marks to name or to clear anybody.
    TooFewMarks {
        /// Votes found, and votes that a single copy must leave to be named.
        votes: u64,
        needed: u64,
    },
}

/// A suspect table judged 溯源报告.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    pub verdict: Verdict,
    /// The highest scores, highest first, at most 100.
    pub ranked: Vec<Ranked>,
    /// Rows of the suspect, and rows of the original found in it.
    pub rows: u64,
    pub rows_matched: u64,
    /// Whether rows were told by the plan's key; otherwise by all unmarked fields that are left.
    pub by_key: bool,
    /// The fields found, and the column of the suspect each is in, counted from 0.
    pub columns: BTreeMap<String, usize>,
    /// Fields rows are told by that the suspect lacks: its rows were looked for by what else it has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Marked cells found in the suspect, and votes that said something.
    pub cells_compared: u64,
    pub votes: u64,
    /// Score from which a copy is accused, in standard deviations of an innocent score; none where nothing was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
}

/// Scores the candidates and draws the conclusion. `blind` says that what rows are told by is gone, so that rows which were
/// not found may be ours all the same.
pub(super) fn conclude(
    evidence: &Evidence<'_>,
    candidates: BTreeSet<&CopyId>,
    votes: &Votes,
    blind: bool,
) -> (Vec<Ranked>, Verdict) {
    let deviation = if evidence.deviation > 0.0 { evidence.deviation } else { 1.0 };
    let mut scored: Vec<(f64, &CopyId)> = candidates.into_iter().map(|copy| (evidence.score(copy), copy)).collect();
    scored.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let ranked = |(score, copy): &(f64, &CopyId)| Ranked {
        copy: (*copy).clone(),
        score: score / deviation,
        bound: evidence.bound(*score),
    };
    let accused: Vec<Ranked> =
        scored.iter().take_while(|(score, _)| *score >= evidence.threshold).map(ranked).collect();
    let listed = scored.iter().take(RANKED).map(ranked).collect();
    let unseen = votes.rows_matched == 0;
    let foreign = unseen && !blind || votes.near * 2 < votes.compared;
    let untouched = votes.alone >= LEAST_CELLS && votes.untouched * 10 >= votes.alone * 9;
    // Rows are sorted as easily as they were exchanged: what their order says names, but clears nobody.
    let cleared = foreign || votes.compared > 0 && evidence.whole() >= evidence.threshold;
    let verdict = if !accused.is_empty() {
        Verdict::Accused { copies: accused }
    } else if !foreign && untouched {
        Verdict::Original
    } else if cleared {
        Verdict::NotOurs
    } else {
        Verdict::TooFewMarks { votes: votes.cast, needed: evidence.votes_needed() }
    };
    (listed, verdict)
}
