//! When clocks end, stand still, go on and warn.

use proptest::prelude::*;

use super::*;
use crate::SetBy;
use crate::clock::ClockRule;

/// The last millisecond of `day`, or the instant itself.
fn instant(text: &str) -> Timestamp {
    if text.contains('T') { at(text) } else { Timestamp::end_of(date(text)) }
}

fn check_due(code: &str, clock: &str, since: &str, expected: Option<(&str, bool)>) {
    let due = LAW.due(region(code), clock, at(since), None).map(|due| (due.at, due.provisional));
    let expected = expected.map(|(end, provisional)| (instant(end), provisional));
    assert_eq!(due, expected, "{clock} from {since} in {code}");
}

#[test]
fn working_days_end_with_the_last_of_them() {
    let check = |clock, since, expected| check_due("460000", clock, since, expected);
    check("open.decide", "2026-01-05T09:00:00+08:00", Some(("2026-01-12", false)));
    check("open.decide", "2026-02-10T23:59:59+08:00", Some(("2026-02-24", false)));
    check("share.accept", "2026-09-29T10:00:00+08:00", Some(("2026-10-12", false)));
    check("share.decide", "2026-12-24T10:00:00+08:00", Some(("2027-01-07", true)));
    check("catalogue.confirm", "2026-01-05T09:00:00+08:00", Some(("2026-01-19", false)));
    check("tea.break", "2026-01-05T09:00:00+08:00", None);
    check("verification.answer", "2026-01-05T09:00:00+08:00", None); // silent
    check_due("130000", "share.accept", "2026-02-13T10:00:00+08:00", Some(("2026-02-25", false)));
}

#[test]
fn a_day_begins_at_midnight_in_shanghai() {
    let check = |since, expected| check_due("460000", "open.decide", since, expected);
    check("2026-02-10T15:59:59.999Z", Some(("2026-02-24", false)));
    check("2026-02-10T16:00:00Z", Some(("2026-02-25", false))); // already the 11th in Shanghai
    check("2019-10-31T15:59:59.999Z", None); // not yet law
    check("2019-10-31T16:00:00Z", Some(("2019-11-08", false)));
    let law_date = |text| LAW.due(hainan(), "incident.report", at(text), None).unwrap().date;
    assert_eq!(law_date("2026-01-04T15:59:59.999Z"), date("2026-01-05"));
    assert_eq!(law_date("2026-01-04T16:00:00Z"), date("2026-01-06"));
}

#[test]
fn hours_run_from_the_event_through_nights_and_holidays() {
    check_due("460000", "incident.report", "2026-02-14T10:30:00+08:00", Some(("2026-02-15T10:30:00+08:00", false)));
    check_due("430000", "incident.tell-users", "2026-02-14T10:30:00+08:00", Some(("2026-02-17T10:30:00+08:00", false)));
    check_due("430000", "content.stop", "2026-01-05T23:00:00+08:00", Some(("2026-01-06T01:00:00+08:00", false)));
    check_due("460000", "incident.report", "2030-02-14T10:30:00+08:00", Some(("2030-02-15T10:30:00+08:00", false)));
}

#[test]
fn calendar_days_count_holidays() {
    check_due("460000", "plan.file", "2026-01-20T10:00:00+08:00", Some(("2026-02-19", false)));
    check_due("330500", "transport.monitor", "2026-02-10T10:00:00+08:00", Some(("2026-02-17", false)));
}

#[test]
fn months_end_on_the_same_day_or_the_last() {
    check_due("460000", "catalogue.update", "2026-01-31T10:00:00+08:00", Some(("2027-01-31", false)));
    check_due("130000", "project.warranty", "2024-02-29T10:00:00+08:00", Some(("2026-02-28", false)));
    check_due("330500", "asset.check", "2025-08-31T10:00:00+08:00", Some(("2026-02-28", false)));
    check_due("330500", "asset.check", "2025-08-30T10:00:00+08:00", Some(("2026-02-28", false)));
}

#[test]
fn a_stated_date_is_the_end() {
    let due = |stated: Option<&str>| {
        LAW.due(hainan(), "order.correct", at("2026-02-10T09:00:00+08:00"), stated.map(date)).map(|due| due.at)
    };
    assert_eq!(due(Some("2026-03-31")), Some(instant("2026-03-31")));
    assert_eq!(due(None), None);
    check_due("460000", "order.correct", "2026-02-10T09:00:00+08:00", None);
}

