//! `trade-filed` 交易备案: nothing is delivered before the trade is filed.

use law::Actor as Part;

use crate::controls::filled;
use crate::controls::trade::checked;
use crate::scene::Stage;

fn contracted() -> Stage {
    let mut stage = checked("460000");
    for (part, step) in [(Part::Exchange, "list"), (Part::Applicant, "contract")] {
        let given = filled(&stage, step);
        let told = stage.takes(part, 1, step, &given);
        assert!(told.starts_with("case-stepped"), "{step}: {told}");
    }
    stage
}

#[test]
fn a_trade_that_is_not_filed_is_not_delivered() {
    let mut stage = contracted();
    let given = filled(&stage, "deliver");
    assert_eq!(stage.takes(Part::Applicant, 1, "deliver", &given), "state state-step-does-not-fit");
}

#[test]
fn a_trade_is_filed_under_its_number() {
    let mut stage = contracted();
    let given = filled(&stage, "file");
    assert_eq!(stage.takes(Part::Exchange, 1, "file", &given), "case-stepped entry-amended");
    let entry = &stage.entries[stage.case().entry.as_ref().unwrap().as_str()];
    assert_eq!(entry.facts["number"], given["number"]);
}
