//! How far the marks of a copy may go is agreed with the grant, and never further than a value bears.

use base::{Grade, Kind};
use domain::agreement::Marking;
use domain::dataset::Field;
use law::Actor as Part;
use serde_json::{Value, json};

use crate::cases::{accepted, grant, stage};

const FIELDS: [(&str, &str, Option<Kind>); 6] = [
    ("金额", "decimal", None),
    ("收入", "decimal", Some(Kind::Income)),
    ("电话", "int", Some(Kind::Mobile)),
    ("日期", "date", None),
    ("区县", "text", None),
    ("有效", "bool", None),
];

fn fields() -> Vec<Field> {
    let field = |(name, data_type, kind): (&str, &str, Option<Kind>)| Field {
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        kinds: kind.into_iter().collect(),
        proposed: Grade::General1,
        why: Vec::new(),
        confirmed: Some(Grade::General1),
        corrected: None,
    };
    FIELDS.into_iter().map(field).collect()
}

/// What becomes of a grant of everything under `marking`, and what was agreed.
fn granted(marking: &Value) -> (String, Option<Marking>) {
    let mut stage = accepted();
    stage.dataset.fields.extend(fields());
    let mut given = grant();
    let names = ["编号", "姓名"].into_iter().chain(FIELDS.map(|(name, _, _)| name));
    given["fields"] = json!(names.collect::<Vec<_>>());
    given["marking"] = marking.clone();
    let outcome = stage.takes(Part::Provider, 1, "grant", &given);
    let agreed = stage.case().agreement.as_ref().map(|id| stage.agreements[id.as_str()].tables[0].marking.clone());
    (outcome, agreed)
}

#[track_caller]
fn check(marking: &Value, expected: &str) {
    assert_eq!(granted(marking).0, expected);
}

#[test]
fn a_marking_that_every_value_bears_is_agreed_as_it_was_given() {
    let marking = json!({
        "exact": ["区县"],
        "tolerance": { "金额": "0.5", "收入": "10", "日期": "3" },
        "totals": [{ "measure": "金额", "by": ["区县"] }],
    });
    let (outcome, agreed) = granted(&marking);
    assert_eq!(outcome, "case-stepped agreement-granted");
    assert_eq!(serde_json::to_value(agreed.unwrap()).unwrap(), marking);
    assert!(granted(&json!({})).1.unwrap().is_default());
}

#[test]
fn what_must_stay_takes_no_tolerance() {
    let forbidden = |name: &str| format!("invalid inputs.marking.{name}=invalid-tolerance-forbidden");
    for name in ["编号", "姓名", "电话", "有效"] {
        check(&json!({ "tolerance": { name: "1" } }), &forbidden(name));
    }
    for (name, tolerance) in [("金额", "0"), ("金额", "-1"), ("日期", "15"), ("日期", "0.5"), ("区县", "17")]
    {
        let size = format!("invalid inputs.marking.{name}=invalid-tolerance-size");
        check(&json!({ "tolerance": { name: tolerance } }), &size);
    }
    let both = json!({ "exact": ["金额"], "tolerance": { "金额": "1" } });
    check(&both, "invalid inputs.marking.金额=invalid-exact-with-tolerance");
    let moving = json!({ "tolerance": { "日期": "1" }, "totals": [{ "measure": "金额", "by": ["日期"] }] });
    check(&moving, "invalid inputs.marking.金额=invalid-total-by-measure");
    check(&json!({ "exact": ["无此项"] }), "invalid inputs.marking.无此项=invalid-unknown-field");
    check(&json!({ "precise": ["金额"] }), "invalid inputs.marking=invalid-kind");
}

#[test]
fn no_agreement_names_the_way_of_a_trace() {
    let mut stage = accepted();
    let mut given = grant();
    given["channels"] = json!(["key", "trace"]);
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &given), "invalid inputs.channels=invalid-channel");
}

#[test]
fn a_change_that_does_not_speak_of_marks_leaves_them_as_they_were() {
    let amended = |change: &dyn Fn(&mut Value)| {
        let mut stage = stage("agreement-change");
        stage.dataset.fields.extend(fields());
        let agreement = stage.agreements.get_mut("agr-1").unwrap();
        let marking = json!({ "exact": ["金额"], "tolerance": { "收入": "1" } });
        agreement.tables[0].marking = serde_json::from_value(marking).unwrap();
        stage.opens(Part::Consumer, &json!({ "agreement": "agr-1", "change": "调整", "reason": "业务需要" }));
        let mut given = json!({ "fields": ["编号", "金额"], "term": "2026-12-31", "channels": ["export"] });
        change(&mut given);
        assert_eq!(stage.takes(Part::Provider, 1, "amend", &given), "case-stepped agreement-amended");
        serde_json::to_value(&stage.agreements["agr-1"].tables[0].marking).unwrap()
    };
    assert_eq!(amended(&|_| {}), json!({ "exact": ["金额"] }), "less what is granted no more");
    assert_eq!(amended(&|given| given["marking"] = json!({ "exact": [] })), json!({}));
}