#[test]
fn who_set_each_clock() {
    let check = |code: &str, clock: &str, article: &str, length, set_by| {
        let rule = region(code).clock(clock).unwrap();
        assert_eq!((&rule.basis, rule.length, rule.set_by), (&basis(article), length, set_by), "{clock}");
    };
    check("460000", "open.decide", "hainan-bigdata-2019#26(2a)", Length::WorkingDays(5), SetBy::Law);
    check("460000", "share.accept", "hainan-bigdata-2019#17(1)", Length::WorkingDays(5), SetBy::Authority);
    check("460000", "share.decide", "hainan-bigdata-2019#17(1)", Length::WorkingDays(10), SetBy::Authority);
    check("460000", "catalogue.confirm", "hainan-bigdata-2019#14(3)", Length::WorkingDays(10), SetBy::Authority);
    check("130000", "project.warranty", "hebei-informatization-2021#20", Length::Months(24), SetBy::Law);
    check("430000", "risk-assessment.again", "hunan-cybersecurity-2021#27(3)", Length::Months(12), SetBy::Law);
}

fn check_resumed(code: &str, clock: &str, [due, paused, resumed]: [&str; 3], expected: &str) {
    let found = LAW.resumed(region(code), clock, instant(due), at(paused), at(resumed)).unwrap();
    assert_eq!(found.at, instant(expected), "{clock} due {due}, from {paused} to {resumed}");
    assert_eq!(found.date, found.at.law_date());
}

#[test]
fn a_clock_goes_on_with_what_was_left() {
    let check = |clock, times, expected| check_resumed("460000", clock, times, expected);
    // Ten working days from 9 February; on the 12th seven are left.
    let (pause, resume) = ("2026-02-12T17:00:00+08:00", "2026-03-02T09:00:00+08:00");
    check_due("460000", "share.decide", "2026-02-09T09:00:00+08:00", Some(("2026-02-28", false)));
    check("share.decide", ["2026-02-28", pause, resume], "2026-03-11");
    // Over the Spring Festival: nine holidays are no days left, the worked Saturday is one.
    check("share.decide", ["2026-02-28", "2026-02-14T09:00:00+08:00", "2026-02-24T09:00:00+08:00"], "2026-03-02");
    check("share.decide", ["2026-02-28", "2026-02-16T09:00:00+08:00", "2026-02-20T09:00:00+08:00"], "2026-02-28");
    // Hours to the millisecond, other days as days.
    let (noticed, back) = ("2026-02-14T20:30:00+08:00", "2026-02-17T08:00:00+08:00");
    check("incident.report", ["2026-02-15T10:30:00+08:00", noticed, back], "2026-02-17T22:00:00+08:00");
    check("plan.file", ["2026-02-04", "2026-01-10T09:00:00+08:00", "2026-02-01T09:00:00+08:00"], "2026-02-26");
    check("catalogue.update", ["2027-01-05", "2026-07-05T09:00:00+08:00", "2026-08-01T09:00:00+08:00"], "2027-02-01");
    check("order.correct", ["2026-03-31", "2026-03-21T09:00:00+08:00", "2026-04-01T09:00:00+08:00"], "2026-04-11");
    // Paused on the last day, it ends on the day it goes on.
    check("share.decide", ["2026-02-28", "2026-02-28T23:59:00+08:00", "2026-03-04T09:00:00+08:00"], "2026-03-04");
}

#[test]
fn a_clock_begins_anew_where_the_region_says_so() {
    let times = ["2026-02-28", "2026-02-12T17:00:00+08:00", "2026-03-02T09:00:00+08:00"];
    check_resumed("460000", "project.opinion", times, "2026-03-16");
    check_resumed("330500", "linking.decide", times, "2026-03-16");
    let late = ["2026-02-09", "2026-02-12T17:00:00+08:00", "2026-03-02T09:00:00+08:00"];
    check_resumed("460000", "project.opinion", late, "2026-03-16");
}

#[test]
fn what_had_run_out_stays_run_out() {
    let times = ["2026-02-10", "2026-02-12T17:00:00+08:00", "2026-03-02T09:00:00+08:00"];
    for clock in ["share.decide", "incident.report", "plan.file", "catalogue.update", "order.correct"] {
        check_resumed("460000", clock, times, "2026-02-10");
    }
}

#[test]
fn what_does_not_run_is_not_resumed() {
    let (due, paused) = (instant("2026-02-28"), at("2026-02-12T17:00:00+08:00"));
    for clock in ["verification.answer", "tea.break"] {
        assert_eq!(LAW.resumed(hainan(), clock, due, paused, due), None, "{clock}");
    }
}

