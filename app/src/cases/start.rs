use access::{Action, Resource};
use base::{AccountId, CaseId, DatasetId, Message, OrganisationId};
use domain::case::{About, Case, Inputs, OpenCase};
use domain::organisation::Organisation;
use law::Subject;

use super::consumer;
use super::records::Wanted;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// A procedure to start.
#[derive(Debug, Clone)]
pub struct StartCase {
    pub procedure: String,
    /// What it is about, where the procedure is about a record: the id of one of its kind.
    pub about: Option<String>,
    /// The procedure's form; the field that names the record is filled in when left out.
    pub form: Inputs,
    /// Whose place the one who asks takes.
    pub in_place_of: Option<AccountId>,
}

impl App {
    /// Opens a case and takes its first step.
    pub async fn start_case(&self, session: &Session, command: StartCase) -> Result<Case, Problem> {
        let procedure = self.rulebook.procedure(&command.procedure).ok_or_else(|| {
            let message = Message::new("not-found").with("kind", "procedure").with("id", &command.procedure);
            Problem::NotFound(message)
        })?;
        let (about, form) = about(procedure.subject, command.about, command.form)?;
        self.check_attachments(session, &procedure.form, &form, "form").await?;
        let wanted = Wanted {
            about: &about,
            case: None,
            form: &form,
            inputs: &Inputs::new(),
            procedure,
            step: None,
            in_place_of: command.in_place_of.as_ref(),
        };
        let records = self.case_records(Some(session), wanted).await?;
        if let Some(id) = about.id_of::<DatasetId>(Subject::Dataset).filter(|id| records.dataset(id).is_none()) {
            return Err(Problem::missing(domain::act::RecordKind::Dataset, id.as_str()));
        }
        let place = self.place(session, &about, &form).await?;
        let deciding = self.deciding_at(&place)?;
        let facts = records.facts(session, self, None);
        let open = OpenCase {
            id: CaseId::random(self.entropy.as_ref()),
            procedure,
            about,
            applicant: consumer(session),
            form,
        };
        let opens = domain::case::may_open(&open, &facts, &deciding);
        let new = Resource::NewCase { dataset: records.first_dataset(), procedure: &procedure.name, opens };
        let permit = self.authorise(session, Action::OpenCase, &new)?;
        let (case, outcome) = domain::case::open(open, &facts, &deciding)?;
        let changes = self.changes(&case, None, outcome, &records).await?;
        let rests_on = records.resting(&changes);
        self.append_resting(Mandate::Permitted(session, permit), changes, rests_on).await?;
        Ok(case)
    }

    /// Where a case happens: where the body it concerns belongs.
    async fn place(&self, session: &Session, about: &About, form: &Inputs) -> Result<String, Problem> {
        let dataset = about.id_of::<DatasetId>(Subject::Dataset);
        let provider = match dataset {
            Some(id) => Some(self.dataset_record(&id).await?.state.provider),
            None => None,
        };
        let named = form.get("respondent").and_then(|id| id.as_str()?.parse::<OrganisationId>().ok());
        let concerned = provider.or_else(|| about.id_of(Subject::Organisation)).or(named);
        if let Some(id) = concerned {
            let body = self.store.load::<Organisation>(id.as_str()).await?;
            let body = body.ok_or_else(|| Problem::missing(domain::act::RecordKind::Organisation, id.as_str()))?;
            return Ok(body.state.region);
        }
        Ok(session.organisation.as_ref().map_or_else(|| self.file.region.clone(), |body| body.region.clone()))
    }
}

/// What the case is about, said once in the command or in the form, or twice alike.
fn about(kind: Subject, named: Option<String>, mut form: Inputs) -> Result<(About, Inputs), Problem> {
    if kind == Subject::Matter {
        return match named {
            None => Ok((About::matter(), form)),
            Some(_) => Err(Problem::invalid("about", Message::new("invalid-about-nothing"))),
        };
    }
    let field = if kind == Subject::Organisation && !form.contains_key(kind.name()) && form.contains_key("respondent") {
        "respondent"
    } else {
        kind.name()
    };
    if let Some(id) = &named {
        form.entry(field.to_owned()).or_insert_with(|| id.clone().into());
    }
    let said = form.get(field).and_then(|value| value.as_str()).map(str::to_owned);
    match (named, said) {
        (Some(named), Some(said)) if named != said => Err(Problem::invalid(
            &format!("form.{field}"),
            Message::new("invalid-other-dataset").with("dataset", named),
        )),
        (_, Some(said)) => Ok((About { kind, id: Some(said) }, form)),
        (_, None) => Err(Problem::invalid(
            &format!("form.{field}"),
            Message::new("invalid-missing").with("field", kind.name()).with("field-en", kind.name()),
        )),
    }
}
