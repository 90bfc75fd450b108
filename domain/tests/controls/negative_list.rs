//! `negative-list` 负面清单: what is not on the list is shared; it comes onto it by a review with the secrecy bodies.

use domain::dataset::Ground;
use law::{Actor as Part, ShareClass};
use serde_json::json;

use crate::catalogue::register_in;
use crate::registers::reviewed;

#[test]
fn nobody_lists_alone_or_without_the_word_of_the_secrecy_bodies() {
    let mut stage = crate::cases::stage("negative-list");
    let form = json!({"dataset": "ds-residents", "ground": "statute", "citation": "某法第某条", "reason": "不得提供"});
    stage.opens(Part::Provider, &form);
    let list = json!({"share_class": "not-shared", "ground": "statute", "reason": "法定",
        "basis": "hainan-bigdata-2019#15(2)"});
    assert_eq!(stage.takes(Part::Authority, 1, "review", &json!({"opinion": "充分"})), "case-approved");
    assert_eq!(stage.takes(Part::Authority, 1, "list", &list), "state state-step-does-not-fit");
    assert_eq!(stage.dataset.catalogue.sharing.class, ShareClass::Conditional);
    // Nor does an entry put itself onto it.
    let refused = "refused refusal-not-shared-without-ground hainan-bigdata-2019#15(2)";
    register_in("460000", |c| c.sharing.class = ShareClass::NotShared, refused);
    let habit = Ground { kind: "habit".to_owned(), citation: "向来如此".to_owned() };
    register_in("460000", |c| (c.sharing.class, c.sharing.ground) = (ShareClass::NotShared, Some(habit)), refused);
}

#[test]
fn a_reviewed_ground_brings_data_onto_the_list_and_its_end_takes_it_off() {
    let mut stage = reviewed("statute", "某法第某条");
    let list = json!({"share_class": "not-shared", "ground": "statute", "reason": "法定",
        "basis": "hainan-bigdata-2019#15(2)"});
    assert_eq!(stage.takes(Part::Authority, 1, "list", &list), "case-stepped dataset-reclassified entry-made");
    assert_eq!(stage.dataset.catalogue.sharing.class, ShareClass::NotShared);
    let removed = json!({"share_class": "unconditional", "reason": "规定已修改"});
    assert_eq!(stage.takes(Part::Authority, 1, "remove", &removed), "case-stepped dataset-reclassified entry-closed");
    assert_eq!(stage.dataset.catalogue.sharing.class, ShareClass::Unconditional);
}
