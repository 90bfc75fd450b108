//! `share-by-default` 以共享为原则: where sharing is the rule, less than that states its condition or its ground.

use law::{Actor as Part, ShareClass};
use serde_json::{Value, json};

use crate::catalogue::register_in;
use crate::scene::{Stage, place};

#[test]
fn sharing_on_condition_without_a_condition_is_refused_where_sharing_is_the_rule() {
    for (name, article) in [
        ("430000", "hunan-cybersecurity-2021#39(2a)"),
        ("130000", "hebei-informatization-2021#28(1)"),
        ("330500", "huzhou-security-2020#22(1a)"),
    ] {
        let refused = format!("refused refusal-conditional-without-condition {article}");
        register_in(name, |c| c.sharing.condition = None, &refused);
        register_in(name, |c| c.sharing.condition = Some("  ".to_owned()), &refused);
    }
}

#[test]
fn the_rule_or_a_stated_condition_is_taken() {
    for name in ["430000", "130000", "330500"] {
        register_in(name, |_| {}, "dataset-registered");
        register_in(
            name,
            |c| (c.sharing.class, c.sharing.condition) = (ShareClass::Unconditional, None),
            "dataset-registered",
        );
    }
    // Hainan's law gives no default; its negative list says what is not shared.
    register_in("460000", |c| c.sharing.condition = None, "dataset-registered");
}

#[test]
fn a_class_decided_in_a_dispute_is_held_to_the_same() {
    let decided = |given: Value| {
        let mut stage = Stage::new(place("330500"), "class-dispute");
        stage.dataset.catalogue.sharing.class = ShareClass::Unconditional;
        stage.dataset.catalogue.sharing.condition = None;
        let form = json!({"dataset": "ds-residents", "claimed_class": "conditional", "reason": "敏感", "need": "核对"});
        stage.opens(Part::Applicant, &form);
        let heard = json!({"applicant_view": "有条件", "provider_view": "无条件", "proposal": "conditional"});
        stage.takes(Part::Authority, 1, "mediate", &heard);
        stage.takes(Part::Authority, 1, "refer", &json!({"reason": "不一", "opinion": "有条件"}));
        stage.takes(Part::Government, 1, "decide", &given)
    };
    let article = "huzhou-security-2020#22(1a)";
    let given = json!({"share_class": "conditional", "reason": "敏感", "basis": article});
    assert_eq!(decided(given), format!("refused refusal-conditional-without-condition {article}"));
    let given = json!({"share_class": "conditional", "condition": "限于审批", "reason": "敏感", "basis": article});
    assert_eq!(decided(given), "case-stepped dataset-reclassified");
}
