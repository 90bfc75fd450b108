use domain::act::{Act, Envelope};
use domain::agreement::Channel;
use domain::receipt::Receipt;

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

/// The lines a receipt makes; none of any other act.
pub(crate) fn rows_of(position: u64, envelope: &Envelope) -> Vec<TraceRow> {
    let Act::DataReleased(receipt) = &envelope.act else { return Vec::new() };
    let line = |(place, dataset): (u64, String)| TraceRow {
        position,
        place,
        at: envelope.context.at.millis(),
        account: receipt.account.to_string(),
        agreement: receipt.agreement.as_ref().map(ToString::to_string),
        dataset,
        subject: subject(receipt),
    };
    (0..).zip(receipt.tables.iter().map(|table| table.dataset.to_string())).map(line).collect()
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
