//! `consent-or-anonymity` 同意或匿名: personal fields leave masked, or with consent on record.

use law::{Actor as Part, Register};
use serde_json::{Value, json};

use crate::controls::after;

fn granted(consent: bool, given: &Value) -> String {
    let mut stage = after("460000", "conditional-opening", Part::Applicant, &[(Part::Provider, "accept")]);
    stage.on_record.registers.clear();
    stage.on_record.registers.extend(consent.then_some(Register::Consent));
    stage.takes(Part::Provider, 1, "grant", given)
}

fn grant(masks: &Value) -> Value {
    json!({"fields": ["姓名"], "masks": masks, "term": "2026-06-30", "channels": ["key"]})
}

#[test]
fn a_name_does_not_leave_bare_without_consent() {
    let refused = "refused refusal-personal-unprotected hainan-bigdata-2019#49(2)";
    assert_eq!(granted(false, &grant(&json!({"姓名": {"mask": "keep"}}))), refused);
    // Hainan's law knows no tracing, whatever the grant says.
    let mut traced = grant(&json!({"姓名": {"mask": "keep"}}));
    traced["tracing"] = json!("某法第某条");
    assert_eq!(granted(false, &traced), refused);
}

#[test]
fn masked_or_consented_to_it_leaves() {
    assert_eq!(granted(false, &grant(&json!({"姓名": {"mask": "redact"}}))), "case-stepped agreement-granted");
    // Where no mask is named, the scene of opening gives one.
    assert_eq!(granted(false, &grant(&json!({}))), "case-stepped agreement-granted");
    let shown = grant(&json!({"姓名": {"mask": "partial", "head": 1, "tail": 0}}));
    assert_eq!(granted(false, &shown), "refused refusal-mask-too-weak hainan-bigdata-2019#49(2)");
    assert_eq!(granted(true, &grant(&json!({"姓名": {"mask": "keep"}}))), "case-stepped agreement-granted");
}
