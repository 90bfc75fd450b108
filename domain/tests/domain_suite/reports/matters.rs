use expect_test::expect;
use law::{Actor as Part, Report};
use serde_json::json;

use super::log::{Log, Run};
use crate::scene::person;

fn sharing(number: u32, now: &str) -> Run {
    Run::of("460000", "sharing-request", number, now)
}

/// Acceptance within 5 working days, a decision within 10; the region's own numbers.
#[test]
fn a_clock_counts_for_the_body_that_has_to_stop_it() {
    let mut log = Log::of("460000");
    // Both in time, over the spring festival.
    log.play(sharing(1, "2026-02-10T09:00").then("accept", "2026-02-24T09:00").then("grant", "2026-03-01T09:00"));
    // Accepted late, then returned in time; the clock stands still to the end of the year.
    log.play(sharing(2, "2026-03-02T09:00").then("accept", "2026-03-20T09:00").then("return", "2026-03-23T09:00"));
    // Given up before anybody was late.
    log.play(sharing(3, "2026-03-02T09:00").then("withdraw", "2026-03-03T09:00"));
    // Given up when it was too late.
    log.play(sharing(4, "2026-03-02T09:00").then("withdraw", "2026-04-03T09:00"));
    // Brought over, run out and still open.
    log.play(sharing(5, "2025-12-29T09:00").until("2026-05-01T09:00"));
    // Not yet due.
    log.play(sharing(6, "2026-12-30T09:00"));
    // Over before the period.
    log.play(sharing(7, "2025-12-10T09:00").then("refuse", "2025-12-11T09:00"));
    expect![[r#"
        body   | body_name | procedure       | clock        | brought_over | begun | in_time | late | lapsed | run_out | running | in_time_rate
        holder | holder    | sharing-request | share.accept | 1            | 5     | 1       | 2    | 1      | 1       | 1       | 1/4
        holder | holder    | sharing-request | share.decide | 0            | 2     | 1       | 0    | 0      | 0       | 1       | 1/1
        10 acts
    "#]].assert_eq(&log.year(Report::OnTime));
}

#[test]
fn who_has_to_stop_a_clock_is_read_from_the_procedure() {
    let mut log = Log::of("430000");
    let run = |procedure, number| Run::of("430000", procedure, number, "2026-03-02T09:00");
    for (procedure, number) in (["warning", "incident", "drill", "content-removal", "correction"].into_iter()).zip(1..)
    {
        log.play(run(procedure, number));
    }
    // The authority that extends an order is not the one who has to obey it.
    log.play(run("department-order", 6).then("extend", "2026-03-03T09:00"));
    // A consent that runs out is a term: nobody is late.
    log.play(run("consent", 7).then("give", "2026-03-03T09:00").until("2026-11-01T09:00"));
    expect![[r#"
        body      | body_name | procedure        | clock               | brought_over | begun | in_time | late | lapsed | run_out | running | in_time_rate
        asker     | asker     | drill            | drill.again         | 0            | 1     | 0       | 0    | 0      | 0       | 1       | 0/0
        asker     | asker     | incident         | incident.report     | 0            | 1     | 0       | 0    | 0      | 1       | 0       | 0/1
        asker     | asker     | incident         | incident.tell-users | 0            | 1     | 0       | 0    | 0      | 1       | 0       | 0/1
        concerned | concerned | content-removal  | content.report      | 0            | 1     | 0       | 0    | 0      | 1       | 0       | 0/1
        concerned | concerned | content-removal  | content.stop        | 0            | 1     | 0       | 0    | 0      | 1       | 0       | 0/1
        concerned | concerned | department-order | order.correct       | 0            | 2     | 0       | 0    | 1      | 1       | 0       | 0/1
        concerned | concerned | warning          | warning.act         | 0            | 1     | 0       | 0    | 0      | 1       | 0       | 0/1
        6 acts
    "#]].assert_eq(&log.year(Report::OnTime));
}

#[test]
fn the_authority_nearest_to_the_case_answers_for_its_clocks() {
    let mut log = Log::of("460000");
    // Another authority of the same region, registered later, and one of a city: neither is the one meant.
    for (id, region) in [("zz-bureau", "460000"), ("city-bureau", "460100")] {
        let mut other = person(Part::Authority, 1, region);
        other.organisation.as_mut().unwrap().id = id.parse().unwrap();
        log.body(&other);
    }
    let asked = Run::of("460000", "catalogue-registration", 1, "2026-03-02T09:00");
    log.play(asked.then("return", "2026-03-03T09:00").then("resubmit", "2026-03-04T09:00"));
    expect![[r#"
        body   | body_name | procedure              | clock             | brought_over | begun | in_time | late | lapsed | run_out | running | in_time_rate
        bureau | bureau    | catalogue-registration | catalogue.confirm | 0            | 2     | 1       | 0    | 0      | 1       | 0       | 1/2
        3 acts
    "#]].assert_eq(&log.year(Report::OnTime));
}

#[test]
fn requests_for_sharing_are_met_refused_or_given_up() {
    let mut log = Log::of("460000");
    let accepted = |number| sharing(number, "2026-03-02T09:00").then("accept", "2026-03-03T09:00");
    log.play(accepted(1).then("grant", "2026-03-04T09:00"));
    log.play(accepted(2).saying("refuse", "2026-03-04T09:00", &[("basis", json!("hainan-bigdata-2019#15(2)"))]));
    log.play(accepted(3).saying("refuse", "2026-03-04T09:00", &[("basis", json!("hainan-bigdata-2019#15(2)"))]));
    log.play(accepted(4).saying("refuse", "2026-03-04T09:00", &[("basis", json!("hainan-bigdata-2019#17(1)"))]));
    log.play(accepted(5).then("withdraw", "2026-03-04T09:00"));
    log.play(accepted(6));
    log.play(sharing(7, "2025-12-10T09:00").then("accept", "2025-12-11T09:00").then("grant", "2026-01-05T09:00"));
    log.play(Run::of("460000", "conditional-opening", 8, "2026-03-02T09:00"));
    expect![[r#"
        body   | body_name | asked | granted | refused | refused_on                                              | withdrawn | pending | met_rate
        holder | holder    | 6     | 2       | 3       | hainan-bigdata-2019#15(2):2 hainan-bigdata-2019#17(1):1 | 1         | 1       | 2/5
        12 acts
    "#]].assert_eq(&log.year(Report::SharingDemand));
}

#[test]
fn matters_are_counted_by_their_ends_and_days() {
    let mut log = Log::of("460000");
    let accepted = |number| sharing(number, "2026-03-02T09:00").then("accept", "2026-03-02T10:00");
    // The same day, one, three and eight working days on, a weekend between.
    log.play(accepted(1).then("grant", "2026-03-02T11:00"));
    log.play(accepted(2).then("grant", "2026-03-03T09:00"));
    log.play(accepted(3).then("grant", "2026-03-05T09:00"));
    log.play(accepted(4).then("refuse", "2026-03-12T09:00"));
    log.play(accepted(5));
    log.play(Run::of("460000", "verification", 6, "2026-03-02T09:00").then("withdraw", "2026-03-06T09:00"));
    expect![[r#"
        procedure       | end_state | opened | ended | open | median_days | longest_days
        sharing-request | —         | 5      | 4     | 1    | 2.00        | 8
        sharing-request | granted   | —      | 3     | —    | 1.00        | 3
        sharing-request | refused   | —      | 1     | —    | 8.00        | 8
        verification    | —         | 1      | 1     | 0    | 4.00        | 4
        verification    | withdrawn | —      | 1     | —    | 4.00        | 4
        11 acts
    "#]]
    .assert_eq(&log.year(Report::ServiceHandling));
}

#[test]
fn a_duty_is_acted_on_by_whatever_cites_it() {
    let mut log = Log::of("460000");
    let asked = Run::of("460000", "conditional-opening", 1, "2026-03-02T09:00");
    log.play(asked.then("accept", "2026-03-03T09:00").then("grant", "2026-03-04T09:00"));
    let table = log.table(Report::DutyCoverage, "460000", super::log::period("2026-01-01", "2026-12-31"));
    assert_eq!(table.rows.len(), 112);
    let text = super::log::shown(&table);
    let acted = text.lines().filter(|line| !line.ends_with("| 0")).collect::<Vec<_>>().join("\n");
    expect![[r#"
        duty                       | carrier                                  | state   | acts
        hainan-bigdata-2019#17(1)  | control agreed-use                       | carried | 1
        hainan-bigdata-2019#26(2a) | clock open.decide                        | carried | 7
        8 acts"#]]
    .assert_eq(&acted);
    // Counted by hand: the acts of the period, each by each duty its articles cover.
    let duties = crate::scene::place("460000").rulebook;
    let region = duties.region("460000").unwrap();
    for (row, duty) in table.rows.iter().zip(duties.duties(region)) {
        let cites = |envelope: &&domain::act::Envelope| envelope.basis.iter().any(|basis| basis.covers(&duty.basis));
        let acts = log.envelopes().iter().filter(cites).count();
        assert_eq!(row[3], domain::report::Cell::Count(acts as u64), "{}", duty.basis);
    }
}
