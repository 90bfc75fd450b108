//! `collection-attributes` 采集要素: method, channel, scope, quantity and frequency are stated before anything is collected.

use law::Actor as Part;

use crate::controls::opening;
use crate::scene::{Stage, place};

#[test]
fn a_collection_that_leaves_one_out_is_not_proposed() {
    for missing in ["method", "channel", "scope", "quantity", "frequency", "duty"] {
        let mut stage = Stage::new(place("330500"), "collection");
        let mut form = opening(&stage);
        form.as_object_mut().unwrap().remove(missing);
        assert_eq!(stage.opens(Part::Applicant, &form), format!("invalid form.{missing}=invalid-missing"));
    }
}

#[test]
fn one_that_states_them_all_is() {
    let mut stage = Stage::new(place("330500"), "collection");
    let form = opening(&stage);
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
}
