use access::{Action, Resource};
use base::{AgreementId, CaseId, DatasetId, Message};
use domain::case::{Case, Facts, Inputs, OpenCase};

use super::consumer;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// A procedure to start about a dataset.
#[derive(Debug, Clone)]
pub struct StartCase {
    pub procedure: String,
    pub dataset: DatasetId,
    /// The procedure's form; `dataset` is filled in when left out.
    pub form: Inputs,
}

impl App {
    /// Opens a case and takes its first step.
    pub async fn start_case(&self, session: &Session, command: StartCase) -> Result<Case, Problem> {
        let procedure = self.rulebook.procedure(&command.procedure).ok_or_else(|| {
            let message = Message::new("not-found").with("kind", "procedure").with("id", &command.procedure);
            Problem::NotFound(message)
        })?;
        let dataset = self.dataset_record(&command.dataset).await?;
        let new = Resource::NewCase { dataset: &dataset.state, procedure: &procedure.name };
        let permit = self.authorise(session, Action::OpenCase, &new)?;
        let mut form = command.form;
        let named = form.entry("dataset".to_owned()).or_insert_with(|| dataset.state.id.to_string().into());
        if named.as_str() != Some(dataset.state.id.as_str()) {
            let message = Message::new("invalid-other-dataset").with("dataset", &dataset.state.id);
            return Err(Problem::invalid("form.dataset", message));
        }
        let facts = Facts {
            datasets: vec![&dataset.state],
            account: &session.account,
            organisation: session.organisation.as_ref(),
            agreement: AgreementId::random(self.entropy.as_ref()),
        };
        let open = OpenCase {
            id: CaseId::random(self.entropy.as_ref()),
            procedure,
            dataset: &dataset.state,
            applicant: consumer(session),
            form,
        };
        let (case, outcome) = domain::case::open(open, &facts, &self.deciding()?)?;
        let changes = Self::changes(&case, None, outcome, std::slice::from_ref(&dataset))?;
        let rests_on = super::resting(&[dataset], &changes);
        self.append_resting(Mandate::Permitted(session, permit), changes, rests_on).await?;
        Ok(case)
    }
}
