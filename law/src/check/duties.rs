use crate::error::{Findings, Problem};
use crate::regulation::{Carrier, Regulation};
use crate::rulebook::Rulebook;

/// The mechanism each duty names exists.
pub(super) fn check(rulebook: &Rulebook, regulation: &Regulation, findings: &mut Findings) {
    for duty in &regulation.duties {
        let problem = match &duty.carrier {
            Carrier::Clock(clock) => unknown_clock(rulebook, clock),
            Carrier::Procedure { name, step } => unknown_step(rulebook, name, step.as_deref()),
            Carrier::Control(_) | Carrier::Report(_) | Carrier::Outside(_) => None,
        };
        if let Some(problem) = problem {
            findings.push(&duty.site, problem);
        }
    }
}

fn unknown_clock(rulebook: &Rulebook, clock: &str) -> Option<Problem> {
    let starts = rulebook.started_clocks().any(|(_, started, _)| started == clock);
    (!starts).then(|| Problem::ClockNeverStarts { clock: clock.to_owned() })
}

fn unknown_step(rulebook: &Rulebook, name: &str, step: Option<&str>) -> Option<Problem> {
    let Some(procedure) = rulebook.procedure(name) else {
        return Some(Problem::UnknownProcedure { procedure: name.to_owned() });
    };
    let step = step?;
    let known = procedure.step(step).is_some();
    (!known).then(|| Problem::UnknownStep { procedure: name.to_owned(), step: step.to_owned() })
}
