//! A place without a file of its own: its bodies act there, under the law of the region above.

use domain::record::Record as _;
use law::Actor as Part;
use serde_json::json;

use crate::scene::{Stage, person, place};

/// A department's entry in 海口市, which has no file, submitted under Hainan's law.
fn submitted() -> Stage {
    let mut stage = Stage::new(place("460000"), "catalogue-registration");
    stage.at = "460100";
    stage.dataset.status = domain::dataset::DatasetStatus::Registered;
    assert_eq!(stage.opens(Part::Provider, &json!({"dataset": "ds-residents"})), "case-opened case-stepped");
    stage
}

/// What a data authority of `region` hears when it confirms the entry.
fn confirms(stage: &mut Stage, region: &str) -> String {
    let bureau = person(Part::Authority, 1, region);
    let told = stage.step(&bureau, "confirm", std::collections::BTreeMap::new());
    crate::fixture::said(told.map(|_| stage.acts.clone()))
}

#[test]
fn a_case_stands_in_the_place_of_the_body_and_rests_on_the_law_above() {
    let stage = submitted();
    assert_eq!(stage.case().region, "460100");
    assert_eq!(stage.case().clocks[0].basis.to_string(), "hainan-bigdata-2019#14(3)");
    assert_eq!(stage.case().index().status, "submitted");
}

#[test]
fn the_citys_own_bureau_is_the_authority_there_and_the_provinces_too() {
    assert_eq!(confirms(&mut submitted(), "460100"), "case-stepped dataset-confirmed");
    assert_eq!(confirms(&mut submitted(), "460000"), "case-stepped dataset-confirmed");
}

#[test]
fn the_bureau_of_another_city_or_of_a_district_is_not() {
    for other in ["460200", "460105", "430000"] {
        let refused = confirms(&mut submitted(), other);
        assert!(refused.starts_with("refused refusal-step-not-yours hainan-bigdata-2019#14"), "{other}: {refused}");
    }
}

#[test]
fn a_certificate_made_there_carries_the_code_of_the_place() {
    let mut stage = Stage::new(place("460000"), "registration");
    stage.at = "460100";
    let form = json!({"dataset": "ds-residents", "right": "hold", "origin": "own-production", "source": "采集",
        "description": "工况", "personal": false, "evidence": "file-1"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    assert_eq!(stage.takes(Part::Authority, 1, "review", &json!({"opinion": "齐全"})), "case-stepped");
    let issue = json!({"holder": "申请单位", "until": "2029-02-09"});
    assert_eq!(stage.takes(Part::Authority, 1, "issue", &issue), "case-stepped entry-made");
    let entry = &stage.entries[stage.case().entry.as_ref().unwrap().as_str()];
    assert!(entry.number.as_ref().unwrap().starts_with("460100-20260210-"));
    assert_eq!(entry.region, "460100");
}
