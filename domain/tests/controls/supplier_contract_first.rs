//! `supplier-contract-first` 先签约后开户: nobody works for a body without a contract on record.

use law::{Actor as Part, Register};

use crate::controls::{after, filled};

fn accepted(contract: bool) -> String {
    let mut stage =
        after("330500", "outsourcing", Part::Applicant, &[(Part::Applicant, "duties"), (Part::Respondent, "duties")]);
    stage.on_record.registers.clear();
    stage.on_record.registers.extend(contract.then_some(Register::Outsourcing));
    let given = filled(&stage, "accept");
    stage.takes(Part::Applicant, 2, "accept", &given)
}

#[test]
fn without_a_contract_no_work_is_accepted() {
    assert_eq!(accepted(false), "refused refusal-no-contract huzhou-security-2020#16(1b)");
}

#[test]
fn with_one_it_is() {
    assert_eq!(accepted(true), "case-stepped entry-amended");
}
