//! Starting a run of a procedure.

use base::CaseId;
use law::{Procedure, START};

use super::{Case, Facts, Inputs, Outcome, form, step};
use crate::act::Act;
use crate::agreement::Consumer;
use crate::dataset::Dataset;
use crate::decide::Deciding;
use crate::record::{Decided, Record};
use crate::refusal::No;

/// Who starts what about which dataset.
#[derive(Debug, Clone)]
pub struct OpenCase<'a> {
    pub id: CaseId,
    pub procedure: &'a Procedure,
    pub dataset: &'a Dataset,
    pub applicant: Consumer,
    pub form: Inputs,
}

/// Opens a case and takes its first step, so that a case never stands in `start`. Gives the case as it then is.
pub fn open(command: OpenCase<'_>, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<(Case, Outcome), No> {
    form::check(&command.procedure.form, &command.form, "form", deciding)?;
    let case = Case {
        id: command.id,
        procedure: command.procedure.name.clone(),
        law: deciding.rulebook.digest(),
        region: deciding.region.code.clone(),
        subject: command.dataset.id.clone(),
        applicant: command.applicant,
        provider: command.dataset.provider.clone(),
        opened: deciding.now,
        state: START.to_owned(),
        form: command.form,
        clocks: Vec::new(),
        history: Vec::new(),
        ended: false,
        agreement: None,
    };
    let first = command.procedure.steps_from(START).next().map(|step| step.name.clone()).unwrap_or_default();
    let mut outcome = step::step(&case, command.procedure, &first, Inputs::new(), facts, deciding)?;
    let basis = outcome.case.first().map(|decided| decided.basis.clone()).unwrap_or_default();
    let after = outcome.case.iter().fold(case.clone(), |case, decided| {
        let unchanged = case.clone();
        Case::evolve(Some(case), &decided.act).unwrap_or(unchanged)
    });
    outcome.case.insert(0, Decided::new(Act::CaseOpened(case), basis));
    Ok((after, outcome))
}
