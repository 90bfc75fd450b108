use domain::act::{Act, RecordKind};
use domain::agreement::{AgreedTable, Agreement, AgreementStatus, Channel, Consumer, Marking};
use expect_test::expect;
use law::Report;

use super::log::{Log, Run, date};

#[test]
fn platforms_are_listed_planned_and_moved() {
    let mut log = Log::of("330500");
    let listed = |number, now: &str| Run::of("330500", "platform-merger", number, now);
    let moved =
        |number, now: &str| listed(number, now).then("plan", "2026-03-03T09:00").then("migrate", "2026-06-01T09:00");
    log.play(moved(1, "2025-12-10T09:00").then("close", "2026-06-02T09:00"));
    log.play(moved(2, "2026-03-02T09:00"));
    log.play(listed(3, "2026-03-02T09:00").then("cancel", "2026-03-09T09:00"));
    log.play(listed(4, "2025-02-02T09:00").then("plan", "2025-03-03T09:00").until("2026-05-01T09:00"));
    log.play(moved(5, "2025-12-10T09:00").then("close", "2027-06-02T09:00"));
    expect![[r#"
        body      | body_name | brought_over | listed | closed | struck | open | overdue | closed_rate
        concerned | concerned | 3            | 2      | 1      | 1      | 3    | 1       | 1/4
        10 acts
    "#]]
    .assert_eq(&log.year(Report::MigrationProgress));
}

#[test]
fn an_operators_year_is_what_it_was_given_what_it_used_and_what_was_said_against_it() {
    let mut log = Log::of("pilot");
    let mut run = Run::of("pilot", "authorised-operation", 1, "2026-03-02T09:00");
    let operator: Consumer = Consumer::Organisation("operator".parse().unwrap());
    for envelope in &mut run.stage.book {
        if let Act::CaseOpened(case) = &mut envelope.act {
            case.applicant = operator.clone();
        }
    }
    log.play(run);
    let agreement = |id: &str, until: &str| Agreement {
        id: id.parse().unwrap(),
        provider: "holder".parse().unwrap(),
        consumer: operator.clone(),
        tables: vec![AgreedTable {
            dataset: "roads".parse().unwrap(),
            fields: Vec::new(),
            rows: Vec::new(),
            marking: Marking::default(),
            sample: None,
        }],
        purpose: "statistics".to_owned(),
        channels: [Channel::Page].into(),
        from: date("2026-03-01"),
        until: date(until),
        case: "case-9".parse().unwrap(),
        status: AgreementStatus::InForce,
        rests_on: None,
        scene: None,
        excepted: std::collections::BTreeSet::new(),
        consent: None,
    };
    log.at("2026-03-01T09:00").dataset("roads", "holder", |_| {});
    for (id, until) in
        [("agr-a", "2026-12-31"), ("agr-b", "2026-12-30"), ("agr-c", "2027-12-31"), ("agr-d", "2027-12-31")]
    {
        log.act(RecordKind::Agreement, id, Act::AgreementGranted(agreement(id, until)));
    }
    log.act(RecordKind::Agreement, "agr-c", Act::AgreementSuspended { reason: "misuse".to_owned() });
    log.act(RecordKind::Agreement, "agr-d", Act::AgreementEnded { reason: "misuse".to_owned() });
    log.at("2026-04-01T09:00").read(Some("operator"), Channel::Page, &["roads"], 20);
    log.at("2026-04-02T09:00").read(Some("operator"), Channel::Page, &["roads"], 30);
    log.at("2027-04-02T09:00").read(Some("operator"), Channel::Page, &["roads"], 30);
    let mut order = Run::of("pilot", "service-suspension", 2, "2026-05-02T09:00");
    for envelope in &mut order.stage.book {
        if let Act::CaseOpened(case) = &mut envelope.act {
            case.consumer = Some(operator.clone());
        }
    }
    log.play(order);
    expect![[r#"
        body     | body_name | cases | authorised | reports | agreements_granted | agreements | reads | rows | certificates | orders | credit
        operator | operator  | 1     | 0          | 0       | 4                  | 1          | 2     | 50   | 0            | 1      | 0
        8 acts
    "#]].assert_eq(&log.year(Report::OperatorYear));
}
