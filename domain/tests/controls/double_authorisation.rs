//! `double-authorisation` 双授权: operation needs the data authority's word and the sector's.

use law::Actor as Part;
use serde_json::json;

use crate::controls::{after, filled};
use crate::scene::Stage;

fn qualified() -> Stage {
    after("pilot", "authorised-operation", Part::Applicant, &[(Part::Authority, "qualify")])
}

#[test]
fn neither_of_them_authorises_alone() {
    let mut stage = qualified();
    let given = filled(&stage, "authorise");
    assert_eq!(stage.takes(Part::Authority, 1, "authorise", &given), "case-approved");
    let again = stage.takes(Part::Authority, 2, "authorise", &given);
    assert_eq!(again, "state state-already-approved", "two of one authority are one word");
    assert_eq!(stage.state(), "qualified");
    let mut stage = qualified();
    assert_eq!(stage.takes(Part::Sector, 1, "authorise", &json!({})), "case-approved");
    assert_eq!(stage.state(), "qualified");
}

#[test]
fn both_of_them_do() {
    let mut stage = qualified();
    let given = filled(&stage, "authorise");
    assert_eq!(stage.takes(Part::Sector, 1, "authorise", &json!({})), "case-approved");
    assert_eq!(stage.takes(Part::Authority, 1, "authorise", &given), "case-stepped entry-made");
}
