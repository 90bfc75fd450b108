//! `upgrade-needs-masking` 开放升级: closed data opens only masked, declassified or with consent.

use law::{Actor as Part, OpenClass};
use serde_json::{Value, json};

use crate::scene::{Stage, place};

#[test]
fn closed_data_opens_only_with_support_and_stays_closed_only_on_a_ground() {
    let reclassified = |given: Value| {
        let mut stage = Stage::new(place("430000"), "open-upgrade");
        let form = json!({"dataset": "ds-residents", "target_class": "conditional", "reason": "需求多",
            "measures": "脱密", "declassification": "file-1"});
        assert_eq!(stage.opens(Part::Provider, &form), "case-opened case-stepped");
        stage.takes(Part::Authority, 1, "review", &json!({"opinion": "到位", "residual_risk": "低"}));
        let told = stage.takes(Part::Authority, 1, "reclassify", &given);
        (told, stage.dataset.catalogue.opening)
    };
    let (told, opening) = reclassified(json!({"open_class": "not-open", "reason": "仍有风险"}));
    assert_eq!(told, "refused refusal-not-open-without-ground hunan-cybersecurity-2021#40(一)");
    assert_eq!(opening.class, OpenClass::Conditional);
    let given = json!({"open_class": "not-open", "reason": "仍有风险", "ground": "privacy", "condition": "全部信息项"});
    let (told, opening) = reclassified(given);
    assert_eq!(told, "case-stepped dataset-reclassified");
    assert_eq!((opening.class, opening.condition.as_deref()), (OpenClass::NotOpen, Some("privacy")));
    let (_, opening) = reclassified(json!({"open_class": "unconditional", "reason": "已脱密"}));
    assert_eq!((opening.class, opening.condition), (OpenClass::Unconditional, None));
}

#[test]
fn without_support_nothing_is_proposed() {
    let mut stage = Stage::new(place("430000"), "open-upgrade");
    let form = json!({"dataset": "ds-residents", "target_class": "conditional", "reason": "需求多", "measures": "无"});
    let refused = "refused refusal-upgrade-unsupported hunan-cybersecurity-2021#40(2)";
    assert_eq!(stage.opens(Part::Provider, &form), refused);
}
