//! `venue-approved` 交易场所批准: a venue lists only under the number of its approval.

use law::Actor as Part;
use serde_json::json;

use crate::controls::filled;
use crate::controls::trade::{checked, listed};
use crate::guards::{PLACES, lawful};

#[test]
fn a_venue_without_its_number_lists_nothing() {
    let mut stage = checked("pilot");
    let mut given = filled(&stage, "list");
    given["approval_number"] = json!(" ");
    assert_eq!(stage.takes(Part::Exchange, 1, "list", &given), "invalid inputs.approval_number=invalid-missing");
    // Where a procedure leaves the field out, the rule holds all the same.
    let (mut stage, mut given) = lawful(*PLACES.iter().find(|place| place.name == "pilot").unwrap());
    given.as_object_mut().unwrap().remove("approval_number");
    let refused = stage.takes(Part::Applicant, 2, "venue-approved", &given);
    assert_eq!(refused, "refused refusal-venue-not-approved hunan-data-2024#21(1b)");
}

#[test]
fn with_it_the_offer_is_listed() {
    assert_eq!(listed(checked("pilot")), "case-stepped");
}
