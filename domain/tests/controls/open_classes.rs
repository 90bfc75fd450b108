//! `open-classes` 开放类型: only what is open on condition is opened on application, and only while it is.

use domain::agreement::Channel;
use law::{Actor as Part, OpenClass};
use serde_json::json;

use crate::agreements::reading;
use crate::cases::{application, stage};
use crate::scene::Stage;

/// An application granted in Hainan, and its agreement.
fn opened() -> (Stage, String) {
    let mut stage = stage("conditional-opening");
    assert_eq!(stage.opens(Part::Applicant, &application()), "case-opened case-stepped");
    assert_eq!(stage.takes(Part::Provider, 1, "accept", &json!({})), "case-stepped");
    let given = json!({"fields": ["编号"], "term": "2026-06-30", "channels": ["key"]});
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &given), "case-stepped agreement-granted");
    let id = stage.case().agreement.clone().unwrap().to_string();
    (stage, id)
}

#[test]
fn what_is_not_open_is_neither_applied_for_nor_read_any_more() {
    let refused = "refused refusal-not-open hainan-bigdata-2019#24(1)";
    let mut stage = stage("conditional-opening");
    stage.dataset.catalogue.opening.class = OpenClass::NotOpen;
    assert_eq!(stage.opens(Part::Applicant, &application()), refused);
    let (mut stage, id) = opened();
    stage.dataset.catalogue.opening.class = OpenClass::NotOpen;
    assert_eq!(reading(&stage, &id, Channel::Key), refused, "the agreement rested on the class");
}

#[test]
fn what_is_open_on_condition_is_applied_for_and_read_and_the_share_class_is_another_matter() {
    let (mut stage, id) = opened();
    assert_eq!(reading(&stage, &id, Channel::Key), "编号:keep");
    stage.dataset.catalogue.sharing.class = law::ShareClass::NotShared;
    assert_eq!(reading(&stage, &id, Channel::Key), "编号:keep");
}
