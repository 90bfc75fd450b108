use base::{Entropy, Timestamp};
use domain::act::{Act, Context, Envelope, RecordRef};
use domain::record::{Change, Remains, ViewRow};
use ledger::{Commitment, Salt, commitment};

use crate::append::AppendError;
use crate::gathered::{self, Ceiling, Place};
use crate::keys::KeyChange;
use crate::statements::table;

/// What is to be appended, whole or not at all.
#[derive(Debug, Clone)]
pub struct Submission {
    pub context: Context,
    pub changes: Vec<Change>,
    /// Records the decision was read from, each with the version it had then. If one has moved on by the time the
    /// acts get their place in the log, nothing is appended.
    pub rests_on: Vec<(RecordRef, u64)>,
    /// [`Store::generation`](crate::Store::generation) as it was *before* those records were loaded. While it still
    /// holds, `rests_on` need not be looked up.
    pub seen_generation: Option<u64>,
    /// Wrapped keys that come, change and go in the commit of the acts.
    pub keys: Vec<KeyChange>,
    /// What the receipts among the acts may not take their recipients beyond, or nothing is appended.
    pub ceilings: Vec<Ceiling>,
}

impl Submission {
    /// Changes that rest on nothing but the versions they expect.
    pub fn new(context: Context, changes: Vec<Change>) -> Self {
        let (rests_on, keys, ceilings) = (Vec::new(), Vec::new(), Vec::new());
        Self { context, changes, rests_on, seen_generation: None, keys, ceilings }
    }
}

/// Where the acts of a submission stand in the log, in the order they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    pub positions: Vec<u64>,
    pub at: Timestamp,
}

/// A submission with everything done that needs neither the database nor a place in the log.
pub(crate) struct Prepared {
    pub(crate) at: Timestamp,
    pub(crate) changes: Vec<PreparedChange>,
    pub(crate) rests_on: Vec<(RecordRef, u64)>,
    pub(crate) seen_generation: Option<u64>,
    pub(crate) keys: Vec<KeyChange>,
    pub(crate) ceilings: Vec<Ceiling>,
    /// What the receipts among the acts add to what their recipients have gathered.
    pub(crate) gathered: Vec<(Place, u64)>,
}

pub(crate) struct PreparedChange {
    pub(crate) record: RecordRef,
    pub(crate) expected: u64,
    pub(crate) acts: Vec<PreparedAct>,
    pub(crate) row: Option<ViewRow>,
    /// What remains of acts whose content its one act erases.
    pub(crate) remains: Vec<Remains>,
}

pub(crate) struct PreparedAct {
    pub(crate) version: u64,
    pub(crate) name: &'static str,
    pub(crate) commitment: Commitment,
    pub(crate) salt: Salt,
    pub(crate) payload: String,
    /// Positions of receipts whose lines in the index of traces say no more whose key was asked for.
    pub(crate) blanks: Vec<u64>,
}

/// Serialises and hashes in the caller's task, so that all cores share the work and the appender only appends.
pub(crate) fn prepare(submission: Submission, entropy: &dyn Entropy) -> Result<Prepared, AppendError> {
    let Submission { context, changes, rests_on, seen_generation, keys, ceilings } = submission;
    let gathered = gathered::of_changes(&changes);
    let changes = changes.iter().map(|change| prepare_change(&context, change, entropy)).collect::<Result<_, _>>()?;
    Ok(Prepared { at: context.at, changes, rests_on, seen_generation, keys, ceilings, gathered })
}

fn prepare_change(context: &Context, change: &Change, entropy: &dyn Entropy) -> Result<PreparedChange, AppendError> {
    let record = change.record();
    if table(record.kind).is_some() != change.row().is_some() {
        return Err(AppendError::NoState { record: record.clone() });
    }
    if !erases_what_it_says(change) {
        let reason = "an act that erases content, without what remains of it".to_owned();
        return Err(AppendError::Form { record: record.clone(), reason });
    }
    let versions = change.expected() + 1..;
    let acts = versions.zip(change.acts()).map(|(version, decided)| {
        let envelope = Envelope {
            record: record.clone(),
            version,
            context: context.clone(),
            basis: decided.basis.clone(),
            act: decided.act.clone(),
        };
        let form = |reason: String| AppendError::Form { record: record.clone(), reason };
        let bytes = base::canonical::to_vec(&envelope).map_err(|error| form(error.to_string()))?;
        let payload = String::from_utf8(bytes).map_err(|error| form(error.utf8_error().to_string()))?;
        let mut salt = [0_u8; 32];
        entropy.fill(&mut salt);
        let salt = Salt::from_bytes(salt);
        let commitment = commitment(&salt, payload.as_bytes());
        let blanks = match &decided.act {
            Act::TracesBlanked { positions } => positions.clone(),
            _ => Vec::new(),
        };
        Ok(PreparedAct { version, name: decided.act.name(), commitment, salt, payload, blanks })
    });
    let acts = acts.collect::<Result<_, AppendError>>()?;
    let (row, remains) = (change.row().cloned(), change.remains().to_vec());
    Ok(PreparedChange { record: record.clone(), expected: change.expected(), acts, row, remains })
}

/// Content goes only with the act that says so, and with what that act says remains.
fn erases_what_it_says(change: &Change) -> bool {
    let said = change.acts().iter().filter_map(|decided| match &decided.act {
        Act::PayloadsErased(erased) => Some(&erased.payloads),
        _ => None,
    });
    let said: Vec<_> = said.flatten().map(|one| (one.position, one.remains)).collect();
    let remains: Vec<_> = change.remains().iter().map(|one| (one.position, one.digest())).collect();
    said == remains
}
