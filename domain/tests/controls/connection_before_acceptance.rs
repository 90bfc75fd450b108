//! `connection-before-acceptance` 接入后验收: a project is accepted only with a working connection on record.

use law::{Actor as Part, Register};

use crate::controls::{after, filled};

fn accepted(connected: bool) -> String {
    let steps = [(Part::Authority, "opinion"), (Part::Development, "approve"), (Part::Applicant, "build")];
    let mut stage = after("460000", "project-review", Part::Applicant, &steps);
    stage.on_record.registers.clear();
    stage.on_record.registers.extend(connected.then_some(Register::Migration));
    let given = filled(&stage, "accept");
    stage.takes(Part::Authority, 1, "accept", &given)
}

#[test]
fn a_project_that_is_not_connected_is_not_accepted() {
    assert_eq!(accepted(false), "refused refusal-no-connection hainan-bigdata-2019#11(2)");
}

#[test]
fn a_connected_one_is() {
    assert_eq!(accepted(true), "case-stepped entry-amended");
}
