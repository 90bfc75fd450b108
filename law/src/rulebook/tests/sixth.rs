//! A sixth text, never seen before: the measures of an invented city, with classes, clocks, a fee, an approval in two
//! stages and a procedure of its own. It is files only; nothing in code knows it.

use std::path::Path;

use super::*;
use crate::mechanism::Actor::{Government, Police, Sector};
use crate::{Cover, SetBy, Topic, coverage, diff};

const XINGANG: [(&str, &str); 3] = [
    ("regulations/xingang-data-2025.toml", include_str!("../sixth/regulation.toml")),
    ("regions/469900.toml", include_str!("../sixth/region.toml")),
    ("procedures/berth-lease.toml", include_str!("../sixth/procedure.toml")),
];

/// The city's files beside the shipped files `kept` lets through.
fn loaded(kept: impl Fn(&str) -> bool) -> Rulebook {
    let shipped = shipped().iter().copied().filter(|(path, _)| kept(path));
    Rulebook::parse(shipped.chain(XINGANG)).unwrap()
}

/// The city alone with the calendar and the procedures everyone has.
static ALONE: LazyLock<Rulebook> =
    LazyLock::new(|| loaded(|path| path.starts_with("calendars/") || path.starts_with("procedures/")));

fn xingang() -> &'static Region {
    ALONE.law_of("469901").unwrap()
}

#[test]
fn the_city_has_its_own_names() {
    assert_eq!((ALONE.regulations().count(), ALONE.regions().count()), (1, 1));
    assert_eq!((xingang().code.as_str(), &xingang().parent), ("469900", &None));
    let share: Vec<&str> = xingang().share_classes().iter().map(|class| class.name.zh.as_str()).collect();
    let open: Vec<&str> = xingang().open_classes().iter().map(|class| class.name.zh.as_str()).collect();
    assert_eq!((share, open), (vec!["随借", "约借", "不借"], vec!["敞开", "付费开放", "封存"]));
    assert!(xingang().purpose("berthing").is_some() && xingang().purpose("statistics").is_none());
    assert!(xingang().lists.not_shared_grounds.is_empty() && xingang().lists.sanctions.is_empty());
    assert!(xingang().says(Setting::OpeningFee, "charged") && xingang().answer(Setting::SharingFee).is_none());
    let article = |control| xingang().basis(control, date("2026-01-05")).map(ToString::to_string);
    assert_eq!(article(Control::ShareClasses).as_deref(), Some("xingang-data-2025#4"));
    assert_eq!(article(Control::OneDoor), None);
    assert_eq!(xingang().basis(Control::ShareClasses, date("2025-06-30")), None);
}

#[test]
fn the_city_has_its_own_clocks() {
    let due = |clock: &str, stated: Option<&str>| {
        let due = ALONE.due(xingang(), clock, at("2026-02-13T10:00:00+08:00"), stated.map(date));
        due.map(|due| due.at.to_string())
    };
    let check = |clock, stated, expected: Option<&str>| assert_eq!(due(clock, stated).as_deref(), expected, "{clock}");
    check("catalogue.confirm", None, Some("2026-02-14T22:00:00.000+08:00"));
    check("catalogue.update", None, Some("2026-05-13T23:59:59.999+08:00"));
    check("share.accept", None, None);
    check("share.decide", None, Some("2026-02-20T23:59:59.999+08:00"));
    check("open.decide", None, Some("2026-03-19T23:59:59.999+08:00"));
    check("lease.approve", Some("2026-03-01"), Some("2026-03-01T23:59:59.999+08:00"));
    check("lease.approve", None, None);
    check("lease.confirm", None, Some("2026-02-15T10:00:00.000+08:00"));
    assert_eq!(xingang().clock("lease.confirm").unwrap().set_by, SetBy::Law);
    let anew = ALONE.resumed(
        xingang(),
        "share.decide",
        at("2026-02-20T23:59:59.999+08:00"),
        at("2026-02-15T09:00:00+08:00"),
        at("2026-02-28T09:00:00+08:00"),
    );
    assert_eq!(anew.unwrap().date, date("2026-03-07"));
}

#[test]
fn a_loan_needs_two_bodies_and_a_lease_a_third() {
    let grant = xingang().decides("sharing-request", "grant").unwrap();
    assert_eq!((grant.by, grant.with.as_slice()), (Provider, &[Authority][..]));
    let lease = ALONE.procedure("berth-lease").unwrap();
    let who = |step: &str| {
        let step = lease.step(step).unwrap();
        (step.by, step.with.clone(), step.guards.clone())
    };
    assert_eq!(who("approve"), (Provider, vec![Authority], vec![]));
    assert_eq!(who("confirm"), (Government, vec![], vec![Guard::SecondPerson]));
    assert_eq!(who("lapse").0, Platform);
    for end in ["leased", "lapsed", "refused"] {
        assert!(lease.is_end(end), "{end}");
    }
    assert_eq!(xingang().tells("lease.confirmed").unwrap().to, [Police, Sector]);
    assert_eq!(xingang().asks("conditional-opening.undertaking"), Some(&basis("xingang-data-2025#8")));
    let runs: Vec<&str> = xingang().procedures().collect();
    assert_eq!(runs, ["berth-lease", "catalogue-registration", "conditional-opening", "sharing-request"]);
    let rests = |step: &str| ALONE.step_basis(xingang(), "berth-lease", step, date("2026-01-05"));
    assert_eq!(rests("confirm"), [basis("xingang-data-2025#9(2)")]);
    assert_eq!(rests("apply"), [basis("xingang-data-2025#9(1)")]);
}

#[test]
fn the_citys_duties_are_counted_like_any_others() {
    let covered = coverage(&ALONE, Some(xingang()));
    let waiting: Vec<&str> =
        covered.duties.iter().filter(|duty| duty.state == Cover::NotCarried).map(|duty| duty.id.as_str()).collect();
    assert_eq!((covered.total, covered.outside, covered.carried, covered.not_carried), (15, 2, 12, 1));
    assert_eq!(waiting, ["xingang-data-2025#9(3)"]);
}

#[test]
fn beside_all_shipped_regions_it_changes_none_of_them() {
    let all = loaded(|_| true);
    for region in LAW.regions() {
        assert_eq!(all.region(&region.code), Some(region));
    }
    assert_eq!(all.law_of("469001").unwrap().code, "460000");
    assert_eq!(all.law_of("469901").unwrap().code, "469900");
    let differences = diff(&all, all.region("460000").unwrap(), all.region("469900").unwrap());
    let value = |topic, name: &str| {
        let found = differences.iter().find(|found| found.topic == topic && found.name == name).unwrap();
        let said = |side: &Option<crate::Held>| side.as_ref().map_or("—", |held| held.value.zh.as_str()).to_owned();
        (said(&found.a), said(&found.b))
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(value(Topic::Setting, "opening.fee"), pair("无偿", "收费"));
    assert_eq!(value(Topic::Procedure, "berth-lease"), pair("—", "办理"));
    assert_eq!(value(Topic::Decider, "sharing-request.grant"), pair("提供部门", "提供部门会同数据主管部门"));
    assert_eq!(value(Topic::Clock, "share.accept"), pair("5个工作日，主管部门定，提前1日提醒", "法无规定"));
}

/// Every `.rs` file below `folder` that is no test.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn nothing_in_code_knows_the_city() {
    let mut read = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut read);
    assert!(read.len() > 20, "{}", read.len());
    for known in ["xingang", "Xingang", "新港", "469900", "berth", "lease."] {
        assert!(read.iter().all(|text| !text.contains(known)), "{known}");
    }
}
