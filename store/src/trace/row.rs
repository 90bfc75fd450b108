use base::Timestamp;
use domain::agreement::Channel;
use domain::receipt::Receipt;
use serde::Deserialize;

/// One line of the index: a table of a receipt, as it is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TraceRow {
    pub(crate) position: u64,
    /// Which of the receipt's tables, from 0.
    pub(crate) place: u64,
    pub(crate) at: i64,
    pub(crate) account: String,
    pub(crate) agreement: Option<String>,
    pub(crate) dataset: String,
    pub(crate) subject: Option<String>,
}

/// What further folds need of a receipt's envelope. [`domain::act::Envelope`] is flattened, which costs several times as
/// much to read.
#[derive(Deserialize)]
pub(crate) struct Released {
    at: Timestamp,
    pub(crate) body: Receipt,
}

impl Released {
    /// The lines the receipt makes, at its position.
    pub(crate) fn lines(&self, position: u64) -> impl Iterator<Item = TraceRow> {
        let receipt = &self.body;
        (0..).zip(&receipt.tables).map(move |(place, table)| TraceRow {
            position,
            place,
            at: self.at.millis(),
            account: receipt.account.to_string(),
            agreement: receipt.agreement.as_ref().map(ToString::to_string),
            dataset: table.dataset.to_string(),
            subject: subject(receipt),
        })
    }
}

/// What a receipt says of single persons: the digest of the key asked for, nothing but that there were several, or that
/// no row of anybody left.
fn subject(receipt: &Receipt) -> Option<String> {
    match receipt.channel {
        Channel::Key => Some(receipt.question.to_string()),
        Channel::Page | Channel::Query | Channel::Export => Some(String::new()),
        // A trace shows whose a found table is, an assessment counts, an erasure takes away: no row of anybody leaves.
        Channel::Aggregate | Channel::Trace | Channel::Assessment | Channel::Erase => None,
    }
}
