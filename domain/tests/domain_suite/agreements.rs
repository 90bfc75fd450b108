//! Agreements under way: suspended, resumed, changed, ended. What the gate says follows with the same commit.

use base::Mask;
use domain::act::Act;
use domain::agreement::{AgreedTable, Agreement, AgreementStatus, Channel};
use domain::dataset::DatasetStatus;
use domain::record::Record as _;
use domain::release::{self, Ask};
use law::Actor as Part;
use serde_json::{Value, json};

use crate::cases::{accepted, grant, stage};
use crate::fixture::said;
use crate::scene::{Stage, person, place};

/// What the gate says to the consumer of agreement `id` now.
pub(crate) fn reading(stage: &Stage, id: &str, channel: Channel) -> String {
    let agreement = &stage.agreements[id];
    let seat = if id == "agr-1" { Part::Consumer } else { Part::Applicant };
    let reader = person(seat, 1, &stage.place.region.code);
    let ask = Ask {
        account: &reader.account,
        agreement: Some(agreement),
        datasets: vec![&stage.dataset],
        purpose: &agreement.purpose,
        channel,
        fields: None,
        touches: &[],
        consents: stage.entries.values().collect(),
    };
    match release::decide(&ask, &stage.deciding()) {
        Ok(allowed) => {
            let shown = allowed.iter().flat_map(|table| &table.shown);
            shown.map(|field| format!("{}:{}", field.name, field.mask)).collect::<Vec<_>>().join(" ")
        }
        Err(no) => said(Err(no)),
    }
}

fn order(basis: &str) -> Value {
    json!({"agreement": "agr-1", "breach": "undertaking", "facts": "用于广告", "basis": basis, "demands": "停止",
        "until": "2026-03-20"})
}

/// A service ordered to be suspended in a region.
pub(crate) fn suspended(name: &'static str, basis: &str) -> Stage {
    let mut stage = Stage::new(place(name), "service-suspension");
    assert_eq!(stage.opens(Part::Authority, &order(basis)), "case-opened case-stepped entry-made");
    assert_eq!(reading(&stage, "agr-1", Channel::Key), "编号:keep", "an order alone stops nobody");
    assert_eq!(stage.takes(Part::Authority, 1, "suspend", &json!({})), "case-stepped agreement-suspended");
    stage
}

#[test]
fn where_no_article_speaks_of_suspension_the_refusal_rests_on_the_agreed_use() {
    let stage = suspended("460000", "hainan-bigdata-2019#53");
    let refused = "refused refusal-agreement-suspended hainan-bigdata-2019#17(1)";
    assert_eq!(reading(&stage, "agr-1", Channel::Key), refused);
}

#[test]
fn a_terminated_agreement_is_read_no_more_and_stands_for_nothing() {
    let mut stage = suspended("pilot", "hunan-data-2024#36");
    assert_eq!(stage.pass("2026-03-22T09:00:00+08:00".parse().unwrap()), ["overdue"]);
    let given = json!({"reason": "拒不改正", "basis": "hunan-data-2024#36"});
    let terminated = stage.takes(Part::Authority, 1, "terminate", &given);
    assert_eq!(terminated, "case-stepped agreement-ended entry-amended entry-closed");
    assert_eq!(stage.agreements["agr-1"].status, AgreementStatus::Ended);
    let ended = reading(&stage, "agr-1", Channel::Key);
    assert_eq!(ended, "refused refusal-agreement-ended hunan-cybersecurity-2021#39(2b)");
    // Nothing brings it back.
    for act in [Act::AgreementResumed { reason: String::new() }, Act::AgreementSuspended { reason: String::new() }] {
        let after = Agreement::evolve(Some(stage.agreements["agr-1"].clone()), &act).unwrap();
        assert_eq!(after.status, AgreementStatus::Ended);
    }
    let mut again = Stage::new(place("pilot"), "service-suspension");
    again.agreements.clone_from(&stage.agreements);
    let refused = again.opens(Part::Authority, &order("hunan-data-2024#36"));
    assert!(refused.starts_with("refused refusal-no-agreement-in-force"), "{refused}");
}

