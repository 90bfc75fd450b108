//! Starting a run of a procedure.

use base::{CaseId, Message, OrganisationId};
use law::{Basis, Procedure, START, Subject};

use super::{About, Case, Facts, Inputs, Outcome, form, step};
use crate::act::Act;
use crate::agreement::Consumer;
use crate::decide::Deciding;
use crate::record::{Decided, Record};
use crate::refusal::No;
use crate::scene;

/// Who starts what about what.
#[derive(Debug, Clone)]
pub struct OpenCase<'a> {
    pub id: CaseId,
    pub procedure: &'a Procedure,
    pub about: About,
    pub applicant: Consumer,
    pub form: Inputs,
}

/// Opens a case and takes its first step, so that a case never stands in `start`. Gives the case as it then is.
pub fn open(command: OpenCase<'_>, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(Case, Outcome), No> {
    check_run(&command, deciding)?;
    let procedure = command.procedure;
    form::check(&procedure.form, &command.form, "form", &procedure.name, deciding)?;
    scene::named(procedure, &command.form, deciding.region)?;
    let case = begun(command, facts, deciding);
    let played = facts.parts(&case);
    // Where a procedure can begin in several ways, it begins in the one that is the opener's to take.
    let begins = |first: &&law::Step| played.contains(&step::decider(&case.procedure, first, deciding).0);
    let first = procedure.steps_from(START).find(begins).or_else(|| procedure.steps_from(START).next());
    let first = first.map(|step| step.name.clone()).unwrap_or_default();
    let outcome = step::step(&case, procedure, &first, Inputs::new(), facts, deciding)?;
    Ok(opened(case, outcome))
}

fn check_run(command: &OpenCase<'_>, deciding: &Deciding<'_>) -> Result<(), No> {
    if deciding.region.runs(&command.procedure.name) {
        return Ok(());
    }
    let message = Message::new("state-procedure-not-run")
        .with("procedure", &command.procedure.name)
        .with("region", &deciding.region.code);
    Err(No::State(message))
}

/// The case after its first step, with its opening before it.
fn opened(case: Case, mut outcome: Outcome) -> (Case, Outcome) {
    let basis = outcome.case.first().map(|decided| decided.basis.clone()).unwrap_or_default();
    let after = outcome.case.iter().fold(case.clone(), |case, decided| {
        let unchanged = case.clone();
        Case::evolve(Some(case), &decided.act).unwrap_or(unchanged)
    });
    outcome.case.insert(0, Decided::new(Act::CaseOpened(case), basis));
    (after, outcome)
}

/// Opens a case the platform itself raises, as the risk watch does: its first step is taken by a timer, whoever takes it
/// otherwise. Gives the case as it then is.
pub fn open_by_platform(
    command: OpenCase<'_>,
    facts: &Facts<'_>,
    deciding: &Deciding<'_>,
    basis: &[Basis],
) -> Result<(Case, Outcome), No> {
    check_run(&command, deciding)?;
    let procedure = command.procedure;
    form::check(&procedure.form, &command.form, "form", &procedure.name, deciding)?;
    let case = begun(command, facts, deciding);
    let outcome = step::first_by_platform(&case, procedure, facts, deciding, basis)?;
    Ok(opened(case, outcome))
}

/// Whether a first step of the procedure would be the opener's to take, so that policies can be asked before anything
/// is decided.
pub fn may_open(command: &OpenCase<'_>, facts: &Facts<'_>, deciding: &Deciding<'_>) -> bool {
    let played = facts.parts(&begun(command.clone(), facts, deciding));
    let mut first = command.procedure.steps_from(START);
    first.any(|first| played.contains(&step::decider(&command.procedure.name, first, deciding).0))
}

fn begun(command: OpenCase<'_>, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Case {
    let dataset = command.about.id_of(Subject::Dataset).and_then(|id| facts.dataset(&id));
    let of_version = facts.version.and_then(|version| facts.dataset(&version.dataset));
    let provider = match command.about.kind {
        Subject::Dataset => dataset.map(|dataset| dataset.provider.clone()),
        Subject::Version => of_version.map(|dataset| dataset.provider.clone()),
        Subject::Agreement => facts.agreement.map(|agreement| agreement.provider.clone()),
        Subject::Organisation | Subject::Case | Subject::Matter => None,
    };
    let consumer = match command.about.kind {
        Subject::Agreement => facts.agreement.map(|agreement| agreement.consumer.clone()),
        _ => None,
    };
    let named = command.form.get("respondent").and_then(|id| id.as_str()?.parse::<OrganisationId>().ok());
    let respondent = command.about.id_of(Subject::Organisation).or(named);
    Case {
        id: command.id,
        procedure: command.procedure.name.clone(),
        law: deciding.rulebook.digest(),
        region: deciding.place.to_owned(),
        about: command.about,
        applicant: command.applicant,
        provider,
        consumer,
        respondent,
        opened: deciding.now,
        state: START.to_owned(),
        form: command.form,
        clocks: Vec::new(),
        history: Vec::new(),
        approvals: Vec::new(),
        comments: Vec::new(),
        ended: false,
        agreement: None,
        entry: None,
        assessment: None,
    }
}
