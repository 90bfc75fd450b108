use std::collections::BTreeSet;

use crate::error::{Findings, Problem};
use crate::mechanism::{Actor, Effect, FieldKind, Guard, Subject};
use crate::procedure::{FormField, Procedure, Required, START, Step};

/// The states form a way from [`START`] to an end, clocks are accounted for, and forms ask what guards and effects
/// need.
pub(super) fn check(procedure: &Procedure, findings: &mut Findings) {
    if procedure.steps_from(START).next().is_none() {
        findings.push(&procedure.site, Problem::NoFirstStep);
    }
    check_subject(procedure, findings);
    check_scene(procedure, findings);
    let reached = reach_from_start(procedure);
    let ending = reach_an_end(procedure);
    for step in &procedure.steps {
        check_way(step, &reached, &ending, findings);
        check_clocks(procedure, step, findings);
        check_parts(procedure, step, findings);
        for guard in &step.guards {
            let asked: Vec<&FormField> = procedure.form.iter().chain(&step.form).collect();
            require(step, &asked, guard_needs(*guard), guard.name(), findings);
        }
        for effect in &step.effects {
            let asked: Vec<&FormField> = procedure.form.iter().chain(&step.form).collect();
            require(step, &asked, effect_needs(*effect), effect.name(), findings);
        }
    }
}

fn check_way(step: &Step, reached: &BTreeSet<&str>, ending: &BTreeSet<&str>, findings: &mut Findings) {
    if step.from.is_empty() {
        findings.push(&step.site, Problem::NoFrom);
    }
    if step.to == START {
        findings.push(&step.site, Problem::BackToStart);
    }
    for state in step.from.iter().filter(|state| !reached.contains(state.as_str())) {
        findings.push(&step.site, Problem::Unreachable { state: state.clone() });
    }
    if !ending.contains(step.to.as_str()) {
        findings.push(&step.site, Problem::NoEnd { state: step.to.clone() });
    }
}

/// Clocks that stop, pause, go on or trigger a step also start somewhere in the procedure.
fn check_clocks(procedure: &Procedure, step: &Step, findings: &mut Findings) {
    let named = step.stops.iter().chain(&step.pauses).chain(&step.resumes).chain(&step.on);
    for clock in named.filter(|clock| !procedure.starts(clock)) {
        findings.push(&step.site, Problem::StopsUnstarted { clock: clock.clone() });
    }
    let resumed = |clock: &String| {
        procedure.steps.iter().any(|other| other.resumes.contains(clock) || other.stops.contains(clock))
    };
    for clock in step.pauses.iter().filter(|clock| !resumed(clock)) {
        findings.push(&step.site, Problem::NeverResumed { clock: clock.clone() });
    }
}

fn check_parts(procedure: &Procedure, step: &Step, findings: &mut Findings) {
    if step.on.is_some() != (step.by == Actor::Platform) || step.with.contains(&Actor::Platform) {
        findings.push(&step.site, Problem::PlatformStep);
    }
    if procedure.register.is_none() && step.effects.iter().any(|effect| effect.keeps_entry()) {
        findings.push(&step.site, Problem::NoRegister);
    }
    let parts = [step.by].into_iter().chain(step.with.iter().copied()).chain(step.notifies.iter().copied());
    for part in parts.filter(|part| !has_part(procedure, *part)) {
        findings.push(&step.site, Problem::NoSuchPart { part: part.name(), subject: procedure.subject.name() });
    }
}

/// Whether a case of this procedure has somebody who plays `part`.
pub(super) fn has_part(procedure: &Procedure, part: Actor) -> bool {
    match part {
        Actor::Provider => matches!(procedure.subject, Subject::Dataset | Subject::Agreement | Subject::Version),
        Actor::Consumer => procedure.subject == Subject::Agreement,
        Actor::Respondent => {
            let named = |field: &FormField| field.name == "respondent" && field.kind == FieldKind::Organisation;
            procedure.subject == Subject::Organisation || procedure.form.iter().any(named)
        }
        _ => true,
    }
}

fn check_subject(procedure: &Procedure, findings: &mut Findings) {
    let kind = match procedure.subject {
        Subject::Dataset => FieldKind::Dataset,
        Subject::Agreement => FieldKind::Agreement,
        Subject::Version => FieldKind::Version,
        Subject::Organisation => FieldKind::Organisation,
        Subject::Case => FieldKind::Case,
        Subject::Matter => return,
    };
    if !procedure.form.iter().any(|field| field.kind == kind && field.required == Required::Yes) {
        let because = format!("subject {}", procedure.subject);
        findings.push(&procedure.site, Problem::FieldMissing { kind: kind.name(), because });
    }
}

/// What the procedure settles is not asked for, and what is asked for bears one name.
fn check_scene(procedure: &Procedure, findings: &mut Findings) {
    let asked = procedure.form.iter().chain(procedure.steps.iter().flat_map(|step| &step.form));
    for field in asked.filter(|field| field.kind == FieldKind::Scene) {
        if procedure.scene.is_some() || field.name != "scene" {
            findings.push(&procedure.site, Problem::SceneAsked { field: field.name.clone() });
        }
    }
}

/// Grows a set of states along the steps until nothing more joins.
fn grow<'a>(mut states: BTreeSet<&'a str>, joins: impl Fn(&BTreeSet<&'a str>) -> Vec<&'a str>) -> BTreeSet<&'a str> {
    loop {
        let before = states.len();
        let joining = joins(&states);
        states.extend(joining);
        if states.len() == before {
            return states;
        }
    }
}

fn reach_from_start(procedure: &Procedure) -> BTreeSet<&str> {
    grow(BTreeSet::from([START]), |reached| {
        let taken = procedure.steps.iter().filter(|step| step.from.iter().any(|from| reached.contains(from.as_str())));
        taken.map(|step| step.to.as_str()).collect()
    })
}

fn reach_an_end(procedure: &Procedure) -> BTreeSet<&str> {
    let ends = procedure.states().into_iter().filter(|state| procedure.is_end(state)).collect();
    grow(ends, |ending| {
        let leading = procedure.steps.iter().filter(|step| ending.contains(step.to.as_str()));
        leading.flat_map(|step| step.from.iter().map(String::as_str)).collect()
    })
}

/// The required fields a guard reads.
fn guard_needs(guard: Guard) -> &'static [FieldKind] {
    match guard {
        Guard::PurposeKnown => &[FieldKind::Purpose],
        Guard::ReasonAndBasis => &[FieldKind::Text, FieldKind::Basis],
        Guard::NotHeld => &[FieldKind::Enum],
        Guard::ContractTerms | Guard::GroundKnown | Guard::EmergencyEvent | Guard::VenueApproved => &[FieldKind::Text],
        _ => &[],
    }
}

/// The required fields an effect turns into records.
fn effect_needs(effect: Effect) -> &'static [FieldKind] {
    match effect {
        Effect::GrantAgreement => &[FieldKind::Fields, FieldKind::Date, FieldKind::Channels],
        _ => &[],
    }
}

fn require(step: &Step, asked: &[&FormField], needs: &[FieldKind], because: &str, findings: &mut Findings) {
    for kind in needs {
        if !asked.iter().any(|field| field.kind == *kind && field.required == Required::Yes) {
            findings.push(&step.site, Problem::FieldMissing { kind: kind.name(), because: because.to_owned() });
        }
    }
}
