//! `acceptance-gate` 验收合格方可上线: outsourced work goes live only once it was accepted.

use law::{Actor as Part, Register};

use crate::controls::{after, filled};
use crate::scene::Stage;

fn assigned() -> Stage {
    let steps = [(Part::Applicant, "duties"), (Part::Respondent, "duties")];
    let mut stage = after("330500", "outsourcing", Part::Applicant, &steps);
    stage.on_record.registers.insert(Register::Outsourcing);
    stage
}

fn live(stage: &mut Stage) -> String {
    let given = filled(stage, "live");
    stage.takes(Part::Applicant, 1, "live", &given)
}

#[test]
fn what_was_not_accepted_does_not_go_live() {
    let mut stage = assigned();
    assert_eq!(live(&mut stage), "state state-step-does-not-fit");
    let given = filled(&stage, "refuse");
    assert_eq!(stage.takes(Part::Applicant, 2, "refuse", &given), "case-stepped entry-amended entry-closed");
    assert_eq!(live(&mut stage), "state state-step-does-not-fit", "refused is refused");
}

#[test]
fn what_was_accepted_does() {
    let mut stage = assigned();
    let given = filled(&stage, "accept");
    assert_eq!(stage.takes(Part::Applicant, 2, "accept", &given), "case-stepped entry-amended");
    assert_eq!(live(&mut stage), "case-stepped entry-amended");
}