#[test]
fn an_order_runs_out_whether_or_not_the_service_was_suspended() {
    let ordered = || {
        let mut stage = Stage::new(place("pilot"), "service-suspension");
        assert_eq!(stage.opens(Part::Authority, &order("hunan-data-2024#36")), "case-opened case-stepped entry-made");
        assert_eq!(stage.pass("2026-03-22T09:00:00+08:00".parse().unwrap()), ["overdue"]);
        assert_eq!(stage.state(), "overdue");
        stage
    };
    let mut stage = ordered();
    assert_eq!(reading(&stage, "agr-1", Channel::Key), "编号:keep", "nobody has suspended it yet");
    assert_eq!(stage.takes(Part::Authority, 1, "suspend", &json!({})), "case-stepped agreement-suspended");
    assert!(reading(&stage, "agr-1", Channel::Key).starts_with("refused refusal-agreement-suspended"));
    let mut stage = ordered();
    let given = json!({"reason": "逾期未改正", "basis": "hunan-data-2024#36"});
    let terminated = stage.takes(Part::Authority, 1, "terminate", &given);
    assert_eq!(terminated, "case-stepped agreement-ended entry-amended entry-closed");
    // What was never suspended goes on as it is when the order is taken back.
    let mut stage = ordered();
    let lifted = stage.takes(Part::Authority, 1, "lift", &json!({"reason": "事实不成立"}));
    assert_eq!(lifted, "case-stepped entry-struck");
    assert_eq!(reading(&stage, "agr-1", Channel::Key), "编号:keep");
}

#[test]
fn a_correction_that_falls_short_suspends_what_was_not_suspended_yet() {
    let mut stage = Stage::new(place("pilot"), "service-suspension");
    stage.opens(Part::Authority, &order("hunan-data-2024#36"));
    stage.pass("2026-03-22T09:00:00+08:00".parse().unwrap());
    let correct = json!({"measures": "已删除", "finished_on": "2026-03-22"});
    assert_eq!(stage.takes(Part::Consumer, 1, "correct", &correct), "case-stepped entry-amended");
    let back = json!({"reason": "未提供证明", "until": "2026-04-20"});
    assert_eq!(stage.takes(Part::Authority, 1, "return", &back), "case-stepped agreement-suspended");
    let again = stage.case().clocks.last().unwrap();
    assert_eq!((again.name.as_str(), again.date.to_string().as_str()), ("order.correct", "2026-04-20"));
}

#[test]
fn a_suspension_that_was_lifted_leaves_no_order() {
    let mut stage = suspended("460000", "hainan-bigdata-2019#53");
    let lifted = stage.takes(Part::Authority, 1, "lift", &json!({"reason": "事实不成立"}));
    assert_eq!(lifted, "case-stepped agreement-resumed entry-struck");
    assert_eq!(reading(&stage, "agr-1", Channel::Key), "编号:keep");
}

#[test]
fn a_change_of_agreement_binds_from_the_moment_it_is_agreed() {
    let mut stage = stage("agreement-change");
    let form = json!({"agreement": "agr-1", "change": "增加信息项", "reason": "新增核对"});
    assert_eq!(stage.opens(Part::Consumer, &form), "case-opened case-stepped");
    let page = reading(&stage, "agr-1", Channel::Page);
    assert_eq!(page, "refused refusal-channel-not-agreed hainan-bigdata-2019#17(1)");
    let amended = |stage: &mut Stage, change: &dyn Fn(&mut Value)| {
        let mut given = grant();
        change(&mut given);
        stage.takes(Part::Provider, 1, "amend", &given)
    };
    let bare = amended(&mut stage, &|given| given["masks"] = json!({}));
    assert_eq!(bare, "invalid inputs.masks.姓名=invalid-mask-needed");
    let past = amended(&mut stage, &|given| given["term"] = json!("2026-02-09"));
    assert_eq!(past, "invalid inputs.term=invalid-term-in-the-past");
    assert_eq!(amended(&mut stage, &|_| {}), "case-stepped agreement-amended");
    assert_eq!(reading(&stage, "agr-1", Channel::Page), "编号:keep 姓名:partial(1,0)");
    stage.now = "2026-07-01T00:00:00+08:00".parse().unwrap();
    let expired = reading(&stage, "agr-1", Channel::Page);
    assert_eq!(expired, "refused refusal-agreement-expired hainan-bigdata-2019#17(1)");
}

#[test]
fn a_change_opens_nothing_it_does_not_speak_of() {
    let amended = |given: Value| {
        let mut stage = stage("agreement-change");
        let agreement = stage.agreements.get_mut("agr-1").unwrap();
        let rows = json!([{"field": "编号", "is": "starts-with", "value": "46"}]);
        let masked = json!([{"name": "编号", "mask": {"mask": "partial", "head": 2, "tail": 0}}]);
        agreement.tables[0].rows = serde_json::from_value(rows).unwrap();
        agreement.tables[0].fields = serde_json::from_value(masked).unwrap();
        let further = AgreedTable { dataset: "ds-further".parse().unwrap(), ..agreement.tables[0].clone() };
        agreement.tables.push(further);
        let form = json!({"agreement": "agr-1", "change": "延长期限", "reason": "业务延续"});
        stage.opens(Part::Consumer, &form);
        assert_eq!(stage.takes(Part::Provider, 1, "amend", &given), "case-stepped agreement-amended");
        let tables = stage.agreements["agr-1"].tables.clone();
        let said = |table: &AgreedTable| format!("{} {} {}", table.dataset, table.fields[0].mask, table.rows.len());
        tables.iter().map(said).collect::<Vec<_>>().join(", ")
    };
    let longer = json!({"fields": ["编号"], "term": "2026-12-31", "channels": ["key"]});
    assert_eq!(amended(longer.clone()), "ds-residents partial(2,0) 1, ds-further partial(2,0) 1");
    let mut said = longer;
    said["masks"] = json!({"编号": {"mask": "keep"}});
    said["row_filter"] = json!([]);
    said["tables"] = json!([]);
    assert_eq!(amended(said), "ds-residents keep 0", "what is said is done");
}

