//! What a request for deletion orders, and what is no order.

use domain::erasure::{Erasure, RowsErased, end_version};
use domain::record::Record as _;
use domain::version::Version;
use law::Actor as Part;
use serde_json::{Value, json};

use crate::scene::{Stage, place};

/// A request about one person whose identity is checked, as far as the body's own word.
fn identified(form: &Value) -> Stage {
    let mut stage = Stage::new(place("460000"), "personal-right");
    let mut whole = json!({
        "respondent": "concerned", "kind": "delete", "items": "参保信息", "ground": "asked", "dataset": "ds-residents",
        "person_key": "A-17",
    });
    for (name, value) in form.as_object().unwrap() {
        whole[name] = value.clone();
    }
    assert_eq!(stage.opens(Part::Applicant, &whole), "case-opened case-stepped entry-made");
    let checked = json!({"way": "account", "checked_on": "2026-02-10"});
    assert_eq!(stage.takes(Part::Respondent, 1, "identify", &checked), "case-stepped");
    stage
}

fn deletes(stage: &mut Stage, more: &Value) -> String {
    let mut given = json!({"scope": "全部", "method": "重写", "deleted_on": "2026-02-10", "holds": "none"});
    for (name, value) in more.as_object().unwrap() {
        given[name] = value.clone();
    }
    stage.takes(Part::Respondent, 1, "delete", &given)
}

#[test]
fn the_order_says_where_and_never_who() {
    let mut stage = identified(&json!({}));
    assert_eq!(deletes(&mut stage, &json!({})), "case-approved");
    let took = stage.takes(Part::Authority, 1, "delete", &json!({}));
    assert_eq!(took, "case-stepped erasure-ordered entry-amended");
    let erasure = stage.erasure.clone().unwrap();
    assert_eq!((erasure.field.as_str(), erasure.dataset.as_str()), ("编号", "ds-residents"));
    assert_eq!(erasure.keep_until, stage.now, "the region keeps nothing longer");
    assert!(!erasure.basis.is_empty());
    assert!(!serde_json::to_string(&erasure).unwrap().contains("A-17"));
}

#[test]
fn what_is_no_order_is_told_why() {
    for (form, step, expected) in [
        (json!({}), json!({"key_field": "姓名"}), "invalid inputs.key_field=invalid-person-field"),
        (json!({}), json!({"key_field": "住址"}), "invalid inputs.key_field=invalid-person-field"),
        (json!({"person_key": " "}), json!({}), "invalid inputs.person_key=invalid-person-key"),
        (json!({}), json!({"person_key": "9".repeat(201)}), "invalid inputs.person_key=invalid-person-key"),
        (json!({"dataset": ""}), json!({}), "invalid inputs.dataset=invalid-missing"),
        (json!({"dataset": "ds-other"}), json!({}), "state state-dataset-gone"),
        (json!({}), json!({"holds": "investigation"}), "refused refusal-held hainan-bigdata-2019#47(2)"),
        (json!({"ground": "habit"}), json!({}), "refused refusal-ground-unknown hainan-bigdata-2019#26(2b)"),
        (json!({}), json!({"key_field": "身份证号"}), "case-approved"),
        (json!({"dataset": ""}), json!({"dataset": "ds-residents"}), "case-approved"),
    ] {
        assert_eq!(deletes(&mut identified(&form), &step), expected, "{form} {step}");
    }
    let mut stage = identified(&json!({}));
    stage.on_record.person_rows = 0;
    assert_eq!(deletes(&mut stage, &json!({})), "state state-nothing-to-erase");
    let mut stage = identified(&json!({}));
    stage.dataset.provider = "holder".parse().unwrap();
    assert_eq!(deletes(&mut stage, &json!({})), "refused refusal-not-the-holder hainan-bigdata-2019#47(2)");
}

fn ordered() -> (Stage, Erasure) {
    let mut stage = identified(&json!({}));
    deletes(&mut stage, &json!({}));
    stage.takes(Part::Authority, 1, "delete", &json!({}));
    let erasure = stage.erasure.clone().unwrap();
    (stage, erasure)
}

#[test]
fn a_version_goes_at_the_end_of_the_shortest_term_and_never_twice() {
    let (stage, erasure) = ordered();
    let (now, later) = (erasure.keep_until, erasure.keep_until.plus_days(3));
    let long = Erasure { keep_until: later, ..erasure.clone() };
    let end = |version: &Version, erasure: &Erasure| {
        let decided = end_version(version, erasure)?;
        assert!(!decided.basis.is_empty());
        Version::evolve(Some(version.clone()), &decided.act)
    };
    let kept = end(&stage.version, &long).unwrap();
    assert_eq!((kept.over(later.plus_millis(-1)).is_some(), kept.over(later).is_some()), (false, true));
    assert_eq!((kept.index().status.as_str(), kept.index().due), ("ending", Some(later.plus_millis(-1))));
    assert!(end(&kept, &long).is_none(), "once is enough");
    let sooner = end(&kept, &erasure).unwrap();
    assert!(sooner.over(now).is_some());
    assert!(end(&sooner, &long).is_none(), "another erasure does not put it off");
    let gone = Version { destroyed: Some(now), ..stage.version.clone() };
    assert!(end(&gone, &erasure).is_none());
    let destroyed = Version { destroyed: Some(now), ..sooner };
    assert_eq!((destroyed.over(later), destroyed.index().due), (None, None));
}

#[test]
fn rows_count_where_readers_see_them_no_more() {
    let (_, erasure) = ordered();
    let found = |version: &str, rows, rewritten: Option<&str>| {
        domain::act::Act::RowsErased(RowsErased {
            version: version.parse().unwrap(),
            rows,
            rewritten: rewritten.map(|id| id.parse().unwrap()),
        })
    };
    let acts = [found("ver-1", 2, None), found("ver-2", 3, Some("ver-3"))];
    let after = acts.iter().try_fold(erasure, |state, act| Erasure::evolve(Some(state), act)).unwrap();
    assert_eq!((after.rows, after.looked.len(), after.index().status.as_str()), (3, 3, "under-way"));
    let done = domain::act::Act::ErasureDone { at: after.ordered, records: 5 };
    let done = Erasure::evolve(Some(after), &done).unwrap();
    assert_eq!((done.records, done.index().status.as_str()), (5, "done"));
}
