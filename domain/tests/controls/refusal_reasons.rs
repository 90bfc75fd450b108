//! `refusal-reasons` 说明理由并提供依据: no refusal without its reason and an article that binds.

use law::Actor as Part;
use serde_json::{Value, json};

use crate::cases::accepted;

#[test]
fn a_refusal_gives_its_reason_and_an_article_that_binds_here() {
    let check = |given: Value, expected: &str| {
        assert_eq!(accepted().takes(Part::Provider, 1, "refuse", &given), expected);
    };
    check(json!({"reason": "涉及个人隐私", "basis": "hainan-bigdata-2019#24(1)"}), "case-stepped");
    check(json!({"reason": "涉及个人隐私"}), "invalid inputs.basis=invalid-missing");
    check(json!({"basis": "hainan-bigdata-2019#24(1)"}), "invalid inputs.reason=invalid-missing");
    check(json!({"reason": " ", "basis": "hainan-bigdata-2019#24(1)"}), "invalid inputs.reason=invalid-missing");
    check(json!({"reason": "不便", "basis": "hainan-bigdata-2019#99"}), "invalid inputs.basis=invalid-kind");
    // A draft binds nowhere, and another province's law not here.
    check(json!({"reason": "不便", "basis": "hunan-data-2024#16"}), "invalid inputs.basis=invalid-kind");
    check(json!({"reason": "不便", "basis": "huzhou-security-2020#22(1a)"}), "invalid inputs.basis=invalid-kind");
}
