//! Deadlines somebody stands under, from the step that starts the clock to the one that stops it.

use std::collections::BTreeMap;

use base::{CaseId, OrganisationId};
use law::{Actor as Part, Procedure, Region, Register, Step};

use super::fold::{Seen, body_of};
use super::roll::Roll;
use crate::act::Act;
use crate::case::{Case, RunningClock, Stepped};

/// The clocks that run against a body. A clock nobody is late on has none: a term at whose end the platform itself
/// closes the matter, and one a citizen has to stop.
#[derive(Default)]
pub(super) struct Dues {
    /// Only cases of procedures that keep this register; None for all.
    of: Option<Register>,
    running: BTreeMap<(CaseId, String), Due>,
}

/// A clock and who has to stop it.
pub(super) struct Due {
    pub(super) case: CaseId,
    pub(super) procedure: String,
    pub(super) clock: String,
    pub(super) body: OrganisationId,
    part: Part,
    /// It began before the period.
    pub(super) brought: bool,
}

/// How a clock ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    InTime,
    /// After it had run out, whoever ended it.
    Late,
    /// Before it ran out, by somebody else: the matter was given up or taken out of the body's hands.
    Lapsed,
}

pub(super) enum Event {
    Began,
    Ended(Due, Ending),
}

impl Dues {
    /// Of the cases of procedures that keep `register`.
    pub(super) fn of(register: Register) -> Self {
        Self { of: Some(register), running: BTreeMap::new() }
    }

    /// What the act did to deadlines: those that ended, then those that began.
    pub(super) fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) -> Vec<Event> {
        let (Act::CaseStepped(stepped), Some(case)) = (seen.act(), roll.case_of(seen)) else { return Vec::new() };
        let (Some(procedure), Some(law)) = (roll.procedure(case), roll.law(case)) else { return Vec::new() };
        if self.of.is_some() && procedure.register != self.of {
            return Vec::new();
        }
        let mut events = Vec::new();
        for clock in &case.clocks {
            if (stepped.ended || stepped.stops.contains(&clock.name))
                && let Some(due) = self.running.remove(&(case.id.clone(), clock.name.clone()))
            {
                let ending = ending(&due, clock, stepped, procedure, law);
                events.push(Event::Ended(due, ending));
            }
        }
        for started in &stepped.starts {
            let Some(part) = must_act(procedure, &started.name, law) else { continue };
            let Some(body) = roll.plays(part, case).filter(|body| roll.here(body).is_some()) else { continue };
            let due = Due {
                case: case.id.clone(),
                procedure: case.procedure.clone(),
                clock: started.name.clone(),
                body: body.clone(),
                part,
                brought: !seen.counts,
            };
            // A clock that begins in the step that ends the case has ended with it.
            if !stepped.ended {
                self.running.insert((case.id.clone(), started.name.clone()), due);
                events.push(Event::Began);
            }
        }
        events
    }

    /// The clocks still open at the period's end, and whether each had run out by then.
    pub(super) fn open<'r>(&'r self, roll: &'r Roll<'_>) -> impl Iterator<Item = (&'r Due, bool)> {
        self.running.values().map(|due| (due, roll.case(&due.case).is_some_and(|case| ran_out(case, &due.clock, roll))))
    }
}

fn ran_out(case: &Case, name: &str, roll: &Roll<'_>) -> bool {
    case.clocks.iter().any(|clock| clock.name == name && clock.due < clock.paused.unwrap_or(roll.end()))
}

fn ending(due: &Due, clock: &RunningClock, stepped: &Stepped, procedure: &Procedure, law: &Region) -> Ending {
    // A clock that stood still had its time left from then on.
    if clock.due < clock.paused.unwrap_or(stepped.at) {
        return Ending::Late;
    }
    let own = body_of(&stepped.by) == Some(&due.body);
    let taken_as = procedure.step(&stepped.step).map(|step| law.takers(&procedure.name, step).0);
    if own || taken_as == Some(due.part) { Ending::InTime } else { Ending::Lapsed }
}

/// The part that has to stop `clock`: who takes the step that does. Of several steps that one is meant which lets the
/// case go on, which does not merely start the clock anew where the case stands, and which stops the fewest other clocks;
/// then the first. To give a case up is nobody's duty. None where the clock is a term: where the platform takes a step at
/// its end that changes records or closes the case, or that only an ending of the case would have forestalled.
fn must_act(procedure: &Procedure, clock: &str, law: &Region) -> Option<Part> {
    let names = |names: &[String]| names.iter().any(|name| name == clock);
    let ends = |step: &Step| procedure.is_end(&step.to);
    let timed = || procedure.steps.iter().filter(|step| step.on.as_deref() == Some(clock));
    if timed().any(|step| !step.effects.is_empty() || ends(step)) {
        return None;
    }
    let taken = procedure.steps.iter().filter(|step| names(&step.stops)).filter_map(|step| {
        let part = law.takers(&procedure.name, step).0;
        let given_up = part == Part::Applicant && ends(step);
        (!given_up && !matches!(part, Part::Platform | Part::Anyone)).then_some((step, part))
    });
    let rank = |step: &Step| (ends(step), names(&step.starts) && step.from.contains(&step.to), step.stops.len());
    let (step, part) = taken.min_by_key(|(step, _)| rank(step))?;
    let term = timed().next().is_some() && ends(step);
    (!term).then_some(part)
}
