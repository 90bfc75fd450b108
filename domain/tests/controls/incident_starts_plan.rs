//! `incident-starts-plan` 启动预案: an incident is not contained, told or closed before its plan was started.

use law::Actor as Part;

use crate::controls::{after, filled};

#[test]
fn no_step_goes_past_the_plan() {
    for (part, step) in [(Part::Applicant, "contain"), (Part::Applicant, "tell"), (Part::Cyberspace, "close")] {
        let mut stage = after("430000", "incident", Part::Applicant, &[]);
        let given = filled(&stage, step);
        assert_eq!(stage.takes(part, 1, step, &given), "state state-step-does-not-fit", "{step}");
    }
}

#[test]
fn with_its_plan_started_the_incident_is_contained() {
    let mut stage = after("430000", "incident", Part::Applicant, &[(Part::Applicant, "plan")]);
    let entry = &stage.entries[stage.case().entry.as_ref().unwrap().as_str()];
    assert!(entry.facts.contains_key("leader"), "who leads is on record");
    let given = filled(&stage, "contain");
    assert_eq!(stage.takes(Part::Applicant, 1, "contain", &given), "case-stepped entry-amended");
}
