//! Runs under Hainan's law, step by step.

use base::Grade;
use domain::dataset::{Dataset, DatasetStatus};
use law::{Actor as Part, OpenClass, ShareClass};
use serde_json::{Value, json};

use crate::scene::{Stage, place};

pub(crate) fn stage(procedure: &str) -> Stage {
    Stage::new(place("460000"), procedure)
}

pub(crate) fn request() -> Value {
    json!({"dataset": "ds-residents", "purpose": "credit-assessment", "fields": ["编号", "姓名"],
           "term": "2026-06-30", "scenario": "授信前核验"})
}

pub(crate) fn application() -> Value {
    json!({"dataset": "ds-residents", "purpose": "research", "scenario": "人口研究", "term": "2026-06-30",
           "safety": "内网隔离"})
}

pub(crate) fn grant() -> Value {
    json!({"fields": ["编号", "姓名"], "masks": {"姓名": {"mask": "partial", "head": 1, "tail": 0}},
           "term": "2026-06-30", "channels": ["key", "page"]})
}

/// A sharing request the provider has accepted.
pub(crate) fn accepted() -> Stage {
    let mut stage = stage("sharing-request");
    assert_eq!(stage.opens(Part::Applicant, &request()), "case-opened case-stepped");
    assert_eq!(stage.takes(Part::Provider, 1, "accept", &json!({})), "case-stepped");
    stage
}

#[test]
fn a_sharing_request_is_accepted_and_granted_within_its_clocks() {
    let mut stage = stage("sharing-request");
    assert_eq!(stage.opens(Part::Applicant, &request()), "case-opened case-stepped");
    let accept = stage.case().clocks[0].clone();
    assert_eq!((accept.name.as_str(), accept.date.to_string().as_str()), ("share.accept", "2026-02-24"));
    assert_eq!(accept.basis.to_string(), "hainan-bigdata-2019#17(1)");
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &grant()), "state state-step-does-not-fit");
    assert_eq!(stage.takes(Part::Provider, 1, "accept", &json!({})), "case-stepped");
    assert_eq!(stage.takes(Part::Provider, 2, "grant", &grant()), "case-stepped agreement-granted");
    let case = stage.case();
    assert!(case.clocks.iter().all(|clock| clock.stopped == Some(stage.now)));
    let granted = &stage.agreements[case.agreement.as_ref().unwrap().as_str()];
    assert_eq!((granted.case.as_str(), granted.purpose.as_str()), ("case-1", "credit-assessment"));
    assert_eq!(granted.until.to_string(), "2026-06-30");
}

#[test]
fn what_may_not_be_asked_for_is_refused_when_it_is_asked() {
    let check = |who: Part, procedure: &str, form: &Value, change: &dyn Fn(&mut Dataset), expected: &str| {
        let mut stage = stage(procedure);
        change(&mut stage.dataset);
        assert_eq!(stage.opens(who, form), expected);
    };
    let as_is = |_: &mut Dataset| {};
    let draft = |d: &mut Dataset| d.status = DatasetStatus::Registered;
    let withdrawn = |d: &mut Dataset| d.status = DatasetStatus::Withdrawn;
    let hidden = |d: &mut Dataset| d.catalogue.sharing.class = ShareClass::NotShared;
    let closed = |d: &mut Dataset| d.catalogue.opening.class = OpenClass::NotOpen;
    let open = |d: &mut Dataset| d.catalogue.opening.class = OpenClass::Unconditional;
    let own = |d: &mut Dataset| d.provider = "asker".parse().unwrap();
    let share = |change: &dyn Fn(&mut Dataset), expected: &str| {
        check(Part::Applicant, "sharing-request", &request(), change, expected);
    };
    share(&draft, "refused refusal-dataset-not-listed hainan-bigdata-2019#14(1)");
    share(&withdrawn, "refused refusal-dataset-not-listed hainan-bigdata-2019#14(1)");
    share(&hidden, "refused refusal-not-shared hainan-bigdata-2019#15(1a)");
    share(&own, "refused refusal-requester-is-provider hainan-bigdata-2019#17(1)");
    let citizen = Part::Anyone;
    let apply = |change: &dyn Fn(&mut Dataset), expected: &str| {
        check(citizen, "conditional-opening", &application(), change, expected);
    };
    apply(&closed, "refused refusal-not-open hainan-bigdata-2019#24(1)");
    apply(&open, "refused refusal-open-without-application hainan-bigdata-2019#25");
    for missing in ["purpose", "scenario", "term", "safety"] {
        let mut form = application();
        form.as_object_mut().unwrap().remove(missing);
        let expected = format!("invalid form.{missing}=invalid-missing");
        check(citizen, "conditional-opening", &form, &as_is, &expected);
    }
    let mut odd = application();
    odd["purpose"] = json!("curiosity");
    let expected = "refused refusal-purpose-unknown hainan-bigdata-2019#17(1)";
    check(citizen, "conditional-opening", &odd, &as_is, expected);
    let mut extra = application();
    extra["colour"] = json!("blue");
    check(citizen, "conditional-opening", &extra, &as_is, "invalid form.colour=invalid-unknown-input");
}

