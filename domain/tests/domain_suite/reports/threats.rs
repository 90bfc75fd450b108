use expect_test::expect;
use law::Report;
use serde_json::json;

use super::log::{Log, Run};

fn year_of_threats() -> Log {
    let mut log = Log::of("430000");
    let incident = |number, now: &str, kind, level| {
        Run::with("430000", "incident", number, now, &[("kind", json!(kind)), ("level", json!(level))])
    };
    log.play(incident(1, "2026-03-02T09:00", "leak", "major").then("first-report", "2026-03-02T10:00"));
    log.play(incident(2, "2026-03-05T09:00", "leak", "major").until("2026-07-01T09:00"));
    log.play(incident(3, "2026-04-01T00:00", "attack", "general").then("first-report", "2026-05-02T10:00"));
    let warning =
        |number, level| Run::with("430000", "warning", number, "2026-03-31T23:59", &[("level", json!(level))]);
    log.play(warning(4, "red").then("receive", "2026-04-01T09:00"));
    log.play(warning(5, "blue"));
    log.play(Run::of("430000", "drill", 6, "2026-03-02T09:00").then("run", "2026-05-02T09:00"));
    log
}

#[test]
fn incidents_drills_and_warnings_stand_beside_each_other_for_each_body() {
    expect![[r#"
        body       | body_name  | incidents | levels            | told                  | in_time | late | run_out | drills | warnings | in_time_rate
        asker      | asker      | 3         | general:1 major:2 | cyberspace:2 police:2 | 1       | 1    | 4       | 1      | 0        | 1/6
        bureau     | bureau     | 0         | —                 | —                     | 0       | 0    | 0       | 0      | 0        | 0/0
        concerned  | concerned  | 0         | —                 | —                     | 0       | 0    | 0       | 0      | 2        | 0/0
        cyberspace | cyberspace | 0         | —                 | —                     | 0       | 0    | 0       | 0      | 0        | 0/0
        holder     | holder     | 0         | —                 | —                     | 0       | 0    | 0       | 0      | 0        | 0/0
        sector     | sector     | 0         | —                 | —                     | 0       | 0    | 0       | 0      | 0        | 0/0
        user       | user       | 0         | —                 | —                     | 0       | 0    | 0       | 0      | 0        | 0/0
        12 acts
    "#]].assert_eq(&year_of_threats().year(Report::IncidentsDrills));
}

#[test]
fn threats_are_counted_by_month_kind_and_level() {
    expect![[r#"
        month   | register | kind   | level   | entered
        2026-03 | incident | leak   | major   | 2
        2026-03 | warning  | —      | blue    | 1
        2026-03 | warning  | —      | red     | 1
        2026-04 | incident | attack | general | 1
        5 acts
    "#]]
    .assert_eq(&year_of_threats().year(Report::ThreatStatistics));
}
