use access::{Action, Resource};
use base::{CaseId, DatasetId, Message};
use domain::case::{About, Case, Inputs, OpenCase};
use domain::dataset::{Catalogue, Dataset, DatasetStatus};
use domain::record::Change;

use crate::cases::{CaseRecords, consumer};
use crate::gate::RESERVED;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// The procedure a catalogue entry comes into force by.
const PROCEDURE: &str = "catalogue-registration";

/// A catalogue entry to write down.
#[derive(Debug, Clone)]
pub struct RegisterDataset {
    pub id: Option<DatasetId>,
    pub catalogue: Catalogue,
    pub key_field: Option<String>,
}

/// A registered entry and the case that will confirm it.
#[derive(Debug, Clone)]
pub struct Registered {
    pub dataset: Dataset,
    pub case: Case,
}

impl App {
    /// Registers a dataset and opens its registration case, in one commit.
    pub async fn register_dataset(&self, session: &Session, command: RegisterDataset) -> Result<Registered, Problem> {
        let Some(organisation) = &session.organisation else {
            return Err(Problem::invalid("organisation", Message::new("invalid-needs-organisation")));
        };
        if command.id.as_ref().is_some_and(|id| id.as_str().starts_with(RESERVED)) {
            return Err(Problem::invalid("id", Message::new("invalid-reserved-id").with("prefix", RESERVED)));
        }
        let permit = self.authorise(session, Action::RegisterDataset, &Resource::Organisation(organisation))?;
        let procedure = self
            .rulebook
            .procedure(PROCEDURE)
            .ok_or_else(|| Problem::Internal(format!("procedure {PROCEDURE} is not in the rulebook")))?;
        let deciding = self.deciding_at(&organisation.region)?;
        let case = CaseId::random(self.entropy.as_ref());
        let dataset = Dataset {
            id: command.id.unwrap_or_else(|| DatasetId::random(self.entropy.as_ref())),
            provider: organisation.id.clone(),
            catalogue: command.catalogue,
            key_field: command.key_field,
            fields: Vec::new(),
            status: DatasetStatus::Registered,
            version: None,
            keep_until: None,
            opened: None,
            case: case.clone(),
        };
        let acts = domain::dataset::register(&dataset, organisation, &deciding)?;
        let records = CaseRecords::default();
        let facts = records.facts(session, self, Some(&dataset));
        let form: Inputs = [("dataset".to_owned(), dataset.id.to_string().into())].into();
        let about = About::new(procedure.subject, &dataset.id);
        let open = OpenCase { id: case, procedure, about, applicant: consumer(session), form };
        let (case, outcome) = domain::case::open(open, &facts, &deciding)?;
        let mut changes = vec![Change::new::<Dataset>(&dataset.id, None, acts)?];
        changes.extend(self.changes(&case, None, outcome, &records).await?);
        self.append(Mandate::Permitted(session, permit), changes).await?;
        Ok(Registered { dataset, case })
    }
}
