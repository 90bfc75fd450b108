//! Taking a step, and noticing that one was not taken in time.

use base::Message;
use law::{Procedure, Step};

use super::{Case, EffectActs, Facts, Inputs, Outcome, RunningClock, Stepped, effects, form, guards};
use crate::act::Act;
use crate::decide::Deciding;
use crate::record::Decided;
use crate::refusal::{No, Refusal};

/// Takes `name` in `case`. The order of the checks is the order a clerk asks: is there such a step, does it fit
/// where the case stands, is it yours, is it filled in, is it lawful.
pub fn step(
    case: &Case,
    procedure: &Procedure,
    name: &str,
    inputs: Inputs,
    facts: &Facts<'_>,
    deciding: &Deciding<'_>,
) -> Result<Outcome, No> {
    let Some(step) = procedure.step(name) else {
        let message = Message::new("invalid-unknown-step").with("step", name).with("procedure", &procedure.name);
        return Err(No::invalid("step", message));
    };
    if case.ended || !step.from.contains(&case.state) {
        let message = Message::new("state-step-does-not-fit").with("step", name).with("state", &case.state);
        return Err(No::State(message));
    }
    if !facts.parts(&case.applicant, &case.provider).contains(&step.by) {
        let message = Message::new("refusal-step-not-yours").with("step", name).with("part", step.by.name());
        return Err(Refusal::new(message, guards::basis_of_procedure(procedure, name, deciding)).into());
    }
    form::check(&step.form, &inputs, "inputs", deciding)?;
    for guard in &step.guards {
        guards::check(*guard, case, &inputs, facts, deciding)?;
    }
    let effect = step.effect.map(|effect| effects::apply(effect, case, &inputs, facts, deciding)).transpose()?;
    let stepped = stepped(procedure, step, inputs, effect.as_ref(), facts, deciding);
    let basis = guards::basis_of_procedure(procedure, name, deciding);
    Ok(Outcome { case: vec![Decided::new(Act::CaseStepped(stepped), basis)], effect })
}

fn stepped(
    procedure: &Procedure,
    step: &Step,
    inputs: Inputs,
    effect: Option<&EffectActs>,
    facts: &Facts<'_>,
    deciding: &Deciding<'_>,
) -> Stepped {
    let starts = step.starts.iter().filter_map(|clock| start(clock, deciding)).collect();
    Stepped {
        step: step.name.clone(),
        to: step.to.clone(),
        by: facts.actor(),
        at: deciding.now,
        inputs,
        starts,
        stops: step.stops.clone(),
        ended: procedure.is_end(&step.to),
        agreement: effect.and_then(|effect| match effect {
            EffectActs::Agreement(id, _) => Some(id.clone()),
            EffectActs::Dataset(..) => None,
        }),
    }
}

/// A clock the law is silent about does not run.
fn start(name: &str, deciding: &Deciding<'_>) -> Option<RunningClock> {
    let due = deciding.rulebook.due(deciding.region, name, deciding.now)?;
    Some(RunningClock {
        name: name.to_owned(),
        started: deciding.now,
        due: due.at,
        date: due.date,
        provisional: due.provisional,
        basis: due.basis,
        stopped: None,
        overdue: false,
    })
}

/// The acts that record every clock of `case` that has run out by now. Taking the step late stays possible:
/// the duty does not end because it was missed.
pub fn overdue(case: &Case, deciding: &Deciding<'_>) -> Vec<Decided> {
    let late = case.clocks.iter().filter(|clock| clock.stopped.is_none() && !clock.overdue && clock.due < deciding.now);
    late.map(|clock| Decided::new(Act::CaseOverdue { clock: clock.name.clone() }, vec![clock.basis.clone()])).collect()
}
