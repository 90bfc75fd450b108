//! `notice-before-consent` 告知在先: purpose, use and items are stated before consent is asked for.

use law::Actor as Part;
use serde_json::json;

use crate::controls::{filled, opening};
use crate::scene::{Stage, place};

#[test]
fn a_notice_that_leaves_a_matter_out_asks_for_no_consent() {
    for missing in ["purpose", "use", "items", "manner", "rules", "until"] {
        let mut stage = Stage::new(place("460000"), "consent");
        let mut form = opening(&stage);
        form[missing] = json!(null);
        assert_eq!(stage.opens(Part::Anyone, &form), format!("invalid form.{missing}=invalid-missing"));
    }
    let mut stage = Stage::new(place("460000"), "consent");
    let mut form = opening(&stage);
    form["agree"] = json!(true);
    assert_eq!(stage.opens(Part::Anyone, &form), "invalid form.agree=invalid-unknown-input", "not with the notice");
}

#[test]
fn after_a_whole_notice_consent_is_given() {
    let mut stage = Stage::new(place("460000"), "consent");
    let form = opening(&stage);
    assert_eq!(stage.opens(Part::Anyone, &form), "case-opened case-stepped");
    let given = filled(&stage, "give");
    assert_eq!(stage.takes(Part::Applicant, 1, "give", &given), "case-stepped entry-made");
}
