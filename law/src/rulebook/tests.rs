use std::collections::BTreeSet;
use std::sync::LazyLock;

use base::LawDate;
use proptest::prelude::*;

use super::*;
use crate::mechanism::Actor::{Applicant, Authority, Provider};
use crate::mechanism::{Actor, Effect, FieldKind, Guard, OpenClass, ShareClass};
use crate::{SetBy, clock_for};

static LAW: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::shipped().unwrap());

fn hainan() -> &'static Region {
    LAW.region("460000").unwrap()
}

fn date(text: &str) -> LawDate {
    text.parse().unwrap()
}

fn basis(text: &str) -> Basis {
    text.parse().unwrap()
}

#[test]
fn each_control_rests_on_its_article() {
    let check = |control, article: &str| assert_eq!(hainan().basis(control, date("2026-01-05")), Some(&basis(article)));
    check(Control::OneDoor, "hainan-bigdata-2019#11(1b)");
    check(Control::CatalogueOnly, "hainan-bigdata-2019#14(1)");
    check(Control::CatalogueConfirm, "hainan-bigdata-2019#14(3)");
    check(Control::ShareClasses, "hainan-bigdata-2019#15(1a)");
    check(Control::NegativeList, "hainan-bigdata-2019#15(1b)");
    check(Control::NotSharedBasis, "hainan-bigdata-2019#15(2)");
    check(Control::AgreedUse, "hainan-bigdata-2019#17(1)");
    check(Control::SameForce, "hainan-bigdata-2019#18");
    check(Control::OpenClasses, "hainan-bigdata-2019#24(1)");
    check(Control::FreeOpen, "hainan-bigdata-2019#25");
    check(Control::ConditionalForm, "hainan-bigdata-2019#26(1)");
    check(Control::RefusalReasons, "hainan-bigdata-2019#26(2b)");
    check(Control::MachineReadable, "hainan-bigdata-2019#27(1)");
}

#[test]
fn before_the_law_nothing_rests_on_it() {
    for control in Control::ALL {
        assert_eq!(hainan().basis(*control, date("2019-10-31")), None, "{control}");
        assert!(hainan().basis(*control, date("2019-11-01")).is_some(), "{control}");
    }
}

#[test]
fn every_duty_of_the_articles_needed_here_has_a_carrier() {
    let articles: BTreeSet<u16> = LAW.duties(hainan()).map(|duty| duty.basis.article()).collect();
    assert_eq!(articles, BTreeSet::from([11, 14, 15, 16, 17, 18, 24, 25, 26, 27]));
    assert!(LAW.resolves(hainan(), &basis("hainan-bigdata-2019#26")));
    assert!(!LAW.resolves(hainan(), &basis("hainan-bigdata-2019#39")));
    assert!(!LAW.resolves(hainan(), &basis("hunan-data-2024#26")));
}

#[test]
fn every_step_rests_on_an_article_once_the_law_is_in_force() {
    let check = |procedure: &str, step: &str, article: &str| {
        let found = LAW.step_basis(hainan(), procedure, step, date("2026-01-05"));
        assert_eq!(found, [basis(article)], "{procedure} {step}");
    };
    check("catalogue-registration", "submit", "hainan-bigdata-2019#14(2a)");
    check("catalogue-registration", "confirm", "hainan-bigdata-2019#14(3)");
    check("catalogue-registration", "reject", "hainan-bigdata-2019#14(3)");
    check("sharing-request", "grant", "hainan-bigdata-2019#17(1)");
    check("conditional-opening", "submit", "hainan-bigdata-2019#26(2a)");
    check("conditional-opening", "accept", "hainan-bigdata-2019#26(2a)");
    check("conditional-opening", "grant", "hainan-bigdata-2019#26(2a)");
    for procedure in LAW.procedures() {
        for step in &procedure.steps {
            let articles = |on: &str| LAW.step_basis(hainan(), &procedure.name, &step.name, date(on));
            assert!(!articles("2019-11-01").is_empty(), "{} {}", procedure.name, step.name);
            assert!(articles("2019-10-31").is_empty(), "{} {}", procedure.name, step.name);
        }
    }
    assert!(LAW.step_basis(hainan(), "tea-break", "sip", date("2026-01-05")).is_empty());
}

