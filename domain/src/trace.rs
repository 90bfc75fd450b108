//! Trace 溯源: a table somebody found was looked at for the marks of a dataset's copies.

use base::{Digest, ReceiptId};
use law::Control;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::decide::Deciding;
use crate::record::Decided;

/// What a trace came to 溯源结论.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// 已指认: at least one copy had a part in the table.
    Named,
    /// 非本平台副本.
    NotOurs,
    /// 未带标记的原件: the dataset's own content without marks, as its provider holds it; nobody's copy.
    Original,
    /// 标记不足: too little of it is left to name or to clear anybody.
    TooFewMarks,
}

/// One trace, as the log keeps it: who looked is the act's actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traced {
    /// Digest of the file looked at.
    pub file: Digest,
    /// Its rows.
    pub rows: u64,
    pub finding: Finding,
    /// The receipts of the copies named.
    pub copies: Vec<ReceiptId>,
}

/// The act that records, at the dataset, that somebody looked.
pub fn record(traced: Traced, deciding: &Deciding<'_>) -> Decided {
    let basis = deciding.basis_among(&[Control::FingerprintedCopies, Control::Traceable]);
    Decided::new(Act::CopyTraced(traced), basis)
}
