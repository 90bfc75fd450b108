//! `trade-rights` 交易权属: a listing shows rights, or that nobody can be identified any more.

use law::Actor as Part;
use serde_json::json;

use crate::controls::trade::listed;
use crate::controls::{filled, opening};
use crate::scene::{Stage, place};

/// An offer in Hainan with or without a proof, checked; nothing is on record.
fn offered(proof: bool) -> Stage {
    let mut stage = Stage::new(place("460000"), "trading");
    let mut form = opening(&stage);
    if !proof {
        form.as_object_mut().unwrap().remove("proof");
    }
    // Nothing personal: only the rights are asked about.
    stage.dataset.fields.truncate(1);
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    let given = filled(&stage, "check");
    assert_eq!(stage.takes(Part::Exchange, 1, "check", &given), "case-stepped");
    stage
}

#[test]
fn an_offer_that_shows_no_rights_is_not_listed() {
    assert_eq!(listed(offered(false)), "refused refusal-no-rights hainan-bigdata-2019#39");
}

#[test]
fn a_proof_or_a_certificate_will_do() {
    assert_eq!(listed(offered(true)), "case-stepped");
    let mut stage = offered(false);
    stage.on_record.registers.insert(law::Register::Certificate);
    assert_eq!(listed(stage), "case-stepped");
    assert_eq!(
        offered(true).takes(Part::Anyone, 1, "list", &json!({})).split(' ').nth(1),
        Some("refusal-step-not-yours")
    );
}
