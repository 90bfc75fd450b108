//! Cases: one engine for every procedure of the rulebook.

mod comment;
mod get;
mod listed;
mod records;
mod start;
mod step;

pub use comment::Remark;
pub use get::{CaseList, Side};
pub use start::StartCase;
pub use step::TakeStep;
pub(crate) use step::parts;

use domain::agreement::Consumer;
use domain::case::{Case, EffectActs, Outcome};
use domain::erasure::Erasure;
use domain::record::{Change, Loaded};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;
pub(crate) use records::{CaseRecords, Wanted};

/// On whose behalf a session asks: its body's, or a citizen's own.
pub(crate) fn consumer(session: &Session) -> Consumer {
    match &session.account.organisation {
        Some(id) => Consumer::Organisation(id.clone()),
        None => Consumer::Account(session.account.id.clone()),
    }
}

impl App {
    /// The changes an outcome leads to: the case, the records its effects name, and the notices that tell of it.
    pub(crate) async fn changes(
        &self,
        case: &Case,
        before: Option<&Loaded<Case>>,
        outcome: Outcome,
        records: &CaseRecords,
    ) -> Result<Vec<Change>, Problem> {
        let mut changes = vec![Change::new(&case.id, before, outcome.case)?];
        let mut notices = self.notices(case, outcome.tellings).await?;
        for effect in outcome.effects {
            changes.push(match effect {
                EffectActs::Dataset(id, acts) => Change::new(&id, records.dataset(&id), acts)?,
                EffectActs::Agreement(id, acts) => Change::new(&id, records.agreement(&id), acts)?,
                EffectActs::Entry(id, acts) => Change::new(&id, records.entry(&id), acts)?,
                EffectActs::Version(id, acts) => Change::new(&id, records.version(&id), acts)?,
                EffectActs::Account(id, acts) => Change::new(&id, records.concerned(&id), acts)?,
                EffectActs::Erasure(id, acts) => Change::new::<Erasure>(&id, None, acts)?,
                EffectActs::Case(opened, acts, tellings) => {
                    notices.extend(Box::pin(self.notices(&opened, tellings)).await?);
                    Change::new::<Case>(&opened.id, None, acts)?
                }
            });
        }
        changes.extend(notices);
        Ok(changes)
    }
}
