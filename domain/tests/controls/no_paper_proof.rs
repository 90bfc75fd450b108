//! `no-paper-proof` 不得索要证明: no paper proof is asked for of what sharing gives.

use law::Actor as Part;
use serde_json::json;

use crate::controls::{filled, opening};
use crate::scene::{Stage, place};

fn checked(paper: bool, shared: &[&str]) -> String {
    let mut stage = Stage::new(place("130000"), "collection");
    let mut form = opening(&stage);
    form["paper_proof"] = json!(paper);
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    stage.on_record.shared_items = shared.iter().map(ToString::to_string).collect();
    let given = filled(&stage, "check");
    stage.takes(Part::Authority, 1, "check", &given)
}

#[test]
fn proof_on_paper_of_what_is_shared_is_not_asked_for() {
    assert_eq!(checked(true, &["婚姻状况"]), "refused refusal-paper-of-shared hebei-informatization-2021#39(2a)");
    assert_eq!(checked(false, &["婚姻状况"]), "refused refusal-shared-already hebei-informatization-2021#30(2)");
}

#[test]
fn proof_on_paper_of_what_nobody_shares_is() {
    assert_eq!(checked(true, &[]), "case-stepped");
}