#[test]
fn a_warning_goes_out_before_the_end() {
    let check = |code: &str, clock: &str, due: &str, expected: Option<&str>| {
        let warning = LAW.warning(region(code), clock, instant(due));
        assert_eq!(warning, expected.map(instant), "{clock} in {code}");
    };
    check("460000", "open.decide", "2026-01-12", Some("2026-01-11"));
    check("460000", "catalogue.update", "2027-01-31", Some("2027-01-01"));
    check("460000", "order.correct", "2026-03-31", Some("2026-03-28"));
    check("430000", "incident.tell-users", "2026-02-17T10:30:00+08:00", Some("2026-02-16T10:30:00+08:00"));
    check("460000", "incident.report", "2026-02-15T10:30:00+08:00", None); // no longer than the warning
    check("430000", "content.stop", "2026-01-06T01:00:00+08:00", None);
    check("430000", "defect.remedy", "2026-01-06", Some("2026-01-05"));
    check("460000", "verification.answer", "2026-01-06", None); // silent
    check("460000", "tea.break", "2026-01-06", None);
}

#[test]
fn no_warning_where_none_is_wanted() {
    let none = "set_by = \"law\", warn_days = 0 }\n\"demand.reply\"";
    let law = parse(&edited("regions/460000.toml", "set_by = \"law\" }\n\"demand.reply\"", none)).unwrap();
    assert_eq!(law.warning(law.region("460000").unwrap(), "open.decide", instant("2026-01-12")), None);
}

/// Every clock that runs in some region.
fn running() -> impl Iterator<Item = (&'static Region, &'static ClockRule)> {
    LAW.regions().flat_map(|region| region.clocks().filter_map(move |(name, _)| Some((region, region.clock(name)?))))
}

/// Instants from 2017 to 2031, law not yet in force and years without a notice included.
fn any_instant() -> impl Strategy<Value = Timestamp> {
    (1_500_000_000_000_i64..1_950_000_000_000).prop_map(Timestamp::from_millis)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_clock_ends_before_it_began_and_a_later_start_never_ends_earlier(
        since in any_instant(), later in 0_i64..40 * 86_400_000, until in 0_u64..100,
    ) {
        let stated = |since: Timestamp| since.law_date().checked_add_days(chrono::Days::new(until));
        for (region, rule) in running() {
            let due = |since: Timestamp| LAW.due(region, &rule.name, since, stated(since));
            let bound = region.is_bound(rule.basis.regulation(), since.law_date());
            prop_assert_eq!(due(since).is_some(), bound, "{} {}", &region.code, &rule.name);
            let (Some(first), Some(second)) = (due(since), due(since.plus_millis(later))) else { continue };
            prop_assert!(first.at >= since && first.date >= since.law_date(), "{} {}", &region.code, &rule.name);
            prop_assert!(second.at >= first.at, "{} {}", &region.code, &rule.name);
            prop_assert_eq!(first.date, first.at.law_date());
        }
    }

    #[test]
    fn pausing_and_resuming_at_once_changes_nothing(since in any_instant(), pause in 0_i64..500 * 86_400_000) {
        let paused = since.plus_millis(pause);
        let stated = since.law_date().checked_add_days(chrono::Days::new(30));
        for (region, rule) in running() {
            let Some(due) = LAW.due(region, &rule.name, since, stated) else { continue };
            let again = LAW.resumed(region, &rule.name, due.at, paused, paused).unwrap();
            match rule.on_return {
                OnReturn::Continues => prop_assert_eq!(again.at, due.at, "{} {}", &region.code, &rule.name),
                OnReturn::Restarts => prop_assert_eq!(Some(again), LAW.due(region, &rule.name, paused, stated)),
            }
        }
    }

    #[test]
    fn standing_still_never_brings_the_end_nearer(
        since in any_instant(), pause in 0_i64..60 * 86_400_000, still in 0_i64..60 * 86_400_000,
    ) {
        let (paused, stated) = (since.plus_millis(pause), since.law_date().checked_add_days(chrono::Days::new(30)));
        for (region, rule) in running().filter(|(_, rule)| rule.on_return == OnReturn::Continues) {
            let Some(due) = LAW.due(region, &rule.name, since, stated) else { continue };
            let resumed = LAW.resumed(region, &rule.name, due.at, paused, paused.plus_millis(still)).unwrap();
            prop_assert!(resumed.at >= due.at, "{} {}", &region.code, &rule.name);
        }
    }
}

fn any_length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (1_u16..2400).prop_map(Length::Hours),
        (1_u16..120).prop_map(Length::WorkingDays),
        (1_u16..400).prop_map(Length::CalendarDays),
        (1_u16..24).prop_map(Length::Months),
    ]
}

proptest! {
    #[test]
    fn a_length_within_another_never_ends_later(own in any_length(), other in any_length(), since in any_instant()) {
        let end = |length| LAW.end(length, since, None).unwrap().0;
        prop_assert!(!own.within(other) || end(own) <= end(other), "{} {} {}", own, other, since);
        prop_assert!(own.within(own) && own.within(Length::Stated) && !Length::Stated.within(own));
    }
}
