use domain::act::{Act, RecordKind};
use domain::agreement::Channel;
use domain::credential::CredentialKind;
use domain::watch::Watch;
use law::Stops;

use super::log::{Log, Reading, instant};

fn found(account: &str, measured: u64, limit: u64, evidence: &[u64]) -> (String, u64, u64, Vec<u64>) {
    (account.to_owned(), measured, limit, evidence.to_vec())
}

#[test]
fn rows_within_a_day_are_bulk_and_over_two_days_are_not() {
    let mut log = Log::new();
    log.page("acc-1", 300_000).later(60).page("acc-1", 199_999).later(60).page("acc-2", 1);
    assert!(log.found("bulk-reads").is_empty(), "one row below the threshold");
    log.later(10).page("acc-1", 1);
    assert_eq!(log.found("bulk-reads"), [found("acc-1", 500_000, 500_000, &[0, 1, 3])]);
    log.later(10).page("acc-1", 100_000);
    assert_eq!(log.found("bulk-reads").len(), 1, "one hit for each window");

    let mut slow = Log::new();
    for _ in 0..10 {
        slow.page("acc-1", 250_000).later(25 * 60);
    }
    assert!(slow.found("bulk-reads").is_empty());
}

#[test]
fn what_is_only_counted_is_not_read_in_bulk() {
    let mut log = Log::new();
    let datasets = ["ds-1".to_owned()];
    let reading =
        Reading { account: "acc-1", channel: Channel::Aggregate, rows: 900_000, datasets: &datasets, agreement: None };
    log.read(&reading);
    assert!(log.hits().is_empty());
}

#[test]
fn a_hit_that_stops_says_what_it_stops_and_rests_on_an_article() {
    let mut log = Log::new();
    log.granted("agr-1", "2027-01-01").export("acc-1", 20_000_000, "agr-1");
    let hits = log.hits();
    let hit = hits.iter().find(|hit| hit.rule == "mass-export").unwrap();
    assert_eq!(hit.stops, [Stops::Account, Stops::Agreement].into());
    assert_eq!(hit.agreement.as_ref().unwrap().as_str(), "agr-1");
    assert_eq!(hit.basis.to_string(), "huzhou-security-2020#25(1b)");
}

#[test]
fn nights_weekends_and_holidays_are_outside_working_hours() {
    let mut log = Log::new();
    let readings = |log: &mut Log, from: &str, count: usize| {
        log.at(from);
        for _ in 0..count {
            log.page("acc-1", 1);
        }
    };
    readings(&mut log, "2026-03-03T10:00", 400); // a Tuesday
    readings(&mut log, "2026-03-03T18:59", 400);
    assert!(log.found("off-hours").is_empty());
    readings(&mut log, "2026-03-03T19:00", 200);
    assert_eq!(log.found("off-hours").len(), 1);
    let mut holiday = Log::new();
    readings(&mut holiday, "2026-10-01T10:00", 199);
    assert!(holiday.found("off-hours").is_empty());
    readings(&mut holiday, "2026-10-01T10:05", 1);
    assert_eq!(holiday.found("off-hours").len(), 1, "the national day is no working day");
    let mut made_up = Log::new();
    readings(&mut made_up, "2026-10-10T10:00", 400); // a Saturday worked for the holiday
    assert!(made_up.found("off-hours").is_empty());
}

#[test]
fn a_day_unlike_the_past_is_told_once_a_usual_day_is_known() {
    let mut log = Log::new();
    for day in 2..7 {
        log.at(&format!("2026-03-0{day}T10:00")).page("acc-1", 1000);
    }
    let mut early = Log::new();
    early.page("acc-1", 1000).later(24 * 60).page("acc-1", 90_000);
    assert!(early.found("volume-unlike-past").is_empty(), "nobody knows yet what is usual");
    log.at("2026-03-09T10:00").page("acc-1", 19_999);
    assert!(log.found("volume-unlike-past").is_empty());
    log.later(1).page("acc-1", 1).later(1).page("acc-1", 1);
    assert_eq!(log.found("volume-unlike-past"), [found("acc-1", 20_000, 20_000, &[5, 6])]);
}

#[test]
fn more_datasets_than_usual_are_told() {
    let mut log = Log::new();
    let datasets: Vec<String> = (0..9).map(|number| format!("ds-{number}")).collect();
    let read = |log: &mut Log, day: &str, count: usize| {
        let datasets = &datasets[..count];
        let reading = Reading { account: "acc-1", channel: Channel::Page, rows: 1, datasets, agreement: None };
        log.at(day).read(&reading).later(1).read(&reading);
    };
    for day in 2..7 {
        read(&mut log, &format!("2026-03-0{day}T10:00"), 2);
    }
    read(&mut log, "2026-03-09T10:00", 7);
    assert!(log.found("breadth-unlike-past").is_empty());
    read(&mut log, "2026-03-09T11:00", 8);
    assert_eq!(log.found("breadth-unlike-past"), [found("acc-1", 8, 8, &[10, 11, 12])]);
}

