use domain::dataset::UpdateCycle;
use domain::report::Cell;
use expect_test::expect;
use law::Report;

use super::log::{Log, Run, period};

/// Hainan weighs on-time 25, completeness 15, updates 20, quality 20, sharing 20, and runs no corrections.
fn year() -> Log {
    let mut log = Log::of("460000");
    log.at("2026-01-01T09:00").dataset("ds-residents", "holder", |dataset| {
        dataset.catalogue.sharing.condition = Some("经审核".to_owned());
        dataset.catalogue.opening.condition = Some("经审核".to_owned());
        dataset.catalogue.update_cycle = UpdateCycle::Quarterly;
    });
    log.confirmed("ds-residents");
    log.dataset("written", "holder", |_| {});
    log.at("2026-03-01T09:00").received("ds-residents", 1, 100, 10);
    let asked =
        |number| Run::of("460000", "sharing-request", number, "2026-03-02T09:00").then("accept", "2026-03-03T09:00");
    log.play(asked(1).then("grant", "2026-03-04T09:00"));
    log.play(asked(2).then("refuse", "2026-05-04T09:00"));
    log
}

#[test]
fn a_score_is_the_weighted_mean_of_what_there_was_to_count() {
    let log = year();
    // The holder: (25·3/4 + 15·1/2 + 20·1/3 + 20·9/10 + 20·1/2) ÷ 100.
    expect![[r#"
        body   | body_name | on_time | catalogue_completeness | update_punctuality | quality | sharing_demand | correction | score
        holder | holder    | 3/4     | 1/2                    | 1/3                | 90/100  | 1/2            | 0/0        | 60.92
        13 acts
    "#]].assert_eq(&log.year(Report::BodyScore));
    let table = log.table(Report::BodyScore, "460000", period("2026-01-01", "2026-12-31"));
    assert!(
        table
            .how
            .en
            .ends_with("quality 20 (hainan-bigdata-2019#13(1)), sharing-demand 20 (hainan-bigdata-2019#13(1)).")
    );
    assert_eq!(table.basis, ["hainan-bigdata-2019#13(1)".parse().unwrap()]);
}

#[test]
fn each_figure_is_the_rate_of_its_own_report() {
    let log = year();
    let rate = |report: Report, name: &str| {
        let table = log.table(report, "460000", period("2026-01-01", "2026-12-31"));
        let at = table.columns.iter().position(|column| column.name == name).unwrap();
        let mut sum = (0, 0);
        for row in table.rows.iter().filter(|row| row[0] == Cell::Text("holder".to_owned())) {
            let Cell::Rate { part, whole } = row[at] else { panic!("{report} {name}") };
            sum = (sum.0 + part, sum.1 + whole);
        }
        sum
    };
    let figure = |name| rate(Report::BodyScore, name);
    assert_eq!(figure("on_time"), rate(Report::OnTime, "in_time_rate"));
    assert_eq!(figure("catalogue_completeness"), rate(Report::CatalogueCompleteness, "complete_rate"));
    assert_eq!(figure("update_punctuality"), rate(Report::UpdatePunctuality, "in_time_rate"));
    assert_eq!(figure("quality"), rate(Report::VersionQuality, "kept_rate"));
    assert_eq!(figure("sharing_demand"), rate(Report::SharingDemand, "met_rate"));
    assert_eq!(figure("correction"), rate(Report::QualityCorrection, "in_time_rate"));
}

#[test]
fn a_region_without_a_formula_scores_nobody_and_says_so() {
    let mut log = Log::of("330500");
    log.at("2026-02-01T09:00").dataset("roads", "holder", |_| {}).received("roads", 1, 3, 1);
    let table = log.table(Report::BodyScore, "330500", period("2026-01-01", "2026-12-31"));
    assert!(table.rows.is_empty() && table.basis.is_empty());
    assert_eq!(table.how.en, "The rulebook of this region gives no formula, so nobody is scored.");
}