#[test]
fn a_procedure_the_region_does_not_run_begins_no_case() {
    let mut stage = stage("interview");
    assert_eq!(stage.opens(Part::Cyberspace, &json!({})), "state state-procedure-not-run");
}

#[test]
fn a_field_a_region_asks_for_is_wanted_there_and_unknown_elsewhere() {
    let opens = |name: &'static str, report: bool| {
        let mut stage = Stage::new(place(name), "outsourcing");
        let mut form = json!({"respondent": "concerned", "service": "治理", "kind": "data-service", "system": "业务库",
            "number": "1", "contract": "file-1", "until": "2026-12-31", "supplier_risk": "low"});
        if report {
            form["risk_report"] = json!("file-2");
        }
        stage.opens(Part::Applicant, &form)
    };
    assert_eq!(opens("460000", false), "invalid form.risk_report=invalid-missing");
    assert_eq!(opens("460000", true), "case-opened case-stepped entry-made");
    assert_eq!(opens("130000", false), "case-opened case-stepped entry-made");
    assert_eq!(opens("130000", true), "invalid form.risk_report=invalid-unknown-input");
}

#[test]
fn a_grant_names_masks_for_what_is_sensitive_and_only_fields_there_are() {
    let check = |change: &dyn Fn(&mut Value), expected: &str| {
        let (mut stage, mut given) = (accepted(), grant());
        change(&mut given);
        assert_eq!(stage.takes(Part::Provider, 1, "grant", &given), expected);
    };
    check(&|g| g["masks"] = json!({}), "invalid inputs.masks.姓名=invalid-mask-needed");
    check(&|g| g["masks"] = json!({"姓名": {"mask": "keep"}}), "case-stepped agreement-granted");
    check(&|g| g["masks"] = json!({"姓名": {"mask": "blur"}}), "invalid inputs.masks=invalid-shape");
    check(&|g| g["fields"] = json!(["编号", "无此项"]), "invalid inputs.masks.姓名=invalid-unknown-field");
    check(&|g| g["fields"] = json!(["编号", "编号"]), "invalid inputs.masks.姓名=invalid-unknown-field");
    check(&|g| g["term"] = json!("2026-02-09"), "invalid inputs.term=invalid-term-in-the-past");
    check(&|g| g["channels"] = json!(["post"]), "invalid inputs.channels=invalid-shape");
    check(
        &|g| g["masks"] = json!({"编号": {"mask": "drop"}, "姓名": {"mask": "drop"}}),
        "invalid inputs.masks=invalid-grant-without-fields",
    );
    check(
        &|g| g["row_filter"] = json!([{"field": "无此项", "is": "equal", "value": "1"}]),
        "invalid inputs.masks.无此项=invalid-unknown-field",
    );
    check(
        &|g| g["tables"] = json!([{"dataset": "ds-other", "fields": ["x"]}]),
        "refused refusal-grant-not-yours hainan-bigdata-2019#17(1)",
    );
    check(
        &|g| g["tables"] = json!([{"dataset": "ds-residents", "fields": ["编号"]}]),
        "invalid inputs.tables=invalid-dataset-twice",
    );
}

#[test]
fn important_data_never_leaves_bare() {
    let mut stage = accepted();
    stage.dataset.fields[1].confirmed = Some(Grade::Important);
    let mut given = grant();
    given["masks"] = json!({"姓名": {"mask": "keep"}});
    let refused = "refused refusal-grade-needs-mask hainan-bigdata-2019#17(1)";
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &given), refused);
}
