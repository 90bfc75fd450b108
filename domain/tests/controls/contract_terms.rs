//! `contract-terms` 合同四项: quality, price, delivery and use are stated.

use law::Actor as Part;
use serde_json::json;

use crate::controls::filled;
use crate::controls::trade::checked;

#[test]
fn a_contract_that_leaves_a_term_out_is_none() {
    for term in ["quality", "price", "delivery", "use"] {
        let mut stage = checked("460000");
        let given = filled(&stage, "list");
        assert_eq!(stage.takes(Part::Exchange, 1, "list", &given), "case-stepped");
        let mut contract = filled(&stage, "contract");
        contract[term] = json!("");
        let refused = stage.takes(Part::Applicant, 1, "contract", &contract);
        assert_eq!(refused, format!("invalid inputs.{term}=invalid-missing"));
    }
}

#[test]
fn one_that_states_all_four_is_entered() {
    let mut stage = checked("460000");
    let given = filled(&stage, "list");
    assert_eq!(stage.takes(Part::Exchange, 1, "list", &given), "case-stepped");
    let contract = filled(&stage, "contract");
    assert_eq!(stage.takes(Part::Applicant, 1, "contract", &contract), "case-stepped entry-made");
}