#[test]
fn keys_that_find_nothing_are_counted_and_those_that_find_are_not() {
    let mut log = Log::new();
    for _ in 0..400 {
        log.key("acc-1", true);
    }
    for _ in 0..299 {
        log.key("acc-1", false);
    }
    assert!(log.found("key-scanning").is_empty());
    log.key("acc-1", false);
    assert_eq!(log.found("key-scanning")[0].1, 300);
}

#[test]
fn refusals_of_minutes_add_up() {
    let mut log = Log::new();
    log.refused("acc-1", 59).later(30).refused("acc-2", 40);
    assert!(log.found("repeated-refusals").is_empty());
    log.later(1).refused("acc-1", 1);
    assert_eq!(log.found("repeated-refusals"), [found("acc-1", 60, 60, &[0, 2])]);
}

#[test]
fn an_account_that_slept_wakes_once() {
    let mut log = Log::new();
    log.page("acc-1", 1).at("2026-05-31T08:59").page("acc-1", 1);
    assert!(log.found("dormant-waking").is_empty(), "a minute short of ninety days");
    log.at("2026-08-29T08:59").page("acc-1", 1).page("acc-1", 1);
    assert_eq!(log.found("dormant-waking"), [found("acc-1", 90, 90, &[1, 2])]);
}

#[test]
fn a_token_is_told_of_before_it_ends_and_not_again() {
    let mut log = Log::new();
    log.issued("acc-1", CredentialKind::Token, 30).issued("acc-1", CredentialKind::Token, 7);
    log.at("2026-03-18T08:59").page("acc-2", 1);
    assert!(log.found("expiring-tokens").is_empty());
    log.at("2026-03-18T09:00").page("acc-2", 1).page("acc-2", 1);
    assert_eq!(log.found("expiring-tokens"), [found("acc-1", 14, 14, &[0])]);
    // Time passes without acts too.
    let mut quiet = Log::new();
    quiet.issued("acc-1", CredentialKind::Token, 30);
    let (_, memory) = quiet.hits_in_pages(1);
    let mut watch = Watch::new(quiet.place.rulebook, quiet.place.region, memory);
    assert!(watch.pass(instant("2026-03-18T08:59")).is_empty());
    assert_eq!(watch.pass(instant("2026-03-20T09:00")).len(), 1);
    assert!(watch.pass(instant("2026-03-21T09:00")).is_empty());
}

#[test]
fn a_revoked_token_ends_unheard() {
    let mut log = Log::new();
    log.issued("acc-1", CredentialKind::Token, 30);
    let revoked = Act::CredentialRevoked { reason: "replaced".to_owned() };
    log.act(RecordKind::Credential, "cred-0", Some("acc-1"), revoked);
    log.at("2026-03-20T09:00").page("acc-2", 1);
    assert!(log.found("expiring-tokens").is_empty());
}

#[test]
fn exports_before_somebody_leaves_are_told_when_they_leave() {
    let closed = || Act::AccountClosed { reason: "left".to_owned() };
    let mut log = Log::new();
    log.export("acc-1", 600, "agr-1").later(60).export("acc-1", 400, "agr-2");
    log.later(6 * 24 * 60).act(RecordKind::Account, "acc-1", Some("admin"), closed());
    assert_eq!(log.found("export-before-departure"), [found("acc-1", 1000, 1000, &[0, 1, 2])]);
    let mut late = Log::new();
    late.export("acc-1", 5000, "agr-1").later(8 * 24 * 60);
    late.act(RecordKind::Account, "acc-1", Some("admin"), closed());
    assert!(late.found("export-before-departure").is_empty());
}

#[test]
fn exports_before_the_agreement_ends_are_told() {
    let mut log = Log::new();
    log.granted("agr-1", "2026-03-20").export("acc-1", 5000, "agr-1");
    assert!(log.found("export-before-departure").is_empty(), "it runs on for more than a week");
    log.at("2026-03-13T09:00").export("acc-1", 999, "agr-1");
    assert!(log.found("export-before-departure").is_empty());
    log.later(1).export("acc-1", 1, "agr-1").later(1).export("acc-1", 5000, "agr-1");
    assert_eq!(log.found("export-before-departure"), [found("acc-1", 1000, 1000, &[2, 3])]);
    let mut ended = Log::new();
    ended.granted("agr-1", "2027-01-01").export("acc-1", 5000, "agr-1").export("acc-2", 5000, "agr-2");
    ended.later(60).act(RecordKind::Agreement, "agr-1", None, Act::AgreementEnded { reason: "over".to_owned() });
    assert_eq!(ended.found("export-before-departure"), [found("acc-1", 5000, 1000, &[1, 3])]);
}

#[test]
fn many_sessions_at_once_are_told_and_many_over_a_day_are_not() {
    let mut log = Log::new();
    for _ in 0..12 {
        log.issued("acc-1", CredentialKind::Session, 1).later(30);
    }
    assert!(log.found("parallel-use").is_empty());
    for _ in 0..6 {
        log.issued("acc-1", CredentialKind::Session, 1).later(1);
    }
    assert_eq!(log.found("parallel-use").len(), 1);
}
