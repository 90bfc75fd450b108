//! Clocks: they run, stand still, go on or begin anew, warn and run out.

use base::Timestamp;
use domain::act::Act;
use domain::case::{self, Case, RunningClock};
use domain::record::Record as _;
use law::Actor as Part;
use serde_json::json;

use crate::cases::{application, grant, stage};
use crate::scene::{Stage, place};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn clock(stage: &Stage, name: &str) -> RunningClock {
    stage.case().clocks.iter().rev().find(|clock| clock.name == name).unwrap().clone()
}

/// A citizen's application of 10 February 2026, accepted the same day: `open.decide` has five working days.
fn applied() -> Stage {
    let mut stage = stage("conditional-opening");
    assert_eq!(stage.opens(Part::Anyone, &application()), "case-opened case-stepped");
    assert_eq!(stage.takes(Part::Provider, 1, "accept", &json!({})), "case-stepped");
    stage
}

fn returned(stage: &mut Stage) {
    assert_eq!(stage.takes(Part::Provider, 1, "return", &json!({"reason": "请说明存放地点"})), "case-stepped");
}

fn resubmitted(stage: &mut Stage) {
    assert_eq!(stage.takes(Part::Applicant, 1, "resubmit", &json!({"supplement": "本单位机房"})), "case-stepped");
}

#[test]
fn an_application_is_answered_within_five_working_days_or_found_overdue() {
    let mut stage = applied();
    let decide = clock(&stage, "open.decide");
    // The spring festival lies between, and Saturday the 14th is a working day.
    assert_eq!(decide.date.to_string(), "2026-02-24");
    assert_eq!(decide.basis.to_string(), "hainan-bigdata-2019#26(2a)");
    assert!(!decide.provisional);
    stage.pass(decide.due);
    stage.now = decide.due;
    assert!(case::timed(stage.case(), decide.due).is_empty(), "the last millisecond of the last day is in time");
    stage.pass(decide.due.plus_millis(2));
    assert!(clock(&stage, "open.decide").overdue);
    assert_eq!(stage.case().next_due(), None, "found once");
    let mut given = grant();
    given["masks"] = json!({"姓名": {"mask": "redact"}});
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &given), "case-stepped agreement-granted");
}

#[test]
fn a_clock_warns_once_and_then_runs_out_once() {
    let mut stage = applied();
    let decide = clock(&stage, "open.decide");
    let timed = |stage: &Stage, now: &str| -> Vec<&'static str> {
        case::timed(stage.case(), at(now)).iter().map(|decided| decided.act.name()).collect()
    };
    assert_eq!(decide.warn, Some(at("2026-02-23T23:59:59.999+08:00")), "a day before its end");
    assert_eq!(stage.case().next_due(), decide.warn);
    assert!(timed(&stage, "2026-02-23T23:59:59.999+08:00").is_empty());
    assert_eq!(timed(&stage, "2026-02-24T00:00:00+08:00"), ["case-warned"]);
    assert_eq!(timed(&stage, "2026-02-25T00:00:00+08:00"), ["case-overdue"], "too late to warn");
    stage.pass(at("2026-02-24T00:00:00.001+08:00"));
    assert!(clock(&stage, "open.decide").warned && !clock(&stage, "open.decide").overdue);
    assert!(timed(&stage, "2026-02-24T12:00:00+08:00").is_empty(), "warned once");
    assert_eq!(stage.case().next_due(), Some(decide.due));
    stage.pass(at("2026-03-31T00:00:00+08:00"));
    assert!(timed(&stage, "2026-03-31T00:00:00+08:00").is_empty(), "found once");
    let found: Vec<&str> = stage.log.iter().map(Act::name).filter(|name| !name.starts_with("case-s")).collect();
    assert_eq!(found, ["case-opened", "case-warned", "case-overdue"]);
}

#[test]
fn a_return_for_correction_stops_time_and_it_goes_on_with_what_was_left() {
    let mut stage = applied();
    stage.now = at("2026-02-12T10:00:00+08:00");
    returned(&mut stage);
    let paused = clock(&stage, "open.decide");
    assert_eq!((paused.paused, paused.runs()), (Some(stage.now), false));
    assert_eq!(stage.case().next_due(), None);
    assert!(case::timed(stage.case(), at("2027-01-01T00:00:00+08:00")).is_empty(), "what stands still runs not out");
    stage.now = at("2026-03-02T16:00:00+08:00");
    resubmitted(&mut stage);
    let resumed = clock(&stage, "open.decide");
    // Left on the 12th: the 13th, the make-up Saturday and the 24th; so from 2 March to Thursday the 5th.
    assert_eq!((resumed.date.to_string().as_str(), resumed.paused), ("2026-03-05", None));
    assert_eq!(resumed.due, at("2026-03-05T23:59:59.999+08:00"));
    assert_eq!(resumed.warn, Some(at("2026-03-04T23:59:59.999+08:00")));
    assert_eq!(resumed.started, at("2026-02-10T09:00:00+08:00"), "it is the same clock");
    assert_eq!(stage.case().clocks.len(), 1);
}

