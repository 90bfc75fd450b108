use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::*;
use crate::mechanism::Control;

static LAW: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::shipped().unwrap());

fn of(code: &str) -> Coverage {
    coverage(&LAW, Some(LAW.region(code).unwrap()))
}

#[test]
fn every_duty_is_carried_waits_or_lies_outside() {
    let all = coverage(&LAW, None);
    assert_eq!((all.total, all.outside, all.carried, all.not_carried), (623, 162, 451, 10));
    assert_eq!(all.outside + all.carried + all.not_carried, all.duties.len());
    let ids: BTreeSet<&str> = all.duties.iter().map(|duty| duty.id.as_str()).collect();
    assert_eq!(ids.len(), 623);
    for duty in &all.duties {
        assert_eq!(duty.reason.is_none(), duty.state == Cover::Carried, "{}", duty.id);
        assert!(duty.id.ends_with(&format!("#{}", duty.article)), "{}", duty.id);
        assert_eq!((&duty.test, duty.acts), (&None, 0), "{}", duty.id);
    }
}

#[test]
fn only_duties_that_bind_count_in_a_region() {
    let check = |code: &str, total: usize, outside: usize, not_carried: usize| {
        let here = of(code);
        assert_eq!((here.total, here.outside, here.not_carried), (total, outside, not_carried), "{code}");
        assert_eq!(here.carried, total - outside - not_carried, "{code}");
    };
    check("460000", 112, 21, 0);
    check("130000", 133, 50, 2);
    check("430000", 144, 49, 2); // the draft does not bind
    check("330500", 84, 6, 1);
}

#[test]
fn each_kind_of_carrier_has_its_name() {
    let all = coverage(&LAW, None);
    let check = |id: &str, carrier: &str, state: Cover, reason: Option<Gap>| {
        let duty = all.duties.iter().find(|duty| duty.id == id).unwrap();
        assert_eq!((duty.carrier.as_str(), duty.state, &duty.reason), (carrier, state, &reason), "{id}");
    };
    check("hainan-bigdata-2019#26(2a)", "clock open.decide", Cover::Carried, None);
    check("hainan-bigdata-2019#11(1b)", "control one-door", Cover::Carried, None);
    check("hainan-bigdata-2019#5(2a)", "procedure project-review", Cover::Carried, None);
    check("hainan-bigdata-2019#19(2)", "procedure policy.adopt", Cover::Carried, None);
    let operation = Some(Gap::Waits(Part::Operation));
    check("hunan-data-2024#19", "procedure authorised-operation.open", Cover::NotCarried, operation.clone());
    // A duty about the whole course waits with any step of it.
    check("hunan-data-2024#17(1)", "procedure authorised-operation", Cover::NotCarried, operation);
    let pages = Some(Gap::Waits(Part::Pages));
    check("hebei-informatization-2021#41(2)", "control accessible-portal", Cover::NotCarried, pages);
    let mut reported = all.duties.iter().filter(|duty| duty.carrier.starts_with("report "));
    assert!(reported.all(|duty| duty.state == Cover::Carried));
    for duty in all.duties.iter().filter(|duty| duty.state == Cover::Outside) {
        assert!(duty.carrier == "outside" && matches!(duty.reason, Some(Gap::Outside(_))), "{}", duty.id);
    }
}

#[test]
fn what_waits_is_not_counted_as_carried() {
    for duty in coverage(&LAW, None).duties {
        let Some(control) = duty.carrier.strip_prefix("control ") else { continue };
        let control = Control::ALL.iter().find(|known| known.name() == control).unwrap();
        assert_eq!(duty.state == Cover::NotCarried, control.waits_for().is_some(), "{}", duty.id);
    }
}

#[test]
fn the_caller_fills_in_tests_and_acts() {
    let mut here = of("460000");
    let duty = here.duties.iter_mut().find(|duty| duty.id == "hainan-bigdata-2019#1").unwrap();
    (duty.test, duty.acts) = (Some("story · opening".to_owned()), 3);
    let json = serde_json::to_value(&*duty).unwrap();
    let reason = json["reason"].clone();
    assert!(reason["zh"].is_string() && reason["en"].is_string());
    assert_eq!(
        json,
        serde_json::json!({
            "id": "hainan-bigdata-2019#1", "article": "1", "carrier": "outside", "state": "outside",
            "reason": reason, "test": "story · opening", "acts": 3,
        })
    );
    let mut duties = of("130000").duties.into_iter();
    let waiting = duties.find(|duty| duty.carrier == "control accessible-portal").unwrap();
    assert_eq!(serde_json::to_value(&waiting).unwrap()["reason"], "pages");
    assert_eq!(serde_json::to_value(waiting.state).unwrap(), "not-carried");
}
