//! `assess-before-collecting` 采集前评估: where the law wants it, nothing is collected without a risk assessment.

use law::Actor as Part;

use crate::controls::{after, filled};

fn begun(place: &'static str, assessed: bool) -> String {
    let mut stage = after(place, "collection", Part::Applicant, &[(Part::Authority, "check")]);
    let mut given = filled(&stage, "begin");
    if !assessed {
        given.as_object_mut().unwrap().remove("assessment");
    }
    stage.takes(Part::Applicant, 1, "begin", &given)
}

#[test]
fn without_the_assessment_nothing_begins() {
    assert_eq!(begun("330500", false), "invalid inputs.assessment=invalid-missing");
}

#[test]
fn with_it_or_where_none_is_asked_for_it_begins() {
    assert_eq!(begun("330500", true), "case-stepped entry-made");
    assert_eq!(begun("460000", false), "case-stepped entry-made");
}
