//! Case 办件: one run of a procedure. One engine serves every procedure of every rulebook.

mod assessment;
mod clock;
mod effects;
mod facts;
mod form;
mod grades;
mod guards;
mod open;
mod planned;
mod step;
mod told;

use std::collections::BTreeMap;
use std::str::FromStr;

use base::{AccountId, AgreementId, CaseId, Digest, EntryId, OrganisationId, Timestamp};
use law::{Actor as Part, Subject};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::act::{Act, Actor, RecordKind};
use crate::agreement::Consumer;
use crate::record::{Decided, Index, Record};

pub use assessment::{Assessment, RiskLimits};
pub use clock::{Resumed, RunningClock, timed};
pub use facts::{Facts, OnRecord, plays};
pub(crate) use grades::grades_said;
pub use open::{OpenCase, may_open, open, open_by_platform};
pub use planned::planned;
pub use step::{step, step_by_timer};
pub use told::{Telling, of_clock as tell_of_clock};

/// What a person filled in, by field name.
pub type Inputs = BTreeMap<String, Value>;

/// What a case is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub kind: Subject,
    /// Absent for a matter, of which there is no record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl About {
    pub fn new(kind: Subject, id: &impl ToString) -> Self {
        Self { kind, id: Some(id.to_string()) }
    }

    pub const fn matter() -> Self {
        Self { kind: Subject::Matter, id: None }
    }

    /// The id, where the case is about a record of this kind.
    pub fn id_of<T: FromStr>(&self, kind: Subject) -> Option<T> {
        (self.kind == kind).then(|| self.id.as_deref()?.parse().ok()).flatten()
    }
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stepped {
    pub step: String,
    pub to: String,
    /// Who decided it.
    pub by: Actor,
    /// Who gave the other words it needed, in the order they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Actor>,
    /// Whose place the one who took it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_place_of: Option<AccountId>,
    pub at: Timestamp,
    pub inputs: Inputs,
    pub starts: Vec<RunningClock>,
    pub stops: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resumes: Vec<Resumed>,
    pub ended: bool,
    /// What the step led to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<AgreementId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryId>,
}

/// One part's word on a step that needs several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    pub step: String,
    pub part: Part,
    pub by: Actor,
    /// Whose place the one who gave it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_place_of: Option<AccountId>,
    pub at: Timestamp,
    /// What the one who decides filled in; nobody else fills in anything.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: Inputs,
}

/// A remark anyone with a part in the case may make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    pub by: Actor,
    pub at: Timestamp,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    pub id: CaseId,
    /// Procedure name in the rulebook.
    pub procedure: String,
    /// Digest of the rulebook the case began under: its law to the end.
    pub law: Digest,
    /// GB/T 2260 code of where the body concerned belongs.
    pub region: String,
    pub about: About,
    pub applicant: Consumer,
    /// The body that holds the data concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<OrganisationId>,
    /// The other side of the agreement concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<Consumer>,
    /// The body the case is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respondent: Option<OrganisationId>,
    pub opened: Timestamp,
    pub state: String,
    pub form: Inputs,
    pub clocks: Vec<RunningClock>,
    pub history: Vec<Stepped>,
    /// Words given so far on a step that needs several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
    pub ended: bool,
    /// The agreement it led to.
    pub agreement: Option<AgreementId>,
    /// The entry it last made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryId>,
    /// What its release would risk, as last assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<Assessment>,
}

/// What a decision about a case leads to: acts on the case and on the records its effects name, and who is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub case: Vec<Decided>,
    pub effects: Vec<EffectActs>,
    pub tellings: Vec<Telling>,
}

/// Acts of an effect, on the record it names.
#[derive(Debug, Clone, PartialEq)]
pub enum EffectActs {
    Dataset(base::DatasetId, Vec<Decided>),
    Agreement(AgreementId, Vec<Decided>),
    Entry(EntryId, Vec<Decided>),
    Version(base::VersionId, Vec<Decided>),
    Account(AccountId, Vec<Decided>),
    Erasure(CaseId, Vec<Decided>),
    /// Another case, which the step opens, with who is told of it.
    Case(Box<Case>, Vec<Decided>, Vec<Telling>),
}

/// Remarks a case keeps; more are refused.
pub const COMMENTS: usize = 1000;

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
            Act::CaseApproved(approval) => state.approvals.push(approval.clone()),
            Act::CaseAssessed(assessment) => state.assessment = Some(assessment.clone()),
            Act::CaseCommented(comment) => state.comments.push(comment.clone()),
            Act::CaseWarned { clock } => state.running(clock).for_each(|running| running.warned = true),
            Act::CaseOverdue { clock } => state.running(clock).for_each(|running| running.overdue = true),
            _ => {}
        }
        Some(state)
    }

    fn index(&self) -> Index {
        Index {
            owner: Some(self.applicant.as_str().to_owned()),
            subject: self.provider.as_ref().or(self.respondent.as_ref()).map(ToString::to_string),
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
        self.approvals.clear();
        for clock in self.clocks.iter_mut().filter(|clock| clock.stopped.is_none()) {
            clock.take(stepped);
        }
        self.clocks.extend(stepped.starts.iter().cloned());
        if stepped.agreement.is_some() {
            self.agreement.clone_from(&stepped.agreement);
        }
        if stepped.entry.is_some() {
            self.entry.clone_from(&stepped.entry);
        }
        self.history.push(stepped.clone());
    }

    /// The clock of this name that runs or stands still.
    fn running(&mut self, name: &str) -> impl Iterator<Item = &mut RunningClock> {
        self.clocks.iter_mut().filter(move |clock| clock.stopped.is_none() && clock.name == name)
    }

    /// The earliest instant at which a clock still running wants looking at: its warning, else its end.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.clocks.iter().filter_map(RunningClock::next).min()
    }
}
