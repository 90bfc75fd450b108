//! Cases: one engine for every procedure of the rulebook.

mod get;
mod start;
mod step;

pub use get::{CaseList, Side};
pub use start::StartCase;
pub use step::TakeStep;

use base::DatasetId;
use domain::act::RecordRef;
use domain::agreement::{Agreement, Consumer};
use domain::case::{Case, EffectActs, Outcome};
use domain::dataset::Dataset;
use domain::record::{Change, Loaded, Record};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// On whose behalf a session asks: its body's, or a citizen's own.
pub(crate) fn consumer(session: &Session) -> Consumer {
    match &session.account.organisation {
        Some(id) => Consumer::Organisation(id.clone()),
        None => Consumer::Account(session.account.id.clone()),
    }
}

impl App {
    /// The changes an outcome leads to: the case, and the record its effect names.
    pub(crate) fn changes(
        case: &Case,
        before: Option<&Loaded<Case>>,
        outcome: Outcome,
        datasets: &[Loaded<Dataset>],
    ) -> Result<Vec<Change>, Problem> {
        let mut changes = vec![Change::new::<Case>(&case.id, before, outcome.case)?];
        match outcome.effect {
            Some(EffectActs::Dataset(id, acts)) => {
                changes.push(Change::new::<Dataset>(&id, among(datasets, &id), acts)?);
            }
            Some(EffectActs::Agreement(id, acts)) => changes.push(Change::new::<Agreement>(&id, None, acts)?),
            None => {}
        }
        Ok(changes)
    }
}

/// The datasets a decision was read from, less those the changes themselves change.
pub(crate) fn resting(datasets: &[Loaded<Dataset>], changes: &[Change]) -> Vec<(RecordRef, u64)> {
    let read = datasets.iter().map(|loaded| (Dataset::reference(&loaded.state.id), loaded.version));
    read.filter(|(record, _)| changes.iter().all(|change| change.record() != record)).collect()
}

fn among<'a>(datasets: &'a [Loaded<Dataset>], id: &DatasetId) -> Option<&'a Loaded<Dataset>> {
    datasets.iter().find(|loaded| &loaded.state.id == id)
}
