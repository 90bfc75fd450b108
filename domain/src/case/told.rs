use base::{CaseId, Message};
use law::{Actor as Part, Basis, Procedure, Step};

use super::Case;
use crate::decide::Deciding;

/// Somebody is to be told. Who plays the part is found where the records are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    pub part: Part,
    /// None for what has no case.
    pub case: Option<CaseId>,
    pub message: Message,
    pub basis: Vec<Basis>,
}

/// Who is told that `step` was taken: those it names, and the recipients the region names for its event.
pub(super) fn of_step(case: &Case, step: &Step, basis: &[Basis], deciding: &Deciding<'_>) -> Vec<Telling> {
    let message = Message::new("notice-step")
        .with("procedure", &case.procedure)
        .with("step", &step.title.zh)
        .with("step-en", &step.title.en)
        .with("case", &case.id);
    let tell = |part: Part, message: &Message, basis: Vec<Basis>| Telling {
        part,
        case: Some(case.id.clone()),
        message: message.clone(),
        basis,
    };
    let mut tellings: Vec<_> = step.notifies.iter().map(|part| tell(*part, &message, basis.to_vec())).collect();
    let event = step.tells.as_deref().and_then(|event| Some((event, deciding.region.tells(event)?)));
    if let Some((event, tells)) = event {
        let message = Message::new("notice-event").with("event", event).with("case", &case.id);
        tellings.extend(tells.to.iter().map(|part| tell(*part, &message, tells.basis.clone().into_iter().collect())));
    }
    tellings
}

/// Who is told that a clock is about to run out, or has: whoever must act, and for a missed one the supervisor too.
pub fn of_clock(case: &Case, clock: &str, missed: bool, deciding: &Deciding<'_>) -> Vec<Telling> {
    let Some(procedure) = deciding.rulebook.procedure(&case.procedure) else { return Vec::new() };
    let basis: Vec<Basis> = case
        .clocks
        .iter()
        .rev()
        .find(|running| running.name == clock)
        .map(|running| running.basis.clone())
        .into_iter()
        .collect();
    let message = Message::new(if missed { "notice-overdue" } else { "notice-warning" })
        .with("procedure", &case.procedure)
        .with("clock", clock)
        .with("case", &case.id);
    let mut parts = must_act(case, procedure, clock, deciding);
    if missed {
        // Who is late itself is watched from above.
        let watches = if parts.contains(&Part::Authority) { Part::Superior } else { Part::Authority };
        parts.push(watches);
    }
    parts.sort_unstable();
    parts.dedup();
    let tell = |part| Telling { part, case: Some(case.id.clone()), message: message.clone(), basis: basis.clone() };
    parts.into_iter().map(tell).collect()
}

/// Who can take a step that stops the clock; where none can yet, who can take one that leads on. To give a case up is
/// nobody's duty.
fn must_act(case: &Case, procedure: &Procedure, clock: &str, deciding: &Deciding<'_>) -> Vec<Part> {
    let acting = |wanted: &dyn Fn(&Step) -> bool| -> Vec<Part> {
        let steps = procedure.steps_from(&case.state).filter(|step| wanted(step));
        let parts = steps.map(|step| (super::step::decider(&case.procedure, step, deciding).0, step));
        let given_up = |part: Part, step: &Step| part == Part::Applicant && procedure.is_end(&step.to);
        let idle = |part: Part| matches!(part, Part::Platform | Part::Anyone);
        parts.filter(|(part, step)| !idle(*part) && !given_up(*part, step)).map(|(part, _)| part).collect()
    };
    let stopping = acting(&|step| step.stops.iter().chain(&step.pauses).any(|stopped| stopped == clock));
    if stopping.is_empty() { acting(&|_| true) } else { stopping }
}
