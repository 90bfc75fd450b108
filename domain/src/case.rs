//! Case 办件: one run of a procedure. One engine serves every procedure of every rulebook.

mod effects;
mod form;
mod guards;
mod open;
mod step;

use std::collections::{BTreeMap, BTreeSet};

use base::{AgreementId, CaseId, DatasetId, Digest, LawDate, OrganisationId, Timestamp};
use law::{Actor as Part, Basis};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::account::{Account, Role};
use crate::act::{Act, Actor, RecordKind};
use crate::agreement::Consumer;
use crate::dataset::Dataset;
use crate::organisation::{Organisation, OrganisationKind};
use crate::record::{Decided, Index, Record};

pub use open::{OpenCase, open};
pub use step::{overdue, step};

/// What a person filled in, by field name.
pub type Inputs = BTreeMap<String, Value>;

/// A clock 时限 that runs in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningClock {
    pub name: String,
    pub started: Timestamp,
    /// The last instant in time.
    pub due: Timestamp,
    pub date: LawDate,
    /// Computed from weekdays because the year's holiday notice is not out yet.
    pub provisional: bool,
    pub basis: Basis,
    pub stopped: Option<Timestamp>,
    /// Set when a timer found it run out.
    pub overdue: bool,
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stepped {
    pub step: String,
    pub to: String,
    pub by: Actor,
    pub at: Timestamp,
    pub inputs: Inputs,
    pub starts: Vec<RunningClock>,
    pub stops: Vec<String>,
    pub ended: bool,
    /// What the step led to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<AgreementId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub id: CaseId,
    /// Procedure name in the rulebook.
    pub procedure: String,
    /// Digest of the rulebook the case began under.
    pub law: Digest,
    pub region: String,
    pub subject: DatasetId,
    pub applicant: Consumer,
    pub provider: OrganisationId,
    pub opened: Timestamp,
    pub state: String,
    pub form: Inputs,
    pub clocks: Vec<RunningClock>,
    pub history: Vec<Stepped>,
    pub ended: bool,
    pub agreement: Option<AgreementId>,
}

/// What a decision about a case may look at beside the case itself.
pub struct Facts<'a> {
    /// The case's dataset and every other dataset its inputs name.
    pub datasets: Vec<&'a Dataset>,
    pub account: &'a Account,
    /// The body the account acts for.
    pub organisation: Option<&'a Organisation>,
    /// A fresh id, for an effect that founds an agreement.
    pub agreement: AgreementId,
}

impl Facts<'_> {
    pub(crate) fn dataset(&self, id: &DatasetId) -> Option<&Dataset> {
        self.datasets.iter().copied().find(|dataset| &dataset.id == id)
    }

    /// The parts this account may play in `case`.
    fn parts(&self, applicant: &Consumer, provider: &OrganisationId) -> BTreeSet<Part> {
        let account = self.account;
        let applies = match applicant {
            Consumer::Organisation(id) => account.organisation.as_ref() == Some(id),
            Consumer::Account(id) => &account.id == id,
        };
        let holds = account.organisation.as_ref() == Some(provider) && account.roles.contains(&Role::Steward);
        let confirms = account.roles.contains(&Role::Authority)
            && self.organisation.is_some_and(|body| body.kind == OrganisationKind::Authority);
        [(applies, Part::Applicant), (holds, Part::Provider), (confirms, Part::Authority)]
            .into_iter()
            .filter_map(|(plays, part)| plays.then_some(part))
            .collect()
    }

    fn actor(&self) -> Actor {
        Actor::Account { account: self.account.id.clone(), organisation: self.account.organisation.clone() }
    }
}

/// What a decision about a case leads to: acts on the case, and on at most one other record.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub case: Vec<Decided>,
    pub effect: Option<EffectActs>,
}

/// Acts of an effect, on the record it names.
#[derive(Debug, Clone, PartialEq)]
pub enum EffectActs {
    Dataset(DatasetId, Vec<Decided>),
    Agreement(AgreementId, Vec<Decided>),
}

impl Record for Case {
    const KIND: RecordKind = RecordKind::Case;
    type Id = CaseId;

    fn id(&self) -> &CaseId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        let Some(mut state) = state else {
            return match act {
                Act::CaseOpened(case) => Some(case.clone()),
                _ => None,
            };
        };
        match act {
            Act::CaseStepped(stepped) => state.take(stepped),
            Act::CaseOverdue { clock } => {
                for running in state.clocks.iter_mut().filter(|running| &running.name == clock) {
                    running.overdue = true;
                }
            }
            _ => {}
        }
        Some(state)
    }

    fn index(&self) -> Index {
        Index {
            owner: Some(self.applicant.as_str().to_owned()),
            subject: Some(self.provider.to_string()),
            natural_key: None,
            status: self.state.clone(),
            due: self.next_due(),
        }
    }
}

impl Case {
    fn take(&mut self, stepped: &Stepped) {
        self.state.clone_from(&stepped.to);
        self.ended = stepped.ended;
        for clock in &mut self.clocks {
            if clock.stopped.is_none() && (stepped.ended || stepped.stops.contains(&clock.name)) {
                clock.stopped = Some(stepped.at);
            }
        }
        self.clocks.extend(stepped.starts.iter().cloned());
        if stepped.agreement.is_some() {
            self.agreement.clone_from(&stepped.agreement);
        }
        self.history.push(stepped.clone());
    }

    /// The earliest instant at which a clock still running, and not yet found overdue, runs out.
    pub fn next_due(&self) -> Option<Timestamp> {
        let running = self.clocks.iter().filter(|clock| clock.stopped.is_none() && !clock.overdue);
        running.map(|clock| clock.due).min()
    }
}
