//! Taking a step.

use base::Message;
use law::{Actor as Part, Basis, Guard, Procedure, START, Step};

use super::effects::Effects;
use super::{Approval, Case, Facts, Inputs, Outcome, Stepped, clock, form, guards, told};
use crate::act::{Act, Actor};
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
    let step = fitting(case, procedure, name)?;
    let basis = guards::basis_of_procedure(procedure, name, deciding);
    let (by, with) = decider(&procedure.name, step, deciding);
    let part = part_to_play(case, step, by, with, facts, &basis)?;
    if part == by {
        form::check(&step.form, &inputs, "inputs", &procedure.name, deciding)?;
    } else if !inputs.is_empty() {
        let message = Message::new("invalid-inputs-of-another").with("step", name).with("part", by.name());
        return Err(No::invalid("inputs", message));
    }
    // Four eyes look at every word of a step, not at its last one only.
    if step.guards.contains(&Guard::SecondPerson) {
        let checked = guards::check(Guard::SecondPerson, case, &inputs, facts, deciding);
        checked.map_err(|no| no.resting_on(|| basis.clone()))?;
    }
    let in_place_of = facts.in_place_of(part, case);
    let word = Approval { step: name.to_owned(), part, by: facts.actor(), in_place_of, at: deciding.now, inputs };
    let given = |part: Part| case.approvals.iter().chain([&word]).find(|word| word.step == name && word.part == part);
    let missing = with.iter().chain([&by]).any(|part| given(*part).is_none());
    let taking = given(by).map(|decides| Taking {
        case,
        procedure,
        step,
        inputs: decides.inputs.clone(),
        by: decides.by.clone(),
        in_place_of: decides.in_place_of.clone(),
        with: case
            .approvals
            .iter()
            .chain([&word])
            .filter(|word| word.step == name && word.part != by)
            .map(|word| word.by.clone())
            .collect(),
        basis: basis.clone(),
    });
    // What is not lawful is refused to the one who decides it, not to the last who approves.
    let outcome = taking.map(|taking| taking.take(facts, deciding));
    match outcome.transpose()? {
        Some(outcome) if !missing => Ok(outcome),
        Some(_) | None => Ok(Outcome {
            case: vec![Decided::new(Act::CaseApproved(word), basis)],
            effects: Vec::new(),
            tellings: Vec::new(),
        }),
    }
}

/// The step the platform takes when `clock` ran out, if the procedure has one here.
pub fn step_by_timer(
    case: &Case,
    procedure: &Procedure,
    clock: &str,
    facts: &Facts<'_>,
    deciding: &Deciding<'_>,
) -> Option<Result<Outcome, No>> {
    let step = procedure.steps_from(&case.state).find(|step| step.on.as_deref() == Some(clock))?;
    let basis = guards::basis_of_procedure(procedure, &step.name, deciding);
    let (by, in_place_of, with) = (Actor::Platform, None, Vec::new());
    let taking = Taking { case, procedure, step, inputs: Inputs::new(), by, in_place_of, with, basis };
    Some(taking.take(facts, deciding))
}

/// The first step of a case the platform raises, resting on `basis`.
pub(super) fn first_by_platform(
    case: &Case,
    procedure: &Procedure,
    facts: &Facts<'_>,
    deciding: &Deciding<'_>,
    basis: &[Basis],
) -> Result<Outcome, No> {
    let Some(step) = procedure.steps_from(&case.state).next() else {
        let message = Message::new("state-step-does-not-fit").with("step", START).with("state", &case.state);
        return Err(No::State(message));
    };
    let (by, in_place_of, with, inputs) = (Actor::Platform, None, Vec::new(), Inputs::new());
    Taking { case, procedure, step, inputs, by, in_place_of, with, basis: basis.to_vec() }.take(facts, deciding)
}

/// Who decides a step here, and who must approve beside them.
pub(super) fn decider<'a>(procedure: &str, step: &'a Step, deciding: &'a Deciding<'_>) -> (Part, &'a [Part]) {
    deciding.region.takers(procedure, step)
}

fn fitting<'a>(case: &Case, procedure: &'a Procedure, name: &str) -> Result<&'a Step, No> {
    let Some(step) = procedure.step(name) else {
        let message = Message::new("invalid-unknown-step").with("step", name).with("procedure", &procedure.name);
        return Err(No::invalid("step", message));
    };
    if case.ended || !step.from.contains(&case.state) {
        let message = Message::new("state-step-does-not-fit").with("step", name).with("state", &case.state);
        return Err(No::State(message));
    }
    Ok(step)
}

/// The part still wanted that the one who asks plays. Nobody gives two of the words a step needs.
fn part_to_play(
    case: &Case,
    step: &Step,
    by: Part,
    with: &[Part],
    facts: &Facts<'_>,
    basis: &[Basis],
) -> Result<Part, No> {
    let played = facts.parts(case);
    let wanted: Vec<Part> = [by].into_iter().chain(with.iter().copied()).collect();
    if !wanted.iter().any(|part| played.contains(part)) || by == Part::Platform {
        let message = Message::new("refusal-step-not-yours").with("step", &step.name).with("part", by.name());
        return Err(Refusal::new(message, basis.to_vec()).into());
    }
    let given: Vec<_> = case.approvals.iter().filter(|word| word.step == step.name).collect();
    if given.iter().any(|word| word.by == facts.actor()) {
        return Err(No::State(Message::new("state-already-approved").with("step", &step.name)));
    }
    let open = wanted.into_iter().find(|part| played.contains(part) && given.iter().all(|word| word.part != *part));
    open.ok_or_else(|| No::State(Message::new("state-already-approved").with("step", &step.name)))
}

/// A step about to be taken.
struct Taking<'a> {
    case: &'a Case,
    procedure: &'a Procedure,
    step: &'a Step,
    inputs: Inputs,
    /// Who decides it.
    by: Actor,
    in_place_of: Option<base::AccountId>,
    /// Who gave the other words it needed.
    with: Vec<Actor>,
    basis: Vec<Basis>,
}

impl Taking<'_> {
    fn take(self, facts: &Facts<'_>, deciding: &Deciding<'_>) -> Result<Outcome, No> {
        let Self { case, procedure, step, inputs, by, in_place_of, with, basis } = self;
        // A control no article of this region carries rests on what the step itself rests on.
        let own = || basis.clone();
        for guard in &step.guards {
            guards::check(*guard, case, &inputs, facts, deciding).map_err(|no| no.resting_on(own))?;
        }
        let mut effects = Effects::new(case, procedure, &step.name, &inputs, facts, deciding);
        for effect in &step.effects {
            effects.apply(*effect).map_err(|no| no.resting_on(own))?;
        }
        let effects = effects.finish(&basis);
        let tellings = told::of_step(case, step, &basis, deciding);
        let stepped = Stepped {
            step: step.name.clone(),
            to: step.to.clone(),
            by,
            with,
            in_place_of,
            at: deciding.now,
            starts: step.starts.iter().filter_map(|name| clock::start(name, case, &inputs, deciding)).collect(),
            stops: step.stops.clone(),
            pauses: step.pauses.clone(),
            resumes: step.resumes.iter().filter_map(|name| clock::resume(name, case, deciding)).collect(),
            ended: procedure.is_end(&step.to),
            agreement: effects.agreement,
            entry: effects.entry,
            inputs,
        };
        let case = vec![Decided::new(Act::CaseStepped(stepped), basis)];
        Ok(Outcome { case, effects: effects.acts, tellings })
    }
}
