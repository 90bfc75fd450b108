//! `catalogue-confirm` 目录确认: an entry is active only once the authority confirmed it.

use domain::dataset::DatasetStatus;
use law::Actor as Part;
use serde_json::json;

use crate::cases::stage;

#[test]
fn a_catalogue_entry_comes_into_force_when_the_authority_confirms_it() {
    let mut stage = stage("catalogue-registration");
    stage.dataset.status = DatasetStatus::Registered;
    assert_eq!(stage.opens(Part::Provider, &json!({"dataset": "ds-residents"})), "case-opened case-stepped");
    assert_eq!(stage.state(), "submitted");
    let not_yours = stage.takes(Part::Provider, 1, "confirm", &json!({}));
    assert!(not_yours.starts_with("refused refusal-step-not-yours hainan-bigdata-2019#14"), "{not_yours}");
    assert_eq!(stage.takes(Part::Authority, 1, "return", &json!({"reason": "摘要过短"})), "case-stepped");
    assert_eq!(stage.takes(Part::Authority, 1, "confirm", &json!({})), "state state-step-does-not-fit");
    assert_eq!(stage.takes(Part::Provider, 1, "resubmit", &json!({})), "case-stepped");
    assert_eq!(stage.takes(Part::Authority, 1, "confirm", &json!({})), "case-stepped dataset-confirmed");
    assert_eq!(stage.dataset.status, DatasetStatus::Listed);
    assert_eq!(stage.dataset.catalogue.published, Some(stage.now.law_date()));
    assert!(!stage.case().ended, "the entry is kept up to date under the same case");
}

#[test]
fn whoever_is_not_the_authority_confirms_nothing() {
    for part in [Part::Provider, Part::Applicant, Part::Secrecy, Part::Anyone] {
        let mut stage = stage("catalogue-registration");
        stage.dataset.status = DatasetStatus::Registered;
        stage.opens(Part::Provider, &json!({"dataset": "ds-residents"}));
        let refused = stage.takes(part, 1, "confirm", &json!({}));
        assert!(refused.starts_with("refused refusal-step-not-yours"), "{part}: {refused}");
        assert_eq!(stage.dataset.status, DatasetStatus::Registered);
    }
}
