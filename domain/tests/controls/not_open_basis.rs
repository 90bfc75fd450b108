//! `not-open-basis` 不予开放依据: nothing is classed as not open without a ground the region lists.

use domain::dataset::{self, Catalogue, DatasetStatus};
use law::{Actor as Part, OpenClass};
use serde_json::json;

use crate::catalogue::register_in;
use crate::scene::{Stage, place};

#[test]
fn where_the_law_lists_grounds_for_not_opening_an_entry_names_one() {
    let class = |condition: Option<&str>| {
        let condition = condition.map(str::to_owned);
        move |c: &mut Catalogue| c.opening = dataset::Opening { class: OpenClass::NotOpen, condition }
    };
    let refused = "refused refusal-not-open-without-ground hunan-cybersecurity-2021#40(一)";
    register_in("430000", class(None), refused);
    register_in("430000", class(Some("不便公开")), refused);
    register_in("430000", class(Some("trade-secret")), "dataset-registered");
    register_in("460000", class(None), "dataset-registered");
}

#[test]
fn an_entry_without_its_ground_is_not_put_before_the_authority() {
    let submitted = |condition: Option<&str>| {
        let mut stage = Stage::new(place("430000"), "catalogue-registration");
        stage.dataset.status = DatasetStatus::Registered;
        let condition = condition.map(str::to_owned);
        stage.dataset.catalogue.opening = dataset::Opening { class: OpenClass::NotOpen, condition };
        stage.opens(Part::Provider, &json!({"dataset": "ds-residents"}))
    };
    assert_eq!(submitted(None), "refused refusal-not-open-without-ground hunan-cybersecurity-2021#40(一)");
    assert_eq!(submitted(Some("privacy")), "case-opened case-stepped");
}