#[test]
fn a_case_returned_twice_loses_no_day_and_gains_none() {
    let mut stage = applied();
    for (returns, resubmits) in [("2026-02-11", "2026-02-26"), ("2026-02-26", "2026-03-09")] {
        stage.now = at(&format!("{returns}T09:00:00+08:00"));
        returned(&mut stage);
        stage.now = at(&format!("{resubmits}T09:00:00+08:00"));
        resubmitted(&mut stage);
    }
    // One of five days was used up on the 11th: 10, 11, 12 and 13 March are left.
    assert_eq!(clock(&stage, "open.decide").date.to_string(), "2026-03-13");
}

#[test]
fn a_clock_that_had_run_out_before_the_return_is_not_found_again() {
    let mut stage = applied();
    stage.pass(at("2026-02-26T09:00:00+08:00"));
    assert!(clock(&stage, "open.decide").overdue);
    returned(&mut stage);
    stage.pass(at("2026-03-02T09:00:00+08:00"));
    resubmitted(&mut stage);
    stage.pass(at("2026-04-02T09:00:00+08:00"));
    let found = stage.log.iter().filter(|act| act.name() == "case-overdue").count();
    assert_eq!((clock(&stage, "open.decide").overdue, found), (true, 1));
}

#[test]
fn a_clock_that_ran_out_unseen_before_the_return_is_found_after_it() {
    let mut stage = applied();
    // Returned at the first instant after the end, before the timer looked.
    stage.now = at("2026-02-25T00:00:00+08:00");
    returned(&mut stage);
    stage.pass(at("2026-03-02T09:00:00+08:00"));
    assert!(!clock(&stage, "open.decide").overdue);
    resubmitted(&mut stage);
    stage.pass(at("2026-03-02T09:01:00+08:00"));
    assert!(clock(&stage, "open.decide").overdue, "the return came too late to save it");
}

#[test]
fn the_end_of_a_case_stops_every_clock_named_or_not() {
    let mut stage = applied();
    stage.takes(Part::Provider, 1, "refuse", &json!({"reason": "不足", "basis": "hainan-bigdata-2019#26(1)"}));
    let Some(Act::CaseStepped(mut stepped)) = stage.log.pop() else { panic!("no step") };
    assert!(stepped.ended && stepped.stops == ["open.decide"]);
    stepped.stops.clear();
    let acts = stage.log.iter().chain([&Act::CaseStepped(stepped)]).fold(None, Case::evolve);
    assert!(acts.unwrap().clocks.iter().all(|clock| clock.stopped == Some(stage.now)));
}

