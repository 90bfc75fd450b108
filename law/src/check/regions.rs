use crate::clock::{ClockValue, SetBy};
use crate::error::{Findings, Problem};
use crate::mechanism::{Control, Standing};
use crate::region::{Binding, Region};
use crate::regulation::Carrier;
use crate::rulebook::Rulebook;

/// Bindings lead to law, citations to bound duties, and every clock has a value or a silence.
pub(super) fn check(rulebook: &Rulebook, region: &Region, findings: &mut Findings) {
    let wrong = region.bindings.iter().filter_map(|binding| Some((&binding.site, wrong_binding(rulebook, binding)?)));
    let wrong: Vec<_> = wrong.collect();
    if !wrong.is_empty() {
        // Citations of a regulation that does not bind would only repeat the same fault.
        for (site, problem) in wrong {
            findings.push(site, problem);
        }
        return;
    }
    for (site, basis) in &region.citations {
        if !rulebook.resolves(region, basis) {
            findings.push(site, Problem::UnknownBasis { basis: basis.clone() });
        }
    }
    check_clocks(rulebook, region, findings);
    check_lists(rulebook, region, findings);
}

fn wrong_binding(rulebook: &Rulebook, binding: &Binding) -> Option<Problem> {
    let name = || binding.regulation.clone();
    let Some(regulation) = rulebook.regulation(&binding.regulation) else {
        return Some(Problem::UnknownRegulation { regulation: name() });
    };
    match (regulation.standing, binding.pilot) {
        (Standing::Draft, false) => Some(Problem::DraftBinds { regulation: name() }),
        (Standing::InForce, true) => Some(Problem::PilotOfLaw { regulation: name() }),
        (Standing::Draft, true) | (Standing::InForce, false) => {
            let in_force = regulation.in_force.filter(|in_force| binding.from < *in_force)?;
            Some(Problem::BindsTooEarly { regulation: name(), in_force, from: binding.from })
        }
    }
}

fn check_clocks(rulebook: &Rulebook, region: &Region, findings: &mut Findings) {
    for (procedure, clock, _) in rulebook.started_clocks() {
        if !region.clocks.contains_key(clock) {
            let problem = Problem::ClockMissing { clock: clock.to_owned(), procedure: procedure.name.clone() };
            findings.push(&region.site, problem);
        }
    }
    for (clock, (site, value)) in &region.clocks {
        if !rulebook.started_clocks().any(|(_, started, _)| started == clock) {
            findings.push(site, Problem::ClockNeverStarts { clock: clock.clone() });
        }
        let carried = |duty: &&crate::regulation::Duty| matches!(&duty.carrier, Carrier::Clock(name) if name == clock);
        let setting = rulebook.duties(region).find(carried);
        let problem = match (value, setting) {
            (ClockValue::Runs(rule), Some(duty)) if rule.set_by == SetBy::Law && rule.basis.covers(&duty.basis) => None,
            (_, Some(duty)) => Some(Problem::ClockSetByLaw { clock: clock.clone(), basis: duty.basis.clone() }),
            (ClockValue::Runs(rule), None) if rule.set_by == SetBy::Law => {
                Some(Problem::ClockNotInLaw { clock: clock.clone(), basis: rule.basis.clone() })
            }
            (ClockValue::Runs(_) | ClockValue::Silent, None) => None,
        };
        if let Some(problem) = problem {
            findings.push(site, problem);
        }
    }
}

/// A control that works from a list of the region needs that list.
fn check_lists(rulebook: &Rulebook, region: &Region, findings: &mut Findings) {
    for duty in rulebook.duties(region) {
        let (what, listed) = match duty.carrier {
            Carrier::Control(Control::ShareClasses) => ("[[share_class]]", !region.share_classes().is_empty()),
            Carrier::Control(Control::OpenClasses) => ("[[open_class]]", !region.open_classes().is_empty()),
            Carrier::Control(Control::NotSharedBasis) => {
                ("[[not_shared_ground]]", !region.not_shared_grounds.is_empty())
            }
            Carrier::Control(Control::RefusalReasons) => ("[[refusal_ground]]", !region.refusal_grounds.is_empty()),
            Carrier::Control(Control::AgreedUse) => ("[[purpose]]", !region.purposes().is_empty()),
            _ => continue,
        };
        if !listed {
            findings.push(&region.site, Problem::ListMissing { what, basis: duty.basis.clone() });
        }
    }
}
