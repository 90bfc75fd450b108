//! `consent-unbundled` 单独同意: a consent is to one purpose and is given by saying yes, and by nothing else.

use law::Actor as Part;
use serde_json::json;

use crate::cases::stage;

#[test]
fn a_consent_is_given_by_saying_yes_and_by_nothing_else() {
    let mut stage = stage("consent");
    let form = json!({"respondent": "concerned", "service": "停车缴费", "purpose": "public-service", "use": "通知",
        "items": "手机号码", "manner": "本人填写", "recipients": "无", "rules": "见页面", "until": "2026-12-31"});
    assert_eq!(stage.opens(Part::Anyone, &form), "case-opened case-stepped");
    for no in [json!(false), json!("true"), json!(1)] {
        let given = stage.takes(Part::Applicant, 1, "give", &json!({"agree": no}));
        assert_eq!(given, "invalid inputs.agree=invalid-kind", "{no}");
    }
    assert_eq!(stage.takes(Part::Applicant, 1, "give", &json!({})), "invalid inputs.agree=invalid-missing");
    assert_eq!(stage.takes(Part::Applicant, 1, "give", &json!({"agree": true})), "case-stepped entry-made");
}

#[test]
fn one_consent_is_to_one_purpose() {
    let mut stage = stage("consent");
    let form = json!({"respondent": "concerned", "service": "停车缴费", "purpose": ["public-service", "statistics"],
        "use": "通知", "items": "手机号码", "manner": "本人填写", "recipients": "无", "rules": "见页面",
        "until": "2026-12-31"});
    assert_eq!(stage.opens(Part::Anyone, &form), "invalid form.purpose=invalid-kind");
}