#[test]
fn a_clock_begins_anew_where_the_region_says_so() {
    let mut stage = stage("project-review");
    let form = json!({"title": "档案系统", "kind": "new", "treasury": true, "budget": 1, "security_budget": 1,
        "need": "电子档案", "sharing": "共享目录", "platform": false, "proposal": "file-1"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    assert_eq!(clock(&stage, "project.opinion").date.to_string(), "2026-03-02");
    stage.now = at("2026-02-12T10:00:00+08:00");
    // Hainan has its data authority give the opinion.
    let given = json!({"reason": "请补充安全方案"});
    let refused = stage.takes(Part::Cyberspace, 1, "return", &given);
    assert!(refused.starts_with("refused refusal-step-not-yours"), "{refused}");
    assert_eq!(stage.takes(Part::Authority, 1, "return", &given), "case-stepped");
    stage.now = at("2026-03-02T16:00:00+08:00");
    assert_eq!(stage.takes(Part::Applicant, 1, "resubmit", &json!({"supplement": "已补充"})), "case-stepped");
    assert_eq!(clock(&stage, "project.opinion").date.to_string(), "2026-03-16", "ten working days from 2 March");
}

#[test]
fn a_stated_clock_runs_to_the_date_the_order_states() {
    let mut stage = stage("department-order");
    let form = json!({"organisation": "concerned", "breach": "catalogue", "facts": "目录两年未更新",
        "basis": "hainan-bigdata-2019#53", "demands": "更新", "until": "2026-03-20"});
    assert_eq!(stage.opens(Part::Authority, &form), "case-opened case-stepped entry-made");
    let order = clock(&stage, "order.correct");
    assert_eq!(
        (order.date.to_string().as_str(), order.warn),
        ("2026-03-20", Some(at("2026-03-17T23:59:59.999+08:00")))
    );
    let extend = json!({"reason": "系统改造", "until": "2026-04-10"});
    assert_eq!(stage.takes(Part::Authority, 1, "extend", &extend), "case-stepped entry-amended");
    assert_eq!(clock(&stage, "order.correct").date.to_string(), "2026-04-10", "the step's date goes before the form's");
    assert_eq!(stage.case().clocks[0].stopped, Some(stage.now));
    assert_eq!(stage.pass(at("2026-04-11T08:00:00+08:00")), ["overdue"], "the platform takes the step");
    assert_eq!(stage.state(), "overdue");
}

#[test]
fn a_clock_counted_in_hours_runs_out_to_the_millisecond() {
    let mut stage = Stage::new(place("430000"), "content-removal");
    let form = json!({"respondent": "concerned", "place": "留言区", "kind": "security", "description": "谣言",
        "basis": "hunan-cybersecurity-2021#23(1)", "found_by": "self"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped entry-made");
    assert_eq!(clock(&stage, "content.stop").due, at("2026-02-10T11:00:00+08:00"));
    assert!(stage.pass(at("2026-02-10T11:00:00+08:00")).is_empty());
    assert_eq!(stage.pass(at("2026-02-10T11:00:00.002+08:00")), ["overdue"]);
}

#[test]
fn where_the_law_is_silent_no_clock_runs() {
    let mut stage = stage("registration");
    let form = json!({"dataset": "ds-residents", "right": "hold", "origin": "own-production", "source": "采集",
        "description": "工况", "personal": false, "evidence": "file-1"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    assert!(stage.case().clocks.is_empty() && stage.case().next_due().is_none());
    assert_eq!(stage.takes(Part::Authority, 1, "return", &json!({"reason": "来源不清"})), "case-stepped");
    assert_eq!(stage.takes(Part::Applicant, 1, "resubmit", &json!({"supplement": "见附件"})), "case-stepped");
}

#[test]
fn a_warning_goes_to_who_must_act_and_a_missed_clock_to_the_supervisor_too() {
    let told = |stage: &Stage, name: &str, missed: bool| -> Vec<&'static str> {
        let told = case::tell_of_clock(stage.case(), name, missed, &stage.deciding());
        assert!(told.iter().all(|telling| !telling.basis.is_empty()));
        told.iter().map(|telling| telling.part.name()).collect()
    };
    let mut stage = applied();
    assert_eq!(told(&stage, "open.decide", false), ["provider"], "not the applicant, who could only give up");
    assert_eq!(told(&stage, "open.decide", true), ["provider", "authority"]);
    stage = crate::cases::stage("catalogue-registration");
    stage.opens(Part::Provider, &json!({"dataset": "ds-residents"}));
    assert!(told(&stage, "catalogue.confirm", true).contains(&"superior"), "who is late itself is watched from above");
    let mut stage = Stage::new(place("430000"), "drill");
    let form = json!({"kind": "incident-plan", "plan": "预案", "scenario": "加密", "participants": "中心",
        "planned_on": "2026-09-02"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    assert!(told(&stage, "drill.again", false).contains(&"applicant"), "whose own duty the drill is");
}

#[test]
fn a_census_sent_back_runs_to_the_new_limit() {
    let mut stage = Stage::new(place("330500"), "census");
    let task = json!({"title": "年度普查", "respondent": "concerned", "scope": "全部", "until": "2026-02-20"});
    assert_eq!(stage.opens(Part::Authority, &task), "case-opened case-stepped entry-made");
    let due = |stage: &Stage| stage.case().clocks.last().unwrap().date.to_string();
    assert_eq!(due(&stage), "2026-02-20");
    stage.now = "2026-02-21T09:00:00+08:00".parse().unwrap();
    let submit = json!({"systems": 12, "resources": 80, "inventory": "file-1"});
    assert_eq!(stage.takes(Part::Respondent, 1, "submit", &submit), "case-stepped entry-amended");
    let without = stage.takes(Part::Authority, 1, "return", &json!({"reason": "缺两个系统"}));
    assert_eq!(without, "invalid inputs.until=invalid-missing", "the first limit has passed");
    let back = json!({"reason": "缺两个系统", "until": "2026-03-10"});
    assert_eq!(stage.takes(Part::Authority, 1, "return", &back), "case-stepped");
    assert_eq!(due(&stage), "2026-03-10");
    assert!(domain::case::timed(stage.case(), stage.now).is_empty(), "it is not late from the start");
}