#[test]
fn lists_of_the_region() {
    let share: Vec<ShareClass> = hainan().share_classes().iter().map(|class| class.role).collect();
    assert_eq!(share, ShareClass::ALL);
    let open: Vec<OpenClass> = hainan().open_classes().iter().map(|class| class.role).collect();
    assert_eq!(open, OpenClass::ALL);
    let grounds: Vec<&str> = hainan().not_shared_grounds.iter().map(|ground| ground.code.as_str()).collect();
    assert_eq!(grounds, ["statute", "administrative-regulation", "state-council-policy"]);
    assert_eq!(hainan().purpose("credit-assessment").unwrap().name.zh, "信用评价");
    assert!(hainan().purpose("curiosity").is_none());
}

#[test]
fn what_each_state_of_a_procedure_allows() {
    let check = |procedure: &str, state: &str, steps: &[(&str, Actor, &str)]| {
        let procedure = LAW.procedure(procedure).unwrap();
        let found: Vec<(&str, Actor, &str)> =
            procedure.steps_from(state).map(|step| (step.name.as_str(), step.by, step.to.as_str())).collect();
        assert_eq!(found, steps, "{} {state}", procedure.name);
        assert_eq!(procedure.is_end(state), steps.is_empty(), "{} {state}", procedure.name);
    };
    check("catalogue-registration", "start", &[("submit", Provider, "submitted")]);
    check(
        "catalogue-registration",
        "submitted",
        &[("return", Authority, "returned"), ("confirm", Authority, "confirmed"), ("reject", Authority, "rejected")],
    );
    check("catalogue-registration", "returned", &[("resubmit", Provider, "submitted")]);
    check("catalogue-registration", "confirmed", &[]);
    check("catalogue-registration", "rejected", &[]);
    for procedure in ["sharing-request", "conditional-opening"] {
        check(procedure, "start", &[("submit", Applicant, "submitted")]);
        let closing = [("refuse", Provider, "refused"), ("withdraw", Applicant, "withdrawn")];
        check(procedure, "submitted", &[&[("accept", Provider, "accepted")], &closing[..]].concat());
        check(procedure, "accepted", &[&[("grant", Provider, "granted")], &closing[..]].concat());
        for end in ["granted", "refused", "withdrawn"] {
            check(procedure, end, &[]);
        }
    }
    assert!(!LAW.procedure("sharing-request").unwrap().is_end("elsewhere"));
}

#[test]
fn guards_effects_and_the_four_matters_of_article_26() {
    let opening = LAW.procedure("conditional-opening").unwrap();
    let asked: Vec<(&str, FieldKind)> =
        opening.form.iter().filter(|field| field.required).map(|field| (field.name.as_str(), field.kind)).collect();
    assert_eq!(
        asked,
        [
            ("dataset", FieldKind::Dataset),
            ("purpose", FieldKind::Purpose),
            ("scenario", FieldKind::Text),
            ("term", FieldKind::Date),
            ("safety", FieldKind::Text),
        ]
    );
    let submit = |name: &str| LAW.procedure(name).unwrap().step("submit").unwrap().guards.clone();
    assert_eq!(submit("conditional-opening"), [Guard::DatasetListed, Guard::OpenClassAllows, Guard::PurposeKnown]);
    assert_eq!(
        submit("sharing-request"),
        [Guard::DatasetListed, Guard::ShareClassAllows, Guard::RequesterNotProvider, Guard::PurposeKnown]
    );
    assert_eq!(submit("catalogue-registration"), [Guard::NotSharedBasis]);
    let effects: Vec<(&str, Effect)> = LAW
        .procedures()
        .flat_map(|procedure| procedure.steps.iter().filter_map(|step| Some((step.name.as_str(), step.effect?))))
        .collect();
    assert_eq!(
        effects,
        [("confirm", Effect::ConfirmDataset), ("grant", Effect::GrantAgreement), ("grant", Effect::GrantAgreement)]
    );
}

fn check_due(clock: &str, started: &str, expected: Option<(&str, bool)>) {
    let due = LAW.due(hainan(), clock, started.parse().unwrap());
    let found = due.map(|due| (due.at.to_string(), due.provisional));
    let expected = expected.map(|(day, provisional)| (format!("{day}T23:59:59.999+08:00"), provisional));
    assert_eq!(found, expected, "{clock} from {started}");
}

