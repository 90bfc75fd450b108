//! `in-force-dates` 施行日期: a rule is cited, and its clocks run, from its day and not before.

use base::{LawDate, Timestamp};

use crate::{LAW, date, region};

#[test]
fn every_step_the_law_calls_for_rests_on_an_article_once_it_is_in_force() {
    for region in LAW.regions() {
        let from = region.bindings[0].from;
        for procedure in
            LAW.procedures().filter(|procedure| region.runs(&procedure.name) && !region.adopts(&procedure.name))
        {
            for step in &procedure.steps {
                let articles = |on: LawDate| LAW.step_basis(region, &procedure.name, &step.name, on);
                assert!(!articles(from).is_empty(), "{} {} {}", region.code, procedure.name, step.name);
                let before = articles(from.pred_opt().unwrap());
                assert!(before.is_empty(), "{} {} {}", region.code, procedure.name, step.name);
            }
        }
    }
}

#[test]
fn a_clock_does_not_run_on_an_article_that_is_not_in_force_yet() {
    let due = |day: &str| LAW.due(region("460000"), "open.decide", Timestamp::start_of(date(day)), None);
    assert_eq!(due("2019-10-31"), None);
    assert_eq!(due("2019-11-01").unwrap().basis.to_string(), "hainan-bigdata-2019#26(2a)");
}
