//! What a plan may not ask for.

use base::Kind;

use super::table::*;
use crate::fingerprint::*;

#[track_caller]
fn refused(change: impl FnOnce(&mut PlanDraft), expected: &str) {
    let mut draft = draft();
    change(&mut draft);
    let error = Plan::try_from(draft).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn forbidden_rules_are_refused_with_a_reason() {
    refused(|draft| draft.rules.push(rule("id", number(0), 1)), "no marks in the key");
    refused(|draft| draft.fields[2].exact = true, "no marks in an exact field");
    refused(|draft| draft.rules[0].name = "nowhere".into(), "\"nowhere\", which is none");
    refused(|draft| draft.rules[1].name = "amount".into(), "\"amount\" twice");
    refused(|draft| draft.rules[3].bound = 40, "1 to 14 days");
    refused(|draft| draft.rules[0].bound = 0, "1 to 1000000 steps");
    refused(|draft| draft.key.clear(), "expected a key, or fields to tell rows by");
    refused(|draft| draft.told_by = vec!["district".into()], "told by a key or by other fields");
    let keyless = |fields: &[&str]| {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        move |draft: &mut PlanDraft| (draft.key, draft.told_by) = (Vec::new(), fields)
    };
    refused(keyless(&["project", "amount"]), "no marks in the key");
    refused(keyless(&["nowhere"]), "\"nowhere\", which is none");
    refused(|draft| draft.rows.select = 5, "no row selection where totals are protected");
    refused(|draft| draft.rows.order = 501, "rows.order of 0 to 500 thousandths");
    refused(|draft| draft.share = 0, "share of 1 to 1000 thousandths");
    refused(|draft| draft.totals[0].by = vec!["paid_on".into()], "\"paid_on\", which carries marks");
    refused(|draft| draft.rules.clear(), "something that carries marks");
    refused(
        |draft| {
            let synonyms = vec![("公司".to_owned(), "有限公司".to_owned())];
            draft.rules[5].channel = Channel::Text { forms: Vec::new(), synonyms };
        },
        "neither holds the other",
    );
}

#[test]
fn a_field_with_a_check_digit_or_a_name_takes_pseudonyms_only() {
    for kind in Kind::ALL {
        for (name, channel, bound) in [("amount", number(2), 5), ("address", draft().rules[5].channel.clone(), 8)] {
            let mut draft = draft();
            draft.fields.iter_mut().filter(|field| field.name == name).for_each(|field| field.kind = Some(kind));
            draft.rules = vec![rule(name, channel, bound)];
            let money = matches!(kind, Kind::Income | Kind::Property);
            let lawful = if name == "address" { kind == Kind::Address } else { money };
            assert_eq!(Plan::try_from(draft.clone()).is_ok(), lawful, "{kind:?} {name}");
            draft.rules = vec![rule(name, Channel::Pseudonym, 0)];
            assert!(Plan::try_from(draft).is_ok(), "{kind:?} {name}");
        }
    }
}

#[test]
fn a_plan_survives_being_written_down_and_a_forged_one_does_not() {
    let plan = plan(|_| {});
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
    let forged = text.replacen("\"name\":\"amount\",\"channel\"", "\"name\":\"id\",\"channel\"", 1);
    assert_ne!(forged, text);
    assert!(serde_json::from_str::<Plan>(&forged).is_err());
    assert!(serde_json::from_str::<Code>(r#"{"colluders":0,"length":100}"#).is_err());
}

#[test]
fn a_plan_that_does_not_fit_the_table_is_refused() {
    let table = grants(10, 1);
    let check = |plan: &Plan, expected: &str| {
        let error = Embedder::new(plan, &secret(), &copy_id(1), &table.schema()).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    check(&plan(|draft| draft.rules[0].channel = number(3)), "steps no smaller than the last decimal of \"amount\"");
    check(&plan(|draft| draft.rules[4] = rule("seen_at", Channel::Date, 3)), "type that can carry marks");
    check(&plan(|draft| draft.key = vec!["code".into()]), "\"code\", which the plan names, found none");
}
