use domain::act::{Act, RecordKind};
use domain::agreement::Channel;
use domain::dataset::{Opening, Reclassing, UpdateCycle};
use expect_test::expect;
use law::{OpenClass, Report, ShareClass};

use super::log::{Log, Run};

/// Two datasets of one body and one of another, all confirmed on the first of January.
fn catalogue() -> Log {
    catalogue_of("460000")
}

fn catalogue_of(name: &'static str) -> Log {
    let mut log = Log::of(name);
    log.at("2025-12-20T09:00");
    log.dataset("roads", "holder", |dataset| "Roads".clone_into(&mut dataset.catalogue.title));
    log.dataset("bridges", "holder", |dataset| {
        "Bridges".clone_into(&mut dataset.catalogue.title);
        dataset.catalogue.update_cycle = UpdateCycle::Quarterly;
    });
    log.dataset("ports", "user", |dataset| "Ports".clone_into(&mut dataset.catalogue.title));
    log.at("2026-01-01T09:00");
    for id in ["roads", "bridges", "ports"] {
        log.confirmed(id);
    }
    log
}

#[test]
fn each_version_has_its_rows_kept_and_set_aside() {
    let mut log = catalogue();
    log.at("2025-12-31T23:59").received("roads", 1, 500, 500);
    log.at("2026-01-10T09:00").received("roads", 2, 100, 3);
    log.at("2026-02-10T09:00").received("ports", 1, 50, 0).received("roads", 3, 0, 0);
    expect![[r#"
        body   | body_name | dataset | title | version | received_on | versions | rows_received | rows_kept | rows_set_aside | kept_rate
        holder | holder    | roads   | Roads | 2       | 2026-01-10  | 1        | 100           | 97        | 3              | 97/100
        holder | holder    | roads   | Roads | 3       | 2026-02-10  | 1        | 0             | 0         | 0              | 0/0
        user   | user      | ports   | Ports | 1       | 2026-02-10  | 1        | 50            | 50        | 0              | 50/50
        3 acts
    "#]].assert_eq(&log.year(Report::VersionQuality));
}

#[test]
fn a_dataset_that_comes_every_day_has_its_latest_versions_and_one_row_for_the_rest() {
    let mut log = catalogue();
    for day in 1..=28 {
        log.at(&format!("2026-01-{day:02}T09:00")).received("roads", day, 10, 1);
        log.at(&format!("2026-02-{day:02}T09:00")).received("bridges", day, 10, 1);
    }
    for day in 1..=28 {
        log.at(&format!("2026-02-{day:02}T10:00")).received("roads", 28 + day, 10, 0);
    }
    let table = log.year(Report::VersionQuality);
    let of = |title: &str| table.lines().filter(|line| line.contains(title)).collect::<Vec<_>>();
    assert_eq!((of("Roads").len(), of("Bridges").len()), (32, 28));
    expect![[r#"
        holder | holder    | roads   | Roads   | 1–25    | 2026-01-25  | 25       | 250           | 225       | 25             | 225/250
        holder | holder    | roads   | Roads   | 26      | 2026-01-26  | 1        | 10            | 9         | 1              | 9/10"#]].assert_eq(&of("Roads")[..2].join("\n"));
}

#[test]
fn an_entry_is_complete_when_it_is_confirmed_filled_graded_and_has_a_version() {
    let mut log = Log::of("460000");
    let condition = || Some("经审核".to_owned());
    log.dataset("whole", "holder", |dataset| {
        dataset.catalogue.sharing.condition = condition();
        dataset.catalogue.opening.condition = condition();
    });
    log.dataset("no-condition", "holder", |_| {});
    log.dataset("no-version", "holder", |dataset| {
        dataset.catalogue.sharing.class = ShareClass::Unconditional;
        dataset.catalogue.opening.class = OpenClass::Unconditional;
    });
    log.dataset("no-ground", "holder", |dataset| {
        dataset.catalogue.sharing.class = ShareClass::NotShared;
        dataset.catalogue.opening.class = OpenClass::NotOpen;
    });
    log.dataset("gone", "holder", |_| {}).dataset("written", "holder", |dataset| {
        dataset.fields[0].confirmed = None;
    });
    for id in ["whole", "no-condition", "no-version", "no-ground", "gone"] {
        log.confirmed(id);
    }
    log.at("2026-03-01T09:00").received("whole", 1, 9, 0).received("no-condition", 1, 9, 0);
    log.act(RecordKind::Dataset, "gone", Act::DatasetWithdrawn { reason: "merged".to_owned() });
    expect![[r#"
        body       | body_name  | written | confirmed | withdrawn | with_version | graded | with_elements | complete | complete_rate
        asker      | asker      | 0       | 0         | 0         | 0            | 0      | 0             | 0        | 0/0
        bureau     | bureau     | 0       | 0         | 0         | 0            | 0      | 0             | 0        | 0/0
        concerned  | concerned  | 0       | 0         | 0         | 0            | 0      | 0             | 0        | 0/0
        cyberspace | cyberspace | 0       | 0         | 0         | 0            | 0      | 0             | 0        | 0/0
        holder     | holder     | 6       | 4         | 1         | 2            | 4      | 2             | 1        | 1/5
        sector     | sector     | 0       | 0         | 0         | 0            | 0      | 0             | 0        | 0/0
        user       | user       | 0       | 0         | 0         | 0            | 0      | 0             | 0        | 0/0
        3 acts
    "#]].assert_eq(&log.year(Report::CatalogueCompleteness));
}

#[test]
fn an_update_is_due_at_the_end_of_every_cycle_since_the_confirmation() {
    let mut log = catalogue();
    // Due on 02-01, 03-01, 04-01, 05-01, 06-01; late by a day in March, none at all in May.
    for (number, day) in ["2026-01-31", "2026-03-02", "2026-04-01", "2026-05-20"].iter().enumerate() {
        log.at(&format!("{day}T23:59")).received("roads", number as u64, 10, 0);
    }
    // Due on 04-01: early, and once more, which meets nothing else.
    log.at("2026-02-01T09:00").received("bridges", 1, 10, 0);
    log.at("2026-02-02T09:00").received("bridges", 2, 10, 0);
    log.at("2026-03-10T09:00");
    log.act(RecordKind::Dataset, "ports", Act::DatasetWithdrawn { reason: "closed".to_owned() });
    expect![[r#"
        body   | body_name | dataset | title   | cycle     | due | met | missed | received | last_received | days_behind | in_time_rate
        holder | holder    | bridges | Bridges | quarterly | 1   | 1   | 0      | 2        | 2026-02-02    | 0           | 1/1
        holder | holder    | roads   | Roads   | monthly   | 5   | 3   | 2      | 4        | 2026-05-20    | 0           | 3/5
        user   | user      | ports   | Ports   | monthly   | 2   | 0   | 2      | 0        | —             | 0           | 0/2
        10 acts
    "#]].assert_eq(&log.between(Report::UpdatePunctuality, "2026-01-01", "2026-06-15"));
    // The same log of another period.
    expect![[r#"
        body   | body_name | dataset | title   | cycle     | due | met | missed | received | last_received | days_behind | in_time_rate
        holder | holder    | bridges | Bridges | quarterly | 0   | 0   | 0      | 0        | 2026-02-02    | 0           | 0/0
        holder | holder    | roads   | Roads   | monthly   | 1   | 0   | 1      | 1        | 2026-03-02    | 0           | 0/1
        user   | user      | ports   | Ports   | monthly   | 1   | 0   | 1      | 0        | —             | 0           | 0/1
        2 acts
    "#]].assert_eq(&log.between(Report::UpdatePunctuality, "2026-03-01", "2026-03-31"));
}

#[test]
fn corrections_are_counted_with_the_rows_that_came_in() {
    let mut log = catalogue_of("430000");
    log.dataset("ds-residents", "holder", |_| {}).confirmed("ds-residents");
    log.at("2026-01-10T09:00").received("roads", 1, 200, 5);
    let asked = |number, now: &str| Run::of("430000", "correction", number, now);
    let ordered = |number| asked(number, "2026-03-02T09:00").then("order", "2026-03-03T09:00");
    log.play(ordered(1).then("correct", "2026-03-10T09:00").then("verify", "2026-03-11T09:00"));
    log.play(ordered(2).then("correct", "2026-06-10T09:00").then("verify", "2026-06-11T09:00"));
    log.play(ordered(3));
    log.play(asked(4, "2026-03-02T09:00").then("dismiss", "2026-03-03T09:00"));
    log.play(asked(5, "2026-03-02T09:00").then("withdraw", "2026-03-03T09:00"));
    log.play(asked(6, "2025-12-30T09:00").then("withdraw", "2025-12-31T09:00"));
    expect![[r#"
        body   | body_name | rows_received | rows_set_aside | set_aside_rate | asked | in_time | late | without_order | open | in_time_rate
        holder | holder    | 200           | 5              | 5/200          | 5     | 1       | 1    | 2             | 1    | 1/2
        10 acts
    "#]].assert_eq(&log.year(Report::QualityCorrection));
}

#[test]
fn use_is_counted_from_receipts_and_agreements() {
    let mut log = catalogue_of("430000");
    log.dataset("ds-residents", "holder", |_| {}).confirmed("ds-residents");
    let granted = Run::of("430000", "sharing-request", 1, "2026-03-02T09:00")
        .then("accept", "2026-03-03T09:00")
        .then("grant", "2026-03-04T09:00");
    log.play(granted);
    log.play(Run::of("430000", "correction", 2, "2026-03-02T09:00"));
    log.at("2026-03-05T09:00").read(Some("asker"), Channel::Key, &["ds-residents"], 1);
    log.at("2026-03-06T09:00").read(Some("asker"), Channel::Key, &["ds-residents"], 1);
    log.at("2026-03-07T09:00").read(Some("user"), Channel::Query, &["ds-residents", "roads"], 40);
    log.at("2026-03-08T09:00").read(None, Channel::Export, &["roads"], 100);
    log.at("2027-01-01T00:00").read(None, Channel::Export, &["roads"], 100);
    // The agreement runs for thirty days.
    expect![[r#"
        body   | body_name | dataset      | title   | agreements | reads | reads_key | reads_page | reads_aggregate | reads_query | reads_export | rows | bodies | last_read  | corrections | complaints
        holder | holder    | bridges      | Bridges | 0          | 0     | 0         | 0          | 0               | 0           | 0            | 0    | 0      | —          | 0           | 0
        holder | holder    | ds-residents | 居民登记    | 1          | 3     | 2         | 0          | 0               | 1           | 0            | 42   | 2      | 2026-03-07 | 1           | 0
        holder | holder    | roads        | Roads   | 0          | 2     | 0         | 0          | 0               | 1           | 1            | 140  | 1      | 2026-03-08 | 0           | 0
        user   | user      | ports        | Ports   | 0          | 0     | 0         | 0          | 0               | 0           | 0            | 0    | 0      | —          | 0           | 0
        5 acts
    "#]].assert_eq(&log.between(Report::UsageFeedback, "2026-03-01", "2026-03-31"));
    expect![[r#"
        body   | body_name | dataset      | title   | agreements | reads | reads_key | reads_page | reads_aggregate | reads_query | reads_export | rows | bodies | last_read  | corrections | complaints
        holder | holder    | bridges      | Bridges | 0          | 0     | 0         | 0          | 0               | 0           | 0            | 0    | 0      | —          | 0           | 0
        holder | holder    | ds-residents | 居民登记    | 0          | 3     | 2         | 0          | 0               | 1           | 0            | 42   | 2      | 2026-03-07 | 1           | 0
        holder | holder    | roads        | Roads   | 0          | 2     | 0         | 0          | 0               | 1           | 1            | 140  | 1      | 2026-03-08 | 0           | 0
        user   | user      | ports        | Ports   | 0          | 0     | 0         | 0          | 0               | 0           | 0            | 0    | 0      | —          | 0           | 0
        5 acts
    "#]].assert_eq(&log.year(Report::UsageFeedback));
}

#[test]
fn opening_is_what_is_open_and_what_became_wider() {
    let mut log = catalogue();
    log.at("2026-02-01T09:00").received("roads", 1, 10, 0);
    let class = |class| {
        Act::DatasetReclassified(Reclassing {
            opening: Some(Opening { class, condition: None }),
            ..Reclassing::default()
        })
    };
    log.at("2026-03-01T09:00");
    log.act(RecordKind::Dataset, "roads", class(OpenClass::Unconditional));
    log.act(RecordKind::Dataset, "bridges", class(OpenClass::NotOpen));
    log.act(RecordKind::Dataset, "bridges", class(OpenClass::Conditional));
    log.act(RecordKind::Dataset, "ports", class(OpenClass::NotOpen));
    expect![[r#"
        body       | body_name  | confirmed | unconditional | conditional | not_open | with_version | upgraded | open_rate
        asker      | asker      | 0         | 0             | 0           | 0        | 0            | 0        | 0/0
        bureau     | bureau     | 0         | 0             | 0           | 0        | 0            | 0        | 0/0
        concerned  | concerned  | 0         | 0             | 0           | 0        | 0            | 0        | 0/0
        cyberspace | cyberspace | 0         | 0             | 0           | 0        | 0            | 0        | 0/0
        holder     | holder     | 2         | 1             | 1           | 0        | 1            | 2        | 2/2
        sector     | sector     | 0         | 0             | 0           | 0        | 0            | 0        | 0/0
        user       | user       | 1         | 0             | 0           | 1        | 0            | 0        | 0/1
        8 acts
    "#]].assert_eq(&log.year(Report::OpeningScope));
}
