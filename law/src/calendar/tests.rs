use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::Rulebook;

static CN: LazyLock<Calendar> = LazyLock::new(|| Rulebook::shipped().unwrap().calendar().clone());

fn date(text: &str) -> LawDate {
    text.parse().unwrap()
}

fn check_day(day: &str, working: bool, provisional: bool) {
    assert_eq!(CN.is_working_day(date(day)), Day { working, provisional }, "{day}");
}

#[test]
fn days_by_notice_and_by_weekday() {
    check_day("2026-02-13", true, false); // Friday before the Spring Festival
    check_day("2026-02-14", true, false); // Saturday worked in exchange
    for day in 15..=23 {
        check_day(&format!("2026-02-{day}"), false, false);
    }
    check_day("2026-02-24", true, false);
    check_day("2026-02-28", true, false); // Saturday worked in exchange
    check_day("2026-03-01", false, false); // plain Sunday
    check_day("2026-01-04", true, false); // Sunday worked in exchange
    check_day("2020-01-31", false, false); // the second notice of 2020 prolonged the festival
    check_day("2020-02-01", false, false); // its Saturday fell away
    check_day("2020-02-02", false, false);
    check_day("2020-02-03", true, false);
}

#[test]
fn a_notice_settles_days_of_the_year_before() {
    check_day("2018-12-29", true, false); // Saturday worked for the new year of 2019
    check_day("2018-12-31", false, false); // a Monday
    check_day("2018-12-28", true, true); // no notice of 2018 is shipped
    check_day("2022-12-31", false, false);
}

#[test]
fn a_year_without_notice_is_provisional() {
    check_day("2027-01-01", true, true); // surely a holiday, but no notice says so yet
    check_day("2027-01-02", false, true);
    check_day("2027-10-01", true, true);
    check_day("2018-10-01", true, true);
    assert!(CN.notices(2027).is_empty());
    for year in 2019..=2026 {
        assert!(CN.notices(year).iter().all(|notice| notice.contains("www.gov.cn/zhengce/")), "{year}");
    }
}

fn check_add(from: &str, days: u16, to: &str, provisional: bool) {
    assert_eq!(CN.add_working_days(date(from), days), (date(to), provisional), "{from} + {days}");
}

#[test]
fn working_days_are_counted_from_the_day_after() {
    check_add("2026-01-05", 0, "2026-01-05", false);
    check_add("2026-01-05", 1, "2026-01-06", false);
    check_add("2026-01-05", 5, "2026-01-12", false); // over a plain week-end
    check_add("2026-01-03", 1, "2026-01-04", false); // from a holiday to a worked Sunday
    check_add("2026-02-10", 5, "2026-02-24", false); // over the Spring Festival, a worked Saturday counts
    check_add("2026-09-18", 5, "2026-09-24", false); // a worked Sunday on the way
    check_add("2026-09-30", 3, "2026-10-10", false); // the third day is a worked Saturday
    check_add("2020-01-23", 5, "2020-02-07", false); // the prolonged festival of 2020
    check_add("2020-01-19", 5, "2020-02-03", false);
    check_add("2018-12-28", 2, "2019-01-02", false); // both days are settled by the notice of 2019
    check_add("2018-12-27", 2, "2018-12-29", true);
    check_add("2022-12-30", 1, "2023-01-03", false);
    check_add("2026-12-30", 1, "2026-12-31", false);
    check_add("2026-12-30", 2, "2027-01-01", true);
    check_add("2027-05-03", 5, "2027-05-10", true);
}

#[test]
fn between_counts_the_last_day_and_not_the_first() {
    let check = |from: &str, to: &str, days: usize| {
        assert_eq!(CN.working_days_between(date(from), date(to)), days, "{from} {to}");
    };
    check("2026-02-10", "2026-02-24", 5);
    check("2026-02-14", "2026-02-23", 0);
    check("2026-02-24", "2026-02-10", 0);
    check("2026-02-24", "2026-02-24", 0);
    check("2025-12-31", "2026-01-04", 1);
}

#[test]
fn the_end_of_time_is_reached_without_a_panic() {
    let (last, provisional) = CN.add_working_days(LawDate::MAX, 5);
    assert_eq!((last, provisional), (LawDate::MAX, true));
    assert_eq!(CN.working_days_between(LawDate::MAX, LawDate::MAX), 0);
}

/// Every day of the collected notices, beside the checkout, against our own arrangement of them.
#[test]
fn agrees_with_the_collected_notices() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/calendar");
    if !folder.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "expected {} in CI, found none", folder.display());
        eprintln!("SKIPPED: no {}", folder.display());
        return;
    }
    let mut named = BTreeMap::new();
    for year in 2019..=2026 {
        let text = std::fs::read_to_string(folder.join(format!("holiday-cn-{year}.json"))).unwrap();
        let notice: serde_json::Value = serde_json::from_str(&text).unwrap();
        let papers: Vec<&str> =
            notice["papers"].as_array().unwrap().iter().map(|paper| paper.as_str().unwrap()).collect();
        assert_eq!(CN.notices(year), papers, "{year}");
        for day in notice["days"].as_array().unwrap() {
            named.insert(date(day["date"].as_str().unwrap()), !day["isOffDay"].as_bool().unwrap());
        }
    }
    for day in date("2018-12-25").iter_days().take_while(|day| *day <= date("2026-12-31")) {
        let working = named.get(&day).copied().unwrap_or(!is_weekend(day));
        assert_eq!(CN.is_working_day(day).working, working, "{day}");
    }
}

fn any_date() -> impl Strategy<Value = LawDate> {
    (0_u64..5_000).prop_map(|days| date("2017-06-01").checked_add_days(chrono::Days::new(days)).unwrap())
}

proptest! {
    #[test]
    fn adding_lands_on_a_working_day_that_many_working_days_later(from in any_date(), days in 1_u16..400) {
        let (to, provisional) = CN.add_working_days(from, days);
        prop_assert!(CN.is_working_day(to).working);
        prop_assert_eq!(CN.working_days_between(from, to), usize::from(days));
        let on_the_way = days_after(from, to).any(|day| CN.is_working_day(day).provisional);
        prop_assert_eq!(provisional, on_the_way);
    }

    #[test]
    fn more_days_and_later_starts_end_later(from in any_date(), later in 0_u64..60, days in 0_u16..400) {
        let (end, _) = CN.add_working_days(from, days);
        prop_assert!(CN.add_working_days(from, days + 1).0 > end);
        let later = from.checked_add_days(chrono::Days::new(later)).unwrap();
        prop_assert!(CN.add_working_days(later, days).0 >= end);
    }

    #[test]
    fn counting_splits_anywhere(a in any_date(), first in 0_u64..300, second in 0_u64..300) {
        let b = a.checked_add_days(chrono::Days::new(first)).unwrap();
        let c = b.checked_add_days(chrono::Days::new(second)).unwrap();
        let whole = CN.working_days_between(a, c);
        prop_assert_eq!(CN.working_days_between(a, b) + CN.working_days_between(b, c), whole);
    }
}
