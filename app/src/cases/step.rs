use access::{Action, Resource};
use base::{AgreementId, CaseId, DatasetId, Message};
use domain::case::{Case, Facts, Inputs};
use domain::dataset::Dataset;
use domain::record::{Loaded, Record};
use serde_json::Value;

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// Datasets one grant may name together.
const TOGETHER: usize = 16;

/// A step to take.
#[derive(Debug, Clone)]
pub struct TakeStep {
    pub case: CaseId,
    pub step: String,
    pub inputs: Inputs,
    /// The version the person looked at; refused if the case has moved on since.
    pub expected: Option<u64>,
}

impl App {
    /// Takes a step in a case and carries out its effect in the same commit.
    pub async fn take_step(&self, session: &Session, command: TakeStep) -> Result<Loaded<Case>, Problem> {
        let before = self.case_record(&command.case).await?;
        let permit = self.authorise(session, Action::StepCase, &Resource::Case(&before.state))?;
        if let Some(expected) = command.expected
            && expected != before.version
        {
            let message = Message::new("conflict-version").with("expected", expected).with("current", before.version);
            return Err(Problem::Conflict { message, current: Some(before.version) });
        }
        let procedure = self
            .rulebook
            .procedure(&before.state.procedure)
            .ok_or_else(|| Problem::Internal(format!("procedure {} left the rulebook", before.state.procedure)))?;
        let mut datasets = vec![self.dataset_record(&before.state.subject).await?];
        for id in named_together(&command.inputs) {
            if datasets.len() >= TOGETHER {
                let message = Message::new("invalid-too-many-datasets").with("max", TOGETHER);
                return Err(Problem::invalid("inputs.tables", message));
            }
            datasets.extend(self.store.load::<Dataset>(id.as_str()).await?);
        }
        let facts = Facts {
            datasets: datasets.iter().map(|loaded| &loaded.state).collect(),
            account: &session.account,
            organisation: session.organisation.as_ref(),
            agreement: AgreementId::random(self.entropy.as_ref()),
        };
        let deciding = self.deciding()?;
        let outcome = domain::case::step(&before.state, procedure, &command.step, command.inputs, &facts, &deciding)?;
        let mut after = Some(before.state.clone());
        for decided in &outcome.case {
            after = Case::evolve(after, &decided.act);
        }
        let taken = before.version + u64::try_from(outcome.case.len()).unwrap_or_default();
        let changes = Self::changes(&before.state, Some(&before), outcome, &datasets)?;
        let rests_on = super::resting(&datasets, &changes);
        self.append_resting(Mandate::Permitted(session, permit), changes, rests_on).await?;
        Ok(Loaded { state: after.unwrap_or(before.state), version: taken })
    }
}

/// The further datasets a grant names. Malformed inputs are the form's to refuse.
fn named_together(inputs: &Inputs) -> Vec<DatasetId> {
    let tables = inputs.get("tables").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    tables.iter().filter_map(|table| table.get("dataset")?.as_str()?.parse().ok()).collect()
}