#[test]
fn clocks_end_with_the_last_working_day() {
    check_due("open.decide", "2026-01-05T09:00:00+08:00", Some(("2026-01-12", false)));
    check_due("open.decide", "2026-02-10T23:59:59+08:00", Some(("2026-02-24", false)));
    check_due("open.decide", "2026-02-10T16:00:00Z", Some(("2026-02-25", false))); // already the 11th in Shanghai
    check_due("share.accept", "2026-09-29T10:00:00+08:00", Some(("2026-10-12", false)));
    check_due("share.decide", "2026-12-24T10:00:00+08:00", Some(("2027-01-07", true)));
    check_due("catalogue.confirm", "2026-01-05T09:00:00+08:00", Some(("2026-01-19", false)));
    check_due("open.decide", "2019-10-31T10:00:00+08:00", None); // not yet law
    check_due("open.decide", "2019-11-01T10:00:00+08:00", Some(("2019-11-08", false)));
    check_due("tea.break", "2026-01-05T09:00:00+08:00", None);
}

#[test]
fn who_set_each_clock() {
    let check = |clock: &str, article: &str, length, set_by| {
        let rule = hainan().clock(clock).unwrap();
        assert_eq!((&rule.basis, rule.length, rule.set_by), (&basis(article), length, set_by), "{clock}");
    };
    check("open.decide", "hainan-bigdata-2019#26(2a)", Length::WorkingDays(5), SetBy::Law);
    check("share.accept", "hainan-bigdata-2019#17(1)", Length::WorkingDays(5), SetBy::Authority);
    check("share.decide", "hainan-bigdata-2019#17(1)", Length::WorkingDays(10), SetBy::Authority);
    check("catalogue.confirm", "hainan-bigdata-2019#14(3)", Length::WorkingDays(10), SetBy::Authority);
}

#[test]
fn a_deadline_is_reckoned_day_by_day() {
    let reckoned = clock_for(&LAW, "460000", "conditional-opening", "accept", date("2026-02-10")).unwrap();
    let json = serde_json::to_value(&reckoned).unwrap();
    let skipped: Vec<String> = (15..=23).map(|day| format!("2026-02-{day}")).collect();
    assert_eq!(
        json,
        serde_json::json!({
            "clock": "open.decide",
            "from": "2026-02-10",
            "due": {
                "date": "2026-02-24",
                "at": "2026-02-24T23:59:59.999+08:00",
                "provisional": false,
                "basis": "hainan-bigdata-2019#26(2a)",
                "length": { "working-days": 5 },
            },
            "set_by": "law",
            "skipped": skipped,
            "make_up": ["2026-02-14"],
        })
    );
}

