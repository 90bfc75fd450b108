use domain::report::{Cell, Count, Plain, Unit};
use expect_test::expect;
use law::{Actor as Part, Report};

use super::log::{Log, Run, period, shown};
use crate::scene::{Person, person, place};

#[test]
fn a_day_begins_at_midnight_in_shanghai() {
    let mut log = Log::of("460000");
    log.dataset("roads", "holder", |_| {}).confirmed("roads");
    for (number, at) in (1..).zip(["2026-01-31T23:59", "2026-02-01T00:00", "2026-02-28T23:59", "2026-03-01T00:00"]) {
        log.at(at).received("roads", number, number, 0);
    }
    expect![[r#"
        body   | body_name | dataset | title | version | received_on | versions | rows_received | rows_kept | rows_set_aside | kept_rate
        holder | holder    | roads   | 居民登记  | 2       | 2026-02-01  | 1        | 2             | 2         | 0              | 2/2
        holder | holder    | roads   | 居民登记  | 3       | 2026-02-28  | 1        | 3             | 3         | 0              | 3/3
        2 acts
    "#]].assert_eq(&log.between(Report::VersionQuality, "2026-02-01", "2026-02-28"));
    expect![[r#"
        body   | body_name | dataset | title | version | received_on | versions | rows_received | rows_kept | rows_set_aside | kept_rate
        holder | holder    | roads   | 居民登记  | 3       | 2026-02-28  | 1        | 3             | 3         | 0              | 3/3
        1 acts
    "#]].assert_eq(&log.between(Report::VersionQuality, "2026-02-28", "2026-02-28"));
    expect![[r#"
        body | body_name | dataset | title | version | received_on | versions | rows_received | rows_kept | rows_set_aside | kept_rate
        0 acts
    "#]].assert_eq(&log.between(Report::VersionQuality, "2026-03-01", "2026-02-01"));
}

#[test]
fn a_clock_that_runs_to_the_last_instant_of_the_period_has_not_run_out() {
    let mut log = Log::of("460000");
    let asked = Run::of("460000", "sharing-request", 1, "2026-03-02T09:00");
    let due = asked.stage.case().clocks[0].date;
    log.play(asked.until("2026-12-01T09:00"));
    let on = |to: base::LawDate| log.between(Report::OnTime, "2026-01-01", &to.to_string());
    let ended = |text: String| {
        text.lines().nth(1).unwrap().rsplit(" | ").map(|cell| cell.trim().to_owned()).take(3).collect::<Vec<_>>()
    };
    assert_eq!(ended(on(due)), ["0/0", "1", "0"]);
    assert_eq!(ended(on(due.succ_opt().unwrap())), ["0/1", "0", "1"]);
}

fn elsewhere(id: &str, region: &str) -> Person {
    let mut person = person(Part::Provider, 1, region);
    let body = person.organisation.as_mut().unwrap();
    (body.id, body.name) = (id.parse().unwrap(), id.to_owned());
    person
}

#[test]
fn only_bodies_of_the_place_and_of_what_lies_in_it_are_counted() {
    let mut log = Log::of("460000");
    for (id, region) in [("city", "460100"), ("district", "460105"), ("abroad", "430000"), ("other", "460200")] {
        log.body(&elsewhere(id, region));
        log.dataset(&format!("of-{id}"), id, |_| {});
        log.at("2026-02-01T09:00").received(&format!("of-{id}"), 1, 10, 0).at("2026-01-01T09:00");
    }
    let of = |place: &str| {
        let table = log.table(Report::VersionQuality, place, period("2026-01-01", "2026-12-31"));
        table.rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>()
    };
    let named = |ids: &[&str]| ids.iter().map(|id| Cell::Text((*id).to_owned())).collect::<Vec<_>>();
    assert_eq!(of("460000"), named(&["city", "district", "other"]));
    assert_eq!(of("460100"), named(&["city", "district"]));
    assert_eq!(of("460105"), named(&["district"]));
}

#[test]
fn a_table_says_how_it_was_counted_and_on_which_articles_it_rests() {
    let log = Log::of("460000");
    let table = log.table(Report::OpeningScope, "460000", period("2026-01-01", "2026-03-31"));
    let json = serde_json::to_value(&table).unwrap();
    assert_eq!(json["report"], "opening-scope");
    assert_eq!(json["period"], serde_json::json!({ "from": "2026-01-01", "to": "2026-03-31" }));
    assert_eq!(json["basis"], serde_json::json!(["hainan-bigdata-2019#24(2b)", "hainan-bigdata-2019#27(2)"]));
    assert_eq!((&json["acts"], &json["head"]), (&0.into(), &9.into()));
    assert!(table.how.zh.contains("开放率") && table.how.en.contains("Rate"));
    // Before the regulation was in force there is none to rest on.
    assert_eq!(log.table(Report::OpeningScope, "460000", period("2019-01-01", "2019-10-31")).basis, []);
}

#[test]
fn every_report_has_its_own_words_and_as_many_cells_as_columns() {
    let mut log = Log::of("460000");
    log.dataset("ds-residents", "holder", |_| {}).confirmed("ds-residents").received("ds-residents", 1, 4, 1);
    log.play(Run::of("460000", "sharing-request", 1, "2026-03-02T09:00"));
    let mut titles = std::collections::BTreeSet::new();
    for report in Report::ALL {
        let table = log.table(*report, "460000", period("2025-01-01", "2026-12-31"));
        assert!(titles.insert(table.title.zh.clone()), "{report}");
        let mut names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')), "{names:?}");
        assert!(table.rows.iter().all(|row| row.len() == names.len()), "{report}");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table.columns.len(), "{report}");
        for (column, cell) in table.rows.iter().flat_map(|row| table.columns.iter().zip(row)) {
            let fits = match cell {
                Cell::Text(_) => matches!(column.unit, Unit::Text | Unit::Date),
                Cell::Count(_) => matches!(column.unit, Unit::Count | Unit::Rows | Unit::Days),
                Cell::Rate { .. } => column.unit == Unit::Rate,
                Cell::Score(_) => column.unit == Unit::Score,
                Cell::Absent => true,
            };
            assert!(fits, "{report} {} {cell:?}", column.name);
        }
    }
}

#[test]
fn a_rate_is_told_with_both_its_numbers() {
    let said = |cell: &Cell| serde_json::to_string(cell).unwrap();
    assert_eq!(said(&Cell::Rate { part: 3, whole: 4 }), r#"{"part":3,"whole":4,"rate":0.75}"#);
    assert_eq!(said(&Cell::Rate { part: 0, whole: 0 }), r#"{"part":0,"whole":0,"rate":null}"#);
    assert_eq!(said(&Cell::Score(8765)), "87.65");
    assert_eq!((said(&Cell::Absent), said(&Cell::Count(7))), ("null".to_owned(), "7".to_owned()));

    let mut log = Log::of("460000");
    log.at("2026-02-01T09:00").dataset("roads", "holder", |_| {}).received("roads", 1, 3, 1);
    let Plain { header, labels, numbers, rows } =
        log.table(Report::VersionQuality, "460000", period("2026-01-01", "2026-12-31")).plain();
    assert_eq!(header[10..], ["kept_rate", "kept_rate_part", "kept_rate_whole"]);
    assert_eq!((numbers[0], numbers[11]), (false, true));
    assert_eq!(labels[11].zh, "合格率（分子）");
    assert_eq!(rows[0][10..], ["0.6667", "2", "3"]);
}

#[test]
fn what_has_ended_is_put_away() {
    let mut log = Log::of("430000");
    let open = Run::of("430000", "correction", 1, "2026-03-02T09:00").then("order", "2026-03-03T09:00");
    log.play(Run::of("430000", "correction", 2, "2026-03-02T09:00").then("withdraw", "2026-03-03T09:00"));
    log.play(open.then("correct", "2026-03-04T09:00").then("verify", "2026-03-05T09:00"));
    let law = place("430000");
    for report in Report::ALL {
        let mut count = Count::new(*report, law.rulebook, law.region, "430000", period("2026-01-01", "2026-12-31"));
        let mut most = 0;
        for (position, envelope) in (0..).zip(&log.envelopes()) {
            count.take(position, envelope);
            most = most.max(count.open_cases());
        }
        assert_eq!((most, count.open_cases()), (2, 0), "{report}");
        assert_eq!(shown(&count.finish()), log.year(*report));
    }
}
