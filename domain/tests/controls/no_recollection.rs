//! `no-recollection` 一数一源: what sharing gives is not collected again.

use law::Actor as Part;

use crate::controls::{after, filled, opening};
use crate::scene::{Stage, place};

fn checked(shared: &[&str]) -> String {
    let mut stage = Stage::new(place("460000"), "collection");
    let mut form = opening(&stage);
    form.as_object_mut().unwrap().remove("paper_proof");
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    stage.on_record.shared_items = shared.iter().map(ToString::to_string).collect();
    let given = filled(&stage, "check");
    stage.takes(Part::Authority, 1, "check", &given)
}

#[test]
fn a_collection_of_what_the_catalogue_offers_is_refused() {
    assert_eq!(checked(&["姓名"]), "refused refusal-shared-already hainan-bigdata-2019#16(2)");
    let mut stage = after("460000", "collection", Part::Applicant, &[]);
    let given = filled(&stage, "begin");
    let unchecked = stage.takes(Part::Applicant, 1, "begin", &given);
    assert_eq!(unchecked, "state state-step-does-not-fit", "nothing begins unchecked");
}

#[test]
fn what_nobody_has_may_be_collected() {
    assert_eq!(checked(&[]), "case-stepped");
}
