//! Registers and classes: what steps write into them.

use domain::agreement::Consumer;
use domain::entry::{Entry, EntryStatus};
use law::{Actor as Part, ShareClass};
use serde_json::{Value, json};

use crate::cases::stage;
use crate::scene::{Stage, place};

pub(crate) fn entry(stage: &Stage) -> &Entry {
    &stage.entries[stage.case().entry.as_ref().unwrap().as_str()]
}

/// A registration in Hainan, reviewed and ready for its certificate.
pub(crate) fn certified() -> Stage {
    let mut stage = stage("registration");
    let form = json!({"dataset": "ds-residents", "right": "hold", "origin": "own-production", "source": "采集",
        "description": "工况", "personal": false, "evidence": "file-1"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    assert_eq!(stage.takes(Part::Authority, 1, "review", &json!({"opinion": "齐全"})), "case-stepped");
    let issue = json!({"holder": "申请单位", "until": "2029-02-09"});
    assert_eq!(stage.takes(Part::Authority, 1, "issue", &issue), "case-stepped entry-made");
    stage
}

/// The number a certificate gets whose entry has this id.
pub(crate) fn issued_with(stage: &Stage, new_entry: base::EntryId) -> String {
    let who = stage.person(Part::Authority, 1);
    let facts = domain::case::Facts { new_entry, ..stage.facts(&who) };
    let given = crate::scene::inputs(&json!({"holder": "申请单位", "until": "2029-02-09"}));
    let outcome = domain::case::step(stage.case(), stage.procedure, "issue", given, &facts, &stage.deciding()).unwrap();
    let domain::case::EffectActs::Entry(_, acts) = &outcome.effects[0] else { panic!("no entry") };
    let domain::act::Act::EntryMade(entry) = &acts[0].act else { panic!("no entry made") };
    entry.number.clone().unwrap()
}

#[test]
fn an_entry_carries_what_the_case_and_the_step_said_and_whose_it_is() {
    let stage = certified();
    let made = entry(&stage);
    assert_eq!(made.facts["description"], "工况", "of the form");
    assert_eq!(made.facts["holder"], "申请单位", "of the step");
    assert!(!made.facts.contains_key("opinion"), "another step's words are not its own");
    assert_eq!(made.holder, Consumer::Organisation("asker".parse().unwrap()));
    assert_eq!(made.maker.as_ref().unwrap().as_str(), "bureau");
    assert_eq!((made.case.as_str(), made.about.id.as_deref()), ("case-1", Some("ds-residents")));
    assert_eq!((made.region.as_str(), made.published), ("460000", None));
}

#[test]
fn a_challenge_is_upheld_and_the_certificate_stands_or_it_is_struck() {
    let challenged = || {
        let mut stage = certified();
        assert_eq!(stage.takes(Part::Anyone, 1, "challenge", &json!({"reason": "系本单位所有"})), "case-stepped");
        stage
    };
    let given = json!({"reason": "异议有据", "basis": "hainan-bigdata-2019#39"});
    let mut stage = challenged();
    assert_eq!(stage.takes(Part::Authority, 1, "uphold", &given), "case-stepped entry-amended");
    assert_eq!((entry(&stage).status, &entry(&stage).facts["reason"]), (EntryStatus::Entered, &json!("异议有据")));
    let mut stage = challenged();
    assert_eq!(stage.takes(Part::Authority, 1, "strike", &given), "case-stepped entry-struck");
    assert_eq!((entry(&stage).status, entry(&stage).reason.as_deref()), (EntryStatus::Struck, Some("异议有据")));
}

#[test]
fn an_entry_about_a_body_is_that_body_s_and_can_be_shown_to_everyone() {
    let mut stage = stage("credit");
    let form = json!({"organisation": "concerned", "kind": "production", "breach": "擅自转让",
        "breach_basis": "hainan-bigdata-2019#54"});
    assert_eq!(stage.opens(Part::Authority, &form), "case-opened case-stepped");
    assert!(stage.entries.is_empty(), "a proposal is no record");
    stage.takes(Part::Respondent, 1, "hear", &json!({"statement": "已停止"}));
    let entered = json!({"reason": "事实清楚", "basis": "hainan-bigdata-2019#54", "severity": "minor"});
    assert_eq!(stage.takes(Part::Authority, 1, "enter", &entered), "case-stepped entry-made");
    assert_eq!(entry(&stage).holder, Consumer::Organisation("concerned".parse().unwrap()));
    let published = stage.takes(Part::Authority, 1, "publish", &json!({"until": "2026-08-10"}));
    assert_eq!(published, "case-stepped entry-amended entry-published");
    assert_eq!(entry(&stage).published, Some(stage.now));
    assert_eq!(stage.pass("2026-08-11T09:00:00+08:00".parse().unwrap()), ["expire"]);
    assert_eq!(entry(&stage).status, EntryStatus::Closed);
}

#[test]
fn a_step_that_changes_an_entry_needs_one() {
    let mut stage = certified();
    stage.entries.clear();
    assert_eq!(stage.takes(Part::Applicant, 1, "cancel", &json!({"reason": "转让"})), "state state-no-entry");
}

/// An entry of the negative list in Hainan, reviewed by the authority and the secrecy body.
pub(crate) fn reviewed(ground: &str, citation: &str) -> Stage {
    let mut stage = stage("negative-list");
    let form = json!({"dataset": "ds-residents", "ground": ground, "citation": citation, "reason": "不得提供"});
    assert_eq!(stage.opens(Part::Provider, &form), "case-opened case-stepped");
    assert_eq!(stage.takes(Part::Authority, 1, "review", &json!({"opinion": "充分"})), "case-approved");
    assert_eq!(stage.takes(Part::Secrecy, 1, "review", &json!({})), "case-stepped");
    stage
}

#[test]
fn a_decided_class_binds_and_an_undecided_one_is_asked_for() {
    let decided = |given: Value| {
        let mut stage = Stage::new(place("330500"), "class-dispute");
        let form =
            json!({"dataset": "ds-residents", "claimed_class": "unconditional", "reason": "不敏感", "need": "核对"});
        stage.opens(Part::Applicant, &form);
        let heard = json!({"applicant_view": "应无条件", "provider_view": "不同意", "proposal": "conditional"});
        stage.takes(Part::Authority, 1, "mediate", &heard);
        stage.takes(Part::Authority, 1, "refer", &json!({"reason": "不一", "opinion": "有条件"}));
        let told = stage.takes(Part::Government, 1, "decide", &given);
        (told, stage.dataset.catalogue.sharing)
    };
    let article = "huzhou-security-2020#22(2a)";
    let (told, sharing) = decided(json!({"share_class": "not-shared", "reason": "敏感", "basis": article}));
    assert_eq!(told, format!("refused refusal-not-shared-without-ground {article}"));
    assert_eq!(sharing.class, ShareClass::Conditional);
    // Huzhou's law names no closed list of grounds: any that is cited will do.
    let given = json!({"share_class": "not-shared", "reason": "敏感", "ground": "secrecy", "basis": article});
    let (told, sharing) = decided(given);
    assert_eq!((told.as_str(), sharing.class), ("case-stepped dataset-reclassified", ShareClass::NotShared));
    let (told, _) = decided(json!({"share_class": "secret", "reason": "敏感", "basis": article}));
    assert_eq!(told, "invalid inputs.share_class=invalid-kind");
}
