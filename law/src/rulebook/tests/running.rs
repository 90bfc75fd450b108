//! Which procedures a region runs, who takes their steps there, what they ask for and on which articles they rest.

use super::*;
use crate::mechanism::Actor::{Cyberspace, Government, Police, Sector, Superior};

#[test]
fn a_procedure_runs_where_law_calls_for_it_or_the_region_adopts_it() {
    let check = |code: &str, procedure: &str, runs: bool| {
        assert_eq!(region(code).runs(procedure), runs, "{code} {procedure}");
        assert_eq!(region(code).procedures().any(|name| name == procedure), runs, "{code} {procedure}");
    };
    check("460000", "catalogue-registration", true); // a duty names it
    check("460000", "conditional-opening", true); // a duty names the clock it starts
    check("460000", "sharing-request", true); // adopted
    check("460000", "drill", false);
    check("330500", "drill", true);
    check("330500", "conditional-opening", false);
    check("330500", "authorised-operation", false);
    check("430000", "authorised-operation", false); // only the draft names it
    check("130000", "project-review", true);
    check("130000", "tea-break", false);
}

#[test]
fn what_runs_has_its_clocks_and_events_settled() {
    for region in LAW.regions() {
        for procedure in LAW.procedures().filter(|procedure| region.runs(&procedure.name)) {
            for step in &procedure.steps {
                for clock in &step.starts {
                    assert!(region.clock_value(clock).is_some(), "{} {clock}", region.code);
                }
                assert!(step.tells.as_ref().is_none_or(|event| region.tells(event).is_some()), "{}", region.code);
            }
        }
    }
}

#[test]
fn the_region_says_who_decides() {
    let check = |code: &str, procedure: &str, step: &str, by: Actor| {
        let decides = region(code).decides(procedure, step).unwrap();
        assert_eq!((decides.by, decides.with.as_slice()), (by, &[][..]), "{code} {procedure} {step}");
    };
    check("330500", "catalogue-registration", "confirm", Provider);
    check("430000", "department-order", "order", Government);
    check("130000", "department-order", "order", Superior);
    check("460000", "project-review", "opinion", Authority);
    assert!(hainan().decides("catalogue-registration", "confirm").is_none());
    assert_eq!(LAW.procedure("catalogue-registration").unwrap().step("confirm").unwrap().by, Authority);
}

#[test]
fn the_region_says_what_else_is_asked_for_and_who_is_told() {
    assert_eq!(hainan().asks("outsourcing.risk_report"), Some(&basis("hainan-bigdata-2019#45(3)")));
    assert_eq!(hainan().asks("conditional-opening.undertaking"), None);
    let opening = LAW.procedure("conditional-opening").unwrap();
    let undertaking = opening.form.iter().find(|field| field.name == "undertaking").unwrap();
    assert_eq!((undertaking.required, undertaking.asked_as("conditional-opening").as_str()), {
        (Required::Asked, "conditional-opening.undertaking")
    });
    let told = |code: &str, event: &str| region(code).tells(event).unwrap().to.clone();
    assert_eq!(told("460000", "incident.report"), [Authority, Sector]);
    assert_eq!(told("330500", "incident.report"), [Authority, Cyberspace, Police]);
    assert!(told("460000", "destruction.file").is_empty(), "the law is silent");
    assert!(hainan().tells("drill.report").is_none());
}

#[test]
fn a_procedure_taken_up_rests_on_the_article_the_region_gives_for_it() {
    let path = "regions/460000.toml";
    let plain =
        edited(path, "{ procedure = \"agreement-end\", basis = \"hainan-bigdata-2019#17(1)\" }", "\"agreement-end\"");
    let law = parse(&plain).unwrap();
    let hainan = law.region("460000").unwrap();
    assert!(hainan.runs("agreement-end") && hainan.adopts("agreement-end"), "a name alone will do");
    assert_eq!(law.step_basis(hainan, "agreement-end", "terminate", date("2026-01-05")), []);
    let cited = LAW.step_basis(region("460000"), "agreement-end", "terminate", date("2026-01-05"));
    assert_eq!(cited, [basis("hainan-bigdata-2019#17(1)")]);
    // Before the regulation is in force its article is cited by nobody.
    assert_eq!(LAW.step_basis(region("460000"), "agreement-end", "terminate", date("2019-10-31")), []);
}

#[test]
fn steps_rest_on_articles() {
    let check = |code: &str, procedure: &str, step: &str, articles: &[&str]| {
        let found = LAW.step_basis(region(code), procedure, step, date("2026-01-05"));
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, articles, "{code} {procedure} {step}");
    };
    check("460000", "catalogue-registration", "submit", &["hainan-bigdata-2019#14(2a)"]); // a duty names the step
    check("460000", "catalogue-registration", "reject", &["hainan-bigdata-2019#14(3)"]); // the clock it stops
    check("460000", "sharing-request", "grant", &["hainan-bigdata-2019#17(1)"]);
    check("460000", "conditional-opening", "accept", &["hainan-bigdata-2019#26(2a)"]);
    check("460000", "conditional-opening", "submit", &["hainan-bigdata-2019#26(2a)"]); // the clock of another step
    check("330500", "catalogue-registration", "confirm", &["huzhou-security-2020#22(2a)"]); // who takes it
    check("460000", "agreement-end", "terminate", &["hainan-bigdata-2019#17(1)"]); // why the region takes it up
    check("460000", "agreement-change", "amend", &["hainan-bigdata-2019#17(1)"]); // so too, where its clock is silent
    check("460000", "purchase", "approve", &[]); // taken up without an article
    check("460000", "tea-break", "sip", &[]);
}