#[test]
fn why_a_deadline_cannot_be_reckoned() {
    let check = |region: &str, procedure: &str, step: &str, from: &str, expected: &str| {
        let error = clock_for(&LAW, region, procedure, step, date(from)).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    let (opening, day) = ("conditional-opening", "2026-02-10");
    check(
        "110000",
        opening,
        "accept",
        day,
        "expected a region of the rulebook (460000), found \"110000\"; give one of these codes",
    );
    check(
        "460000",
        "opening",
        "accept",
        day,
        "expected a procedure of the rulebook (catalogue-registration, conditional-opening, sharing-request), \
         found \"opening\"; give one of these names",
    );
    check(
        "460000",
        opening,
        "open",
        day,
        "expected a step of conditional-opening (submit, accept, grant, refuse, withdraw), found \"open\"; \
         give one of these names",
    );
    check(
        "460000",
        opening,
        "grant",
        day,
        "expected a step that starts a clock, found \"grant\" of conditional-opening, which starts none; \
         clocks start at: accept",
    );
    check(
        "460000",
        opening,
        "accept",
        "2019-10-31",
        "expected a day on which hainan-bigdata-2019 binds in region 460000, found 2019-10-31; give a later day",
    );
}

/// The shipped rulebook with `old` replaced by `new` in one file.
fn edited(path: &str, old: &str, new: &str) -> Vec<(&'static str, String)> {
    let mut files: Vec<(&str, String)> = shipped().iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    let (_, text) = files.iter_mut().find(|(shipped, _)| *shipped == path).unwrap();
    assert!(text.contains(old), "{path} has no {old:?}");
    *text = text.replacen(old, new, 1);
    files
}

fn parse(files: &[(&'static str, String)]) -> Result<Rulebook, LoadErrors> {
    Rulebook::parse(files.iter().map(|(path, text)| (*path, text.as_str())))
}

#[test]
fn a_silent_clock_has_no_deadline() {
    let silent = edited(
        "regions/460000.toml",
        "{ working_days = 5, basis = \"hainan-bigdata-2019#17(1)\", set_by = \"authority\" }",
        "{ silent = true }",
    );
    let law = parse(&silent).unwrap();
    let region = law.region("460000").unwrap();
    assert!(region.clock("share.accept").is_none() && region.clock_value("share.accept").is_some());
    assert!(law.due(region, "share.accept", Timestamp::from_millis(1_767_600_123_456)).is_none());
    let error = clock_for(&law, "460000", "sharing-request", "submit", date("2026-02-10")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a length for clock \"share.accept\", found silence in region 460000: no deadline runs"
    );
}

#[test]
fn calendar_days_run_through_holidays() {
    let law = parse(&edited("regions/460000.toml", "working_days = 10", "calendar_days = 10")).unwrap();
    let reckoned = clock_for(&law, "460000", "catalogue-registration", "submit", date("2026-02-10")).unwrap();
    assert_eq!((reckoned.due.date, reckoned.due.provisional), (date("2026-02-20"), false));
    assert!(reckoned.skipped.is_empty() && reckoned.make_up.is_empty());
}

#[test]
fn a_draft_binds_only_as_a_pilot() {
    let path = "regulations/hainan-bigdata-2019.toml";
    let mut files = edited(path, "standing = \"in-force\"\nin_force = 2019-11-01", "standing = \"draft\"");
    let errors = parse(&files).unwrap_err().to_string();
    assert!(errors.starts_with("regions/460000.toml:8: expected a regulation in force, found the draft"), "{errors}");
    let (_, region) = files.iter_mut().find(|(path, _)| *path == "regions/460000.toml").unwrap();
    *region = region.replacen("from = 2019-11-01", "from = 2019-11-01\npilot = true", 1);
    assert!(parse(&files).unwrap().region("460000").unwrap().basis(Control::OneDoor, date("2026-01-05")).is_some());
}

#[test]
fn the_digest_follows_rules_and_not_layout() {
    let comment = parse(&edited("regions/460000.toml", "# 时限", "# 各环节时限\n\n")).unwrap();
    assert_eq!(comment.digest(), LAW.digest());
    let crlf: Vec<(&str, String)> = shipped().iter().map(|(path, text)| (*path, text.replace('\n', "\r\n"))).collect();
    assert_eq!(parse(&crlf).unwrap().digest(), LAW.digest());
    let longer = parse(&edited("regions/460000.toml", "working_days = 10", "working_days = 11")).unwrap();
    assert_ne!(longer.digest(), LAW.digest());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_order_of_files_does_not_matter(files in Just(shipped().to_vec()).prop_shuffle()) {
        prop_assert_eq!(&Rulebook::parse(files).unwrap(), &*LAW);
    }
}

proptest! {
    #[test]
    fn every_walk_through_a_procedure_comes_to_an_end(choices in prop::collection::vec(any::<prop::sample::Index>(), 1..40)) {
        for procedure in LAW.procedures() {
            let mut state = crate::START;
            for choice in &choices {
                let steps: Vec<_> = procedure.steps_from(state).collect();
                if steps.is_empty() {
                    break;
                }
                state = &choice.get(&steps).to;
                prop_assert!(procedure.states().contains(state));
            }
            prop_assert_eq!(procedure.is_end(state), procedure.steps_from(state).next().is_none());
        }
    }
}

#[test]
fn no_bytes_make_the_loader_panic() {
    let paths: Vec<&str> = shipped().iter().map(|(path, _)| *path).collect();
    bolero::check!().with_iterations(150).for_each(|bytes: &[u8]| {
        let Some((first, rest)) = bytes.split_first() else { return };
        let text = String::from_utf8_lossy(rest);
        let path = paths[usize::from(*first) % paths.len()];
        let _ = Rulebook::parse([(path, &*text)]);
        // A piece of the real file overwritten: reaches further in than free bytes do.
        let mut files: Vec<(&str, String)> = shipped().iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
        let (_, whole) = &mut files[usize::from(*first) % paths.len()];
        let seed = rest.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
        let lines = whole.lines().count();
        let overwritten: Vec<&str> =
            whole.lines().enumerate().map(|(n, line)| if n == seed % lines { &*text } else { line }).collect();
        *whole = overwritten.join("\n");
        if let Err(errors) = Rulebook::parse(files.iter().map(|(path, text)| (*path, text.as_str()))) {
            for error in errors.iter() {
                assert!(error.line >= 1 && error.to_string().contains("expected"));
            }
        }
    });
}
