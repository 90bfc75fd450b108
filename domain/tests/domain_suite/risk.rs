//! `risk-assessed`: what an assessment must be of before data about persons is opened.

use domain::case::Assessment;
use law::Actor as Part;
use serde_json::{Value, json};

use crate::fixture::said;
use crate::scene::{Stage, inputs, place};

/// What becomes of a grant of a name under a mask, after an assessment changed by `change`; after none where absent.
fn granted(change: Option<&dyn Fn(&mut Assessment)>) -> String {
    let mut stage = Stage::new(place("460000"), "conditional-opening");
    stage.dataset.catalogue.opening.class = law::OpenClass::Conditional;
    let form = json!({
        "purpose": stage.placeholder("$purpose"), "scenario": "研究", "term": stage.later(), "safety": "加密保存",
        "dataset": stage.dataset.id,
    });
    assert!(stage.opens(Part::Applicant, &form).starts_with("case-opened"));
    assert_eq!(stage.takes(Part::Provider, 1, "accept", &json!({})), "case-stepped");
    let given: Value = json!({
        "fields": ["编号", "姓名"], "masks": {"姓名": {"mask": "redact"}},
        "term": stage.later(), "channels": ["page"],
    });
    stage.assesses = false;
    if let Some(change) = change {
        stage.assess(&inputs(&given), change);
    }
    let who = stage.person(Part::Provider, 1);
    said(stage.step(&who, "grant", inputs(&given)).map(|_| stage.acts.clone()))
}

#[test]
fn a_name_is_opened_only_after_an_assessment_that_fits_and_passes() {
    const ARTICLE: &str = "hainan-bigdata-2019#49(2)";
    let refused = |key: &str| format!("refused refusal-risk-{key} {ARTICLE}");
    assert_eq!(granted(None), refused("not-assessed"));
    assert_eq!(granted(Some(&|_| {})), "case-stepped agreement-granted");
    assert_eq!(granted(Some(&|found| found.version = "ver-0".parse().unwrap())), refused("not-assessed"));
    assert_eq!(granted(Some(&|found| found.dataset = "ds-other".parse().unwrap())), refused("not-assessed"));
    let bare = |found: &mut Assessment| {
        found.masks.insert("姓名".to_owned(), base::Mask::Pseudonym);
    };
    assert_eq!(granted(Some(&bare)), refused("other-masks"));
    assert_eq!(
        granted(Some(&|found| {
            found.masks.remove("姓名");
        })),
        refused("other-masks")
    );
    assert_eq!(granted(Some(&|found| found.passes = false)), refused("too-high"));
    assert_eq!(granted(Some(&|found| found.row_filter = Some(base::Digest::of(b"rows")))), refused("other-rows"));
}

#[test]
fn persons_of_a_further_dataset_are_not_opened_by_the_assessment_of_another() {
    let mut stage = Stage::new(place("460000"), "conditional-opening");
    stage.dataset.catalogue.opening.class = law::OpenClass::Conditional;
    let form = json!({
        "purpose": stage.placeholder("$purpose"), "scenario": "研究", "term": stage.later(), "safety": "加密保存",
        "dataset": stage.dataset.id,
    });
    stage.opens(Part::Applicant, &form);
    stage.takes(Part::Provider, 1, "accept", &json!({}));
    let given = |further: &str| {
        json!({"fields": ["编号"], "term": stage.later(), "channels": ["page"],
            "tables": [{"dataset": "ds-residents", "fields": [further], "masks": {"姓名": {"mask": "redact"}}}]})
    };
    let (personal, plain) = (given("姓名"), given("编号"));
    let refused = "refused refusal-risk-further-dataset hainan-bigdata-2019#49(2)";
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &personal), refused);
    // Nothing about persons: what is wrong is said by whoever makes the agreement.
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &plain), "invalid inputs.tables=invalid-dataset-twice");
}
