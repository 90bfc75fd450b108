//! Deadlines reckoned day by day, and why some cannot be.

use super::*;
use crate::clock_for;

#[test]
fn a_deadline_is_reckoned_day_by_day() {
    let reckoned = clock_for(&LAW, "460000", "conditional-opening", "accept", date("2026-02-10")).unwrap();
    let json = serde_json::to_value(&reckoned).unwrap();
    let skipped: Vec<String> = (15..=23).map(|day| format!("2026-02-{day}")).collect();
    assert_eq!(
        json,
        serde_json::json!({
            "clock": "open.decide",
            "from": "2026-02-10",
            "due": {
                "date": "2026-02-24",
                "at": "2026-02-24T23:59:59.999+08:00",
                "provisional": false,
                "basis": "hainan-bigdata-2019#26(2a)",
                "length": { "working-days": 5 },
            },
            "set_by": "law",
            "skipped": skipped,
            "make_up": ["2026-02-14"],
        })
    );
}

#[test]
fn calendar_days_hours_and_months_skip_nothing() {
    let check = |code: &str, procedure: &str, step: &str, due: &str| {
        let reckoned = clock_for(&LAW, code, procedure, step, date("2026-02-10")).unwrap();
        assert_eq!((reckoned.due.date, reckoned.due.provisional), (date(due), false), "{procedure} {step}");
        assert!(reckoned.skipped.is_empty() && reckoned.make_up.is_empty(), "{procedure} {step}");
    };
    check("330500", "transport-change", "apply", "2026-02-17");
    check("460000", "incident", "find", "2026-02-11");
    check("130000", "project-review", "accept", "2028-02-10");
}

fn check_refused(region: &str, procedure: &str, step: &str, from: &str, expected: &str) {
    let error = clock_for(&LAW, region, procedure, step, date(from)).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn why_a_deadline_cannot_be_reckoned() {
    let (opening, day) = ("conditional-opening", "2026-02-10");
    check_refused(
        "110000",
        opening,
        "accept",
        day,
        "expected a region of the rulebook (130000, 330500, 430000, 460000), found \"110000\"; give one of these codes",
    );
    let known: Vec<&str> = LAW.procedures().map(|procedure| procedure.name.as_str()).collect();
    check_refused(
        "460000",
        "opening",
        "accept",
        day,
        &format!(
            "expected a procedure of the rulebook ({}), found \"opening\"; give one of these names",
            known.join(", ")
        ),
    );
    check_refused(
        "460000",
        opening,
        "open",
        day,
        "expected a step of conditional-opening (submit, accept, return, resubmit, grant, refuse, withdraw), \
         found \"open\"; give one of these names",
    );
    check_refused(
        "460000",
        opening,
        "grant",
        day,
        "expected a step that starts a clock, found \"grant\" of conditional-opening, which starts none; \
         clocks start at: accept",
    );
}

#[test]
fn where_no_deadline_runs() {
    check_refused(
        "460000",
        "conditional-opening",
        "accept",
        "2019-10-31",
        "expected a day on which hainan-bigdata-2019 binds in region 460000, found 2019-10-31; give a later day",
    );
    check_refused(
        "430000",
        "conditional-opening",
        "accept",
        "2026-02-10",
        "expected a length for clock \"open.decide\", found silence in region 430000: no deadline runs",
    );
    check_refused(
        "460000",
        "department-order",
        "order",
        "2026-02-10",
        "expected a length for clock \"order.correct\", found that in region 460000 it runs until a date stated in the case",
    );
}

#[test]
fn a_silent_clock_has_no_deadline() {
    let region = region("430000");
    assert!(region.clock("open.decide").is_none() && region.clock_value("open.decide").is_some());
    assert!(LAW.due(region, "open.decide", Timestamp::from_millis(1_767_600_123_456), None).is_none());
    assert!(region.clock_value("tea.break").is_none());
}
