//! `grade-before-release` 先分级后使用: data is used together, listed or granted only once its steward stands for every grade.

use law::Actor as Part;
use serde_json::json;

use crate::controls::{after, filled};

#[test]
fn a_field_nobody_graded_keeps_the_dataset_back() {
    let mut stage = after("430000", "important-data", Part::Provider, &[]);
    stage.dataset.fields[0].confirmed = None;
    let given = filled(&stage, "catalogue");
    let refused = "refused refusal-field-not-graded hunan-cybersecurity-2021#25(1b)";
    assert_eq!(stage.takes(Part::Sector, 1, "catalogue", &given), refused);
    // What has no grade of its steward's is never granted bare where its proposal is sensitive.
    let mut stage = after("430000", "sharing-request", Part::Applicant, &[(Part::Provider, "accept")]);
    stage.dataset.fields.iter_mut().for_each(|field| field.confirmed = None);
    let bare = json!({"fields": ["姓名"], "term": stage.later(), "channels": ["key"]});
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &bare), "invalid inputs.masks.姓名=invalid-mask-needed");
}

#[test]
fn graded_data_goes_on() {
    let mut stage = after("430000", "important-data", Part::Provider, &[]);
    let given = filled(&stage, "catalogue");
    assert_eq!(stage.takes(Part::Sector, 1, "catalogue", &given), "case-stepped entry-made");
}
