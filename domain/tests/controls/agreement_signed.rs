//! `agreement-signed` 协议在先: nobody reads before an agreement, and nobody changes one that is not in force.

use domain::agreement::{AgreementStatus, Channel};
use law::Actor as Part;
use serde_json::json;

use crate::agreements::reading;
use crate::scene::{Stage, place};

fn asking(change: impl FnOnce(&mut Stage)) -> String {
    let mut stage = Stage::new(place("330500"), "agreement-change");
    change(&mut stage);
    stage.opens(Part::Consumer, &json!({"agreement": "agr-1", "change": "增加信息项", "reason": "新增核对"}))
}

#[test]
fn an_agreement_that_is_not_in_force_supports_nothing() {
    let refused = "refused refusal-no-agreement-in-force huzhou-security-2020#24(1)";
    for status in [AgreementStatus::Suspended, AgreementStatus::Ended] {
        assert_eq!(asking(|s| s.agreements.get_mut("agr-1").unwrap().status = status), refused);
    }
    assert_eq!(asking(|s| s.now = s.now.plus_days(5000)), refused, "its term is over");
    let mut stage = Stage::new(place("330500"), "agreement-change");
    stage.agreements.get_mut("agr-1").unwrap().from = "2026-02-11".parse().unwrap();
    let early = reading(&stage, "agr-1", Channel::Key);
    assert!(early.starts_with("refused refusal-agreement-not-begun huzhou-security-2020"), "{early}");
}

#[test]
fn an_agreement_in_force_is_read_and_may_be_changed() {
    assert_eq!(asking(|_| {}), "case-opened case-stepped");
    let stage = Stage::new(place("330500"), "agreement-change");
    assert_eq!(reading(&stage, "agr-1", Channel::Key), "编号:keep");
}
