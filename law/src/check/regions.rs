use super::procedures::has_part;
use crate::clock::{ClockValue, Length, SetBy};
use crate::error::{Findings, Problem};
use crate::mechanism::{Actor, Control, FieldKind, Register, Standing};
use crate::procedure::{FormField, Procedure, Required};
use crate::region::{Binding, Decides, Region};
use crate::regulation::Carrier;
use crate::rulebook::Rulebook;
use crate::source::Site;

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
    check_stated(rulebook, region, findings);
    check_lists(rulebook, region, findings);
    check_steps(rulebook, region, findings);
    check_events(rulebook, region, findings);
    check_linking(rulebook, region, findings);
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
        if region.runs(&procedure.name) && !region.clocks.contains_key(clock) {
            let problem = Problem::ClockMissing { clock: clock.to_owned(), procedure: procedure.name.clone() };
            findings.push(&region.site, problem);
        }
    }
    for (clock, (site, value)) in &region.clocks {
        let site = own_site(region, site);
        if !rulebook.started_clocks().any(|(_, started, _)| started == clock) {
            findings.push(site, Problem::ClockNeverStarts { clock: clock.clone() });
        }
        let carried = |duty: &&crate::regulation::Duty| matches!(&duty.carrier, Carrier::Clock(name) if name == clock);
        let setting = rulebook.duties(region).find(carried);
        let problem = match (value, setting) {
            (ClockValue::Runs(rule), _) if rule.set_by == SetBy::Law => {
                let mut carrying = rulebook.duties(region).filter(carried);
                let named = carrying.any(|duty| rule.basis.covers(&duty.basis));
                (!named).then(|| Problem::ClockNotInLaw { clock: clock.clone(), basis: rule.basis.clone() })
            }
            (ClockValue::Silent, Some(duty)) => {
                Some(Problem::ClockSilent { clock: clock.clone(), basis: duty.basis.clone() })
            }
            (ClockValue::Runs(_) | ClockValue::Silent, _) => None,
        };
        if let Some(problem) = problem {
            findings.push(site, problem);
        }
    }
}

/// A clock that runs until a date stated starts only where somebody must state one; else it would never run.
fn check_stated(rulebook: &Rulebook, region: &Region, findings: &mut Findings) {
    let stated = |clock: &String| region.clock(clock).is_some_and(|rule| rule.length == Length::Stated);
    for procedure in rulebook.procedures().filter(|procedure| region.runs(&procedure.name)) {
        for step in &procedure.steps {
            let mut fields = procedure.form.iter().chain(&step.form);
            if fields.any(|field| STATED_IN.contains(&field.name.as_str()) && is_required_date(field)) {
                continue;
            }
            for clock in step.starts.iter().filter(|clock| stated(clock)) {
                let site = region.clocks.get(clock).map_or(&region.site, |(site, _)| own_site(region, site));
                let step = format!("{}.{}", procedure.name, step.name);
                findings.push(site, Problem::NoStatedDate { clock: clock.clone(), step });
            }
        }
    }
}

/// What a city took over but cannot keep is mended in its own file.
fn own_site<'a>(region: &'a Region, site: &'a Site) -> &'a Site {
    if site.file == region.site.file { site } else { &region.site }
}

/// The fields that state the end of such a clock.
const STATED_IN: [&str; 2] = ["until", "term"];

fn is_required_date(field: &FormField) -> bool {
    field.kind == FieldKind::Date && field.required == Required::Yes
}

/// What may only be linked or gathered with approval needs a way to be approved.
fn check_linking(rulebook: &Rulebook, region: &Region, findings: &mut Findings) {
    let asked = !region.linking().is_empty() || !region.accumulations().is_empty();
    if asked && rulebook.procedure_of(region, Register::Linking).is_none() {
        findings.push(&region.site, Problem::NoLinkingProcedure);
    }
}

/// A control that works from a list of the region needs that list.
fn check_lists(rulebook: &Rulebook, region: &Region, findings: &mut Findings) {
    for duty in rulebook.duties(region) {
        let (what, listed) = match duty.carrier {
            Carrier::Control(Control::ShareClasses) => ("[[share_class]]", !region.share_classes().is_empty()),
            Carrier::Control(Control::OpenClasses) => ("[[open_class]]", !region.open_classes().is_empty()),
            Carrier::Control(Control::NotSharedBasis) => {
                ("[[not_shared_ground]]", !region.lists.not_shared_grounds.is_empty())
            }
            Carrier::Control(Control::RefusalReasons) => {
                ("[[refusal_ground]]", !region.lists.refusal_grounds.is_empty())
            }
            Carrier::Control(Control::AgreedUse) => ("[[purpose]]", !region.purposes().is_empty()),
            _ => continue,
        };
        if !listed {
            findings.push(&region.site, Problem::ListMissing { what, basis: duty.basis.clone() });
        }
    }
}

/// What the region says of single steps and fields leads to steps and fields.
fn check_steps(rulebook: &Rulebook, region: &Region, findings: &mut Findings) {
    for (name, decides) in &region.decides {
        if let Some(problem) = wrong_decision(rulebook, name, decides) {
            findings.push(&decides.site, problem);
        }
    }
    for (name, (site, _)) in &region.asks {
        let asked = name.split_once('.').is_some_and(|(procedure, field)| {
            rulebook.procedure(procedure).is_some_and(|procedure| {
                let fields = procedure.steps.iter().flat_map(|step| &step.form).chain(&procedure.form);
                fields.into_iter().any(|known| known.name == field && known.required == Required::Asked)
            })
        });
        if !asked {
            findings.push(site, Problem::NeverAsked { found: name.clone() });
        }
    }
    for adopted in &region.adopts {
        if rulebook.procedure(&adopted.procedure).is_none() {
            findings.push(&adopted.site, Problem::UnknownProcedure { procedure: adopted.procedure.clone() });
        }
    }
}

fn wrong_decision(rulebook: &Rulebook, name: &str, decides: &Decides) -> Option<Problem> {
    let known = name.split_once('.').and_then(|(procedure, step)| {
        let procedure = rulebook.procedure(procedure)?;
        Some((procedure, procedure.step(step)?))
    });
    let Some((procedure, step)) = known else {
        return Some(Problem::UnknownDecision { found: name.to_owned() });
    };
    // A timer's step stays the timer's, and no other step becomes one.
    if (decides.by == Actor::Platform) != (step.by == Actor::Platform) || decides.with.contains(&Actor::Platform) {
        return Some(Problem::TimerDecides { step: name.to_owned() });
    }
    let mut parts = [decides.by].into_iter().chain(decides.with.iter().copied());
    let missing = parts.find(|part| !has_part(procedure, *part))?;
    Some(Problem::NoSuchPart { part: missing.name(), subject: procedure.subject.name() })
}

/// Every event a procedure run here tells has recipients or a silence.
fn check_events(rulebook: &Rulebook, region: &Region, findings: &mut Findings) {
    let told = |procedure: &Procedure| -> Vec<String> {
        procedure.steps.iter().filter_map(|step| step.tells.clone()).collect()
    };
    for procedure in rulebook.procedures().filter(|procedure| region.runs(&procedure.name)) {
        let missing = told(procedure).into_iter().find(|event| !region.tells.contains_key(event));
        if let Some(event) = missing {
            findings.push(&region.site, Problem::TellsMissing { event, procedure: procedure.name.clone() });
        }
    }
    for (event, tells) in &region.tells {
        if !rulebook.procedures().any(|procedure| told(procedure).contains(event)) {
            findings.push(&tells.site, Problem::NeverTold { event: event.clone() });
        }
    }
}