#[test]
fn either_side_ends_an_agreement_and_nobody_else() {
    let announced = || {
        let mut stage = stage("agreement-end");
        let form = json!({"agreement": "agr-1", "reason": "业务停办"});
        assert_eq!(stage.opens(Part::Consumer, &form), "case-opened case-stepped");
        stage
    };
    let terminate = json!({"reason": "资源注销", "basis": "hainan-bigdata-2019#17"});
    for other in [Part::Authority, Part::Consumer, Part::Respondent] {
        let refused = announced().takes(other, 1, "terminate", &terminate);
        assert!(refused.starts_with("refused refusal-step-not-yours"), "{other}: {refused}");
    }
    assert_eq!(announced().takes(Part::Provider, 1, "terminate", &terminate), "case-stepped agreement-ended");
    let mut stage = announced();
    let given = json!({"reason": "业务停办"});
    assert_eq!(stage.takes(Part::Consumer, 1, "give-up", &given), "case-stepped agreement-ended");
    let ended = reading(&stage, "agr-1", Channel::Key);
    assert_eq!(ended, "refused refusal-agreement-ended hainan-bigdata-2019#17(1)");
}

/// Emergency data granted in Hunan to the end of March.
pub(crate) fn emergency() -> (Stage, String) {
    let mut stage = Stage::new(place("430000"), "emergency-data");
    let form = json!({"dataset": "ds-residents", "event": "YJ-2026-01", "event_name": "特大暴雨", "purpose":
        "emergency-response", "fields": ["编号"], "necessity": "转移安置", "term": "2026-03-31"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    let given = json!({"fields": ["编号"], "term": "2026-03-31", "channels": ["key"]});
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &given), "case-stepped agreement-granted entry-made");
    let id = stage.case().agreement.clone().unwrap().to_string();
    assert_eq!(reading(&stage, &id, Channel::Key), "编号:keep");
    (stage, id)
}

#[test]
fn a_case_whose_agreement_was_ended_otherwise_still_comes_to_its_end() {
    let (mut stage, id) = emergency();
    let before = stage.agreements.remove(&id);
    let act = Act::AgreementEnded { reason: "提供部门终止".to_owned() };
    stage.agreements.insert(id.clone(), Agreement::evolve(before, &act).unwrap());
    let mut by_hand = stage.clone();
    let given = json!({"ended_on": "2026-02-10", "data": "destroyed", "use": "安置核对"});
    assert_eq!(by_hand.takes(Part::Applicant, 1, "end", &given), "case-stepped entry-amended entry-closed");
    assert_eq!(stage.pass("2026-04-01T09:00:00+08:00".parse().unwrap()), ["expire"]);
    assert!(stage.case().ended);
}

#[test]
fn a_withdrawn_entry_is_neither_read_nor_asked_for() {
    let mut stage = stage("catalogue-withdrawal");
    let form = json!({"dataset": "ds-residents", "cause": "merged", "reason": "已并入"});
    assert_eq!(stage.opens(Part::Provider, &form), "case-opened case-stepped");
    assert_eq!(stage.takes(Part::Authority, 1, "approve", &json!({})), "case-stepped dataset-withdrawn");
    assert_eq!(stage.dataset.status, DatasetStatus::Withdrawn);
    let refused = "refused refusal-dataset-not-listed hainan-bigdata-2019#14(1)";
    assert_eq!(reading(&stage, "agr-1", Channel::Key), refused);
}

#[test]
fn what_was_granted_is_what_is_read() {
    let mut stage = accepted();
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &grant()), "case-stepped agreement-granted");
    let id = stage.case().agreement.clone().unwrap().to_string();
    assert_eq!(stage.agreements[&id].tables[0].fields[0].mask, Mask::Keep);
    assert_eq!(reading(&stage, &id, Channel::Page), "编号:keep 姓名:partial(1,0)");
    let export = reading(&stage, &id, Channel::Export);
    assert_eq!(export, "refused refusal-channel-not-agreed hainan-bigdata-2019#17(1)");
}
