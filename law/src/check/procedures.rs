use std::collections::BTreeSet;

use crate::error::{Findings, Problem};
use crate::mechanism::{Effect, FieldKind, Guard, Subject};
use crate::procedure::{FormField, Procedure, START, Step};

/// The states form a way from [`START`] to an end, clocks that stop also start, and forms ask what guards and effects
/// need.
pub(super) fn check(procedure: &Procedure, findings: &mut Findings) {
    if procedure.steps_from(START).next().is_none() {
        findings.push(&procedure.site, Problem::NoFirstStep);
    }
    check_subject(procedure, findings);
    let reached = reach_from_start(procedure);
    let ending = reach_an_end(procedure);
    for step in &procedure.steps {
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
        for clock in &step.stops {
            if !procedure.steps.iter().any(|other| other.starts.as_ref() == Some(clock)) {
                findings.push(&step.site, Problem::StopsUnstarted { clock: clock.clone() });
            }
        }
        for guard in &step.guards {
            let asked: Vec<&FormField> = procedure.form.iter().chain(&step.form).collect();
            require(step, &asked, guard_needs(*guard), guard.name(), findings);
        }
        if let Some(effect) = step.effect {
            let asked: Vec<&FormField> = step.form.iter().collect();
            require(step, &asked, effect_needs(effect), effect.name(), findings);
        }
    }
}

fn check_subject(procedure: &Procedure, findings: &mut Findings) {
    let kind = match procedure.subject {
        Subject::Dataset => FieldKind::Dataset,
    };
    if !procedure.form.iter().any(|field| field.kind == kind && field.required) {
        let because = format!("subject {}", procedure.subject);
        findings.push(&procedure.site, Problem::FieldMissing { kind: kind.name(), because });
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
        Guard::DatasetListed
        | Guard::ShareClassAllows
        | Guard::OpenClassAllows
        | Guard::NotSharedBasis
        | Guard::RequesterNotProvider => &[],
    }
}

/// The required fields an effect turns into records.
fn effect_needs(effect: Effect) -> &'static [FieldKind] {
    match effect {
        Effect::ConfirmDataset => &[],
        Effect::GrantAgreement => &[FieldKind::Fields, FieldKind::Date, FieldKind::Channels],
    }
}

fn require(step: &Step, asked: &[&FormField], needs: &[FieldKind], because: &str, findings: &mut Findings) {
    for kind in needs {
        if !asked.iter().any(|field| field.kind == *kind && field.required) {
            findings.push(&step.site, Problem::FieldMissing { kind: kind.name(), because: because.to_owned() });
        }
    }
}
