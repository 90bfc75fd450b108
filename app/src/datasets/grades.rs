//! The steward's word on grades, as a case.

use access::{Action, Resource};
use base::{CaseId, DatasetId};
use domain::case::{About, Case, Inputs, OpenCase, Outcome};
use domain::dataset::{FieldGrade, check_grades, needs_authority};
use domain::record::{Loaded, Record as _};
use law::{Procedure, Subject};
use store::Filter;

use crate::cases::{TakeStep, Wanted, consumer};
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// The procedure by which grades come into force.
const PROCEDURE: &str = "grading";
/// Where it waits for the steward's word.
const WAITING: &str = "to-grade";
/// The steward's word on general data comes into force at once; on more than that it goes to the authority.
const STEPS: [&str; 2] = ["confirm", "refer"];
/// Cases looked at together.
const PAGE: u32 = 200;

impl App {
    /// The steward confirms or overrides the proposed grades: opens the case that does it, or takes up the one that waits,
    /// and steps it. Gives the case; it has ended where the grades are in force, and is referred to the authority where a
    /// field of important or core data is among them.
    pub async fn confirm_grades(
        &self,
        session: &Session,
        id: &DatasetId,
        grades: &[FieldGrade],
    ) -> Result<Case, Problem> {
        let dataset = self.dataset_record(id).await?;
        let permit = self.authorise(session, Action::ConfirmGrades, &Resource::Dataset(&dataset.state))?;
        check_grades(&dataset.state, grades)?;
        let [confirm, refer] = STEPS;
        let step = if needs_authority(&dataset.state, grades).is_some() { refer } else { confirm };
        let said = serde_json::to_value(grades).map_err(|error| Problem::Internal(error.to_string()))?;
        let inputs = Inputs::from([("grades".to_owned(), said)]);
        if let Some(case) = self.waiting_for_grades(session, id).await? {
            let step = step.to_owned();
            let command = TakeStep { case, step, inputs, expected: None, in_place_of: None };
            return Ok(self.take_step(session, command).await?.state);
        }
        let procedure = self
            .rulebook
            .procedure(PROCEDURE)
            .ok_or_else(|| Problem::Internal(format!("procedure {PROCEDURE} is not in the rulebook")))?;
        self.open_and_step(Mandate::Permitted(session, permit), session, id, procedure, step, inputs).await
    }

    /// A case is opened and stepped in one commit, so that a word that cannot stand leaves none behind.
    async fn open_and_step(
        &self,
        mandate: Mandate<'_>,
        session: &Session,
        id: &DatasetId,
        procedure: &Procedure,
        step: &str,
        inputs: Inputs,
    ) -> Result<Case, Problem> {
        let about = About::new(procedure.subject, id);
        let form: Inputs = [("dataset".to_owned(), id.to_string().into())].into();
        let wanted = Wanted {
            about: &about,
            case: None,
            form: &form,
            inputs: &inputs,
            procedure,
            step: Some(step),
            in_place_of: None,
        };
        let records = self.case_records(Some(session), wanted).await?;
        let dataset =
            records.dataset(id).ok_or_else(|| Problem::missing(domain::act::RecordKind::Dataset, id.as_str()))?;
        let region = self.body(&dataset.state.provider).await?.region;
        let deciding = self.deciding_at(&region)?;
        let facts = records.facts(session, self, None);
        let new = CaseId::random(self.entropy.as_ref());
        let open =
            OpenCase { id: new, procedure, about: about.clone(), applicant: consumer(session), form: form.clone() };
        let (begun, opened) = domain::case::open(open, &facts, &deciding)?;
        let stepped = domain::case::step(&begun, procedure, step, inputs, &facts, &deciding)?;
        let mut after = Some(begun.clone());
        for decided in &stepped.case {
            after = Case::evolve(after, &decided.act);
        }
        let outcome = both(opened, stepped);
        let changes = self.changes(&begun, None, outcome, &records).await?;
        let rests_on = records.resting(&changes);
        self.append_resting(mandate, changes, rests_on).await?;
        Ok(after.unwrap_or(begun))
    }

    /// The case about this dataset that waits for the word of the steward's body, if there is one.
    async fn waiting_for_grades(&self, session: &Session, id: &DatasetId) -> Result<Option<CaseId>, Problem> {
        let (owner, mut after_id) = (consumer(session).as_str().to_owned(), None);
        loop {
            let filter = Filter {
                owner: Some(owner.clone()),
                status: Some(WAITING.to_owned()),
                after_id,
                limit: Some(PAGE),
                ..Filter::default()
            };
            let page = self.store.list::<Case>(&filter).await?;
            let waits = |case: &&Loaded<Case>| {
                case.state.procedure == PROCEDURE && case.state.about.id_of(Subject::Dataset).as_ref() == Some(id)
            };
            if let Some(case) = page.iter().find(waits) {
                return Ok(Some(case.state.id.clone()));
            }
            let Some(last) = page.last() else { return Ok(None) };
            after_id = Some(last.state.id.to_string());
        }
    }
}

/// Two decisions about one case, taken together.
fn both(mut first: Outcome, then: Outcome) -> Outcome {
    first.case.extend(then.case);
    first.effects.extend(then.effects);
    first.tellings.extend(then.tellings);
    first
}
