use std::collections::BTreeSet;
use std::sync::LazyLock;

use base::LawDate;

use super::*;
use crate::mechanism::Actor::{Applicant, Authority, Platform, Provider};
use crate::mechanism::{Actor, Effect, FieldKind, Guard, OpenClass, Setting, ShareClass};
use crate::procedure::Required;

mod clocks;
mod parents;
mod reading;
mod reckoning;
mod running;
mod scenes;
mod sixth;

static LAW: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::shipped().unwrap());

fn region(code: &str) -> &'static Region {
    LAW.region(code).unwrap()
}

fn hainan() -> &'static Region {
    region("460000")
}

fn date(text: &str) -> LawDate {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn basis(text: &str) -> Basis {
    text.parse().unwrap()
}

/// The shipped rulebook with `old` replaced by `new` in one file.
fn edited(path: &str, old: &str, new: &str) -> Vec<(&'static str, String)> {
    let mut files: Vec<(&str, String)> = shipped().iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    let (_, text) = files.iter_mut().find(|(shipped, _)| *shipped == path).unwrap();
    assert!(text.contains(old), "{path} has no {old:?}");
    *text = text.replacen(old, new, 1);
    files
}

/// The shipped rulebook with one file more.
fn with(path: &'static str, text: &str) -> Vec<(&'static str, String)> {
    let files = shipped().iter().map(|(path, text)| (*path, (*text).to_owned()));
    files.filter(|(shipped, _)| *shipped != path).chain([(path, text.to_owned())]).collect()
}

fn parse(files: &[(&'static str, String)]) -> Result<Rulebook, LoadErrors> {
    Rulebook::parse(files.iter().map(|(path, text)| (*path, text.as_str())))
}

#[test]
fn every_duty_of_five_regulations_is_there() {
    let check = |name: &str, standing: &str, duties: usize, outside: usize| {
        let regulation = LAW.regulation(name).unwrap();
        let left: Vec<&Duty> =
            regulation.duties.iter().filter(|duty| matches!(duty.carrier, Carrier::Outside(_))).collect();
        assert_eq!(
            (regulation.standing.name(), regulation.duties.len(), left.len()),
            (standing, duties, outside),
            "{name}"
        );
    };
    check("hainan-bigdata-2019", "in-force", 112, 21);
    check("hebei-informatization-2021", "in-force", 133, 50);
    check("hunan-cybersecurity-2021", "in-force", 144, 49);
    check("hunan-data-2024", "draft", 150, 36);
    check("huzhou-security-2020", "in-force", 84, 6);
    let duties: Vec<&Duty> = LAW.regulations().flat_map(|regulation| &regulation.duties).collect();
    let carried = duties.iter().filter(|duty| !matches!(duty.carrier, Carrier::Outside(_))).count();
    assert_eq!((LAW.regulations().count(), duties.len(), carried), (5, 623, 461));
}

#[test]
fn four_regions_are_bound_by_their_own_law() {
    let bound: Vec<(&str, Vec<(&str, String)>)> = LAW
        .regions()
        .map(|region| {
            let bindings = region.bindings.iter();
            let from = bindings.map(|binding| (binding.regulation.as_str(), binding.from.to_string())).collect();
            (region.code.as_str(), from)
        })
        .collect();
    assert_eq!(
        bound,
        [
            ("130000", vec![("hebei-informatization-2021", "2021-05-01".to_owned())]),
            ("330500", vec![("huzhou-security-2020", "2020-12-21".to_owned())]),
            ("430000", vec![("hunan-cybersecurity-2021", "2022-01-01".to_owned())]),
            ("460000", vec![("hainan-bigdata-2019", "2019-11-01".to_owned())]),
        ]
    );
}

#[test]
fn each_control_rests_on_its_article() {
    let check = |control, code: &str, article: &str| {
        assert_eq!(region(code).basis(control, date("2026-01-05")), Some(&basis(article)), "{control} {code}");
    };
    check(Control::OneDoor, "460000", "hainan-bigdata-2019#5(2b)");
    check(Control::CatalogueOnly, "460000", "hainan-bigdata-2019#14(1)");
    check(Control::CatalogueConfirm, "460000", "hainan-bigdata-2019#14(3)");
    check(Control::ShareClasses, "460000", "hainan-bigdata-2019#15(1a)");
    check(Control::NegativeList, "460000", "hainan-bigdata-2019#15(1b)");
    check(Control::NotSharedBasis, "460000", "hainan-bigdata-2019#15(2)");
    check(Control::AgreedUse, "460000", "hainan-bigdata-2019#17(1)");
    check(Control::SameForce, "460000", "hainan-bigdata-2019#18");
    check(Control::OpenClasses, "460000", "hainan-bigdata-2019#24(1)");
    check(Control::FreeOpen, "460000", "hainan-bigdata-2019#25");
    check(Control::ConditionalForm, "460000", "hainan-bigdata-2019#26(1)");
    check(Control::RefusalReasons, "460000", "hainan-bigdata-2019#26(2b)");
    check(Control::MachineReadable, "460000", "hainan-bigdata-2019#27(1)");
    check(Control::FreeSharing, "330500", "huzhou-security-2020#22(1a)");
    check(Control::UpgradeNeedsMasking, "430000", "hunan-cybersecurity-2021#40(2)");
    check(Control::NoRecollection, "130000", "hebei-informatization-2021#30(2)");
}

#[test]
fn before_the_law_nothing_rests_on_it() {
    for region in LAW.regions() {
        let from = region.bindings[0].from;
        for control in Control::ALL {
            assert_eq!(region.basis(*control, from.pred_opt().unwrap()), None, "{control} {}", region.code);
            let carries = LAW.duties(region).any(|duty| duty.carrier == Carrier::Control(*control));
            assert_eq!(region.basis(*control, from).is_some(), carries, "{control} {}", region.code);
        }
    }
}

#[test]
fn a_citation_resolves_only_where_its_law_binds() {
    let check = |code: &str, cited: &str, resolves: bool| {
        assert_eq!(LAW.resolves(region(code), &basis(cited)), resolves, "{code} {cited}");
    };
    check("460000", "hainan-bigdata-2019#26", true);
    check("460000", "hainan-bigdata-2019#26(2)", true);
    check("460000", "hainan-bigdata-2019#26(2b)", true);
    check("460000", "hainan-bigdata-2019#26(9)", false);
    check("460000", "hainan-bigdata-2019#58", false);
    check("460000", "hunan-data-2024#26", false);
    check("430000", "hunan-data-2024#26", false);
    check("430000", "hunan-cybersecurity-2021#0(annexa)", true);
}

#[test]
fn lists_of_the_region() {
    let share: Vec<ShareClass> = hainan().share_classes().iter().map(|class| class.role).collect();
    assert_eq!(share, ShareClass::ALL);
    let open: Vec<OpenClass> = hainan().open_classes().iter().map(|class| class.role).collect();
    assert_eq!(open, OpenClass::ALL);
    let grounds: Vec<&str> = hainan().lists.not_shared_grounds.iter().map(|ground| ground.code.as_str()).collect();
    assert_eq!(grounds, ["statute", "administrative-regulation", "state-council-policy"]);
    assert_eq!(hainan().purpose("credit-assessment").unwrap().name.zh, "信用评价");
    assert!(hainan().purpose("curiosity").is_none());
    let open: Vec<OpenClass> = region("330500").open_classes().iter().map(|class| class.role).collect();
    assert_eq!(open, [OpenClass::Unconditional, OpenClass::NotOpen], "nothing is opened on application");
    assert!(region("130000").share_classes().is_empty(), "the regulation knows no types");
}

#[test]
fn answers_to_questions_of_law() {
    let says = |code: &str, setting, word: &str| region(code).says(setting, word);
    assert!(says("330500", Setting::SharingFee, "free") && !says("330500", Setting::SharingFee, "charged"));
    assert!(says("430000", Setting::PlatformLevels, "province") && says("430000", Setting::PlatformLevels, "city"));
    assert!(says("330500", Setting::PlatformDirectExchange, "barred"));
    assert!(says("130000", Setting::DeletionTrigger, "breach") && says("460000", Setting::DeletionTrigger, "request"));
    assert_eq!(hainan().answer(Setting::SharingFee), None, "the law is silent");
    assert!(!says("460000", Setting::SharingFee, "free") && !says("460000", Setting::SharingFee, "charged"));
    for region in LAW.regions() {
        for (setting, answer) in region.settings() {
            assert!(answer.is.iter().all(|word| region.says(setting, word)), "{} {setting}", region.code);
        }
    }
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
    let registering = "catalogue-registration";
    check(registering, "start", &[("submit", Provider, "submitted")]);
    let first =
        [("return", Authority, "returned"), ("confirm", Authority, "confirmed"), ("reject", Authority, "rejected")];
    check(registering, "submitted", &[&first[..], &[("withdraw", Provider, "withdrawn")]].concat());
    check(registering, "returned", &[("resubmit", Provider, "submitted"), ("withdraw", Provider, "withdrawn")]);
    check(registering, "updated", &[("confirm", Authority, "confirmed"), ("keep", Authority, "confirmed")]);
    check(registering, "closed", &[]);
    for procedure in ["sharing-request", "conditional-opening"] {
        check(procedure, "start", &[("submit", Applicant, "submitted")]);
        let closing = [("refuse", Provider, "refused"), ("withdraw", Applicant, "withdrawn")];
        check(procedure, "submitted", &[&[("accept", Provider, "accepted")], &closing[..]].concat());
        let deciding = [("return", Provider, "returned"), ("grant", Provider, "granted")];
        check(procedure, "accepted", &[&deciding[..], &closing[..]].concat());
        check(procedure, "returned", &[&[("resubmit", Applicant, "accepted")], &closing[..]].concat());
        for end in ["granted", "refused", "withdrawn"] {
            check(procedure, end, &[]);
        }
    }
    assert!(!LAW.procedure("sharing-request").unwrap().is_end("elsewhere"));
}

#[test]
fn guards_effects_and_the_four_matters_of_article_26() {
    let opening = LAW.procedure("conditional-opening").unwrap();
    let asked: Vec<(&str, FieldKind)> = opening
        .form
        .iter()
        .filter(|field| field.required == Required::Yes)
        .map(|field| (field.name.as_str(), field.kind))
        .collect();
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
    assert_eq!(submit("catalogue-registration"), [Guard::NotSharedBasis, Guard::NotOpenBasis, Guard::NotSecret]);
    let effects = |name: &str, step: &str| LAW.procedure(name).unwrap().step(step).unwrap().effects.clone();
    assert_eq!(effects("catalogue-registration", "confirm"), [Effect::ConfirmDataset]);
    assert_eq!(effects("sharing-request", "grant"), [Effect::GrantAgreement]);
    assert_eq!(effects("conditional-opening", "grant"), [Effect::GrantAgreement]);
}

#[test]
fn a_timer_takes_the_steps_of_the_platform_and_no_others() {
    for procedure in LAW.procedures() {
        for step in &procedure.steps {
            assert_eq!(step.by == Platform, step.on.is_some(), "{} {}", procedure.name, step.name);
        }
    }
}
