use std::collections::BTreeMap;

use base::{Features, Grade, Kind};
use domain::act::Act;
use domain::dataset::{self, Catalogue, Dataset, DatasetStatus, FieldGrade, Ground};
use domain::record::Record as _;
use law::ShareClass;

use crate::fixture::{World, catalogue, dataset, department, said, version};

pub(crate) fn names(acts: Vec<domain::record::Decided>) -> Vec<&'static str> {
    acts.into_iter().map(|decided| decided.act.name()).collect()
}

fn register(change: impl FnOnce(&mut Catalogue), expected: &str) {
    register_in("460000", change, expected);
}

pub(crate) fn register_in(place: &'static str, change: impl FnOnce(&mut Catalogue), expected: &str) {
    let world = World::of(place);
    let mut entry = dataset();
    change(&mut entry.catalogue);
    assert_eq!(said(dataset::register(&entry, &department(), &world.deciding()).map(names)), expected, "{place}");
    let revised = dataset::revise(
        &Dataset { status: DatasetStatus::Registered, ..dataset() },
        &department(),
        &entry.catalogue,
        &world.deciding(),
    );
    assert_eq!(
        said(revised.map(names)),
        expected.replace("registered", "revised"),
        "{place}: a draft is held to the same"
    );
}

#[test]
fn registering_a_catalogue_entry() {
    register(|_| {}, "dataset-registered");
    register(|c| c.title = "  ".to_owned(), "invalid catalogue.title=invalid-text-length");
    register(|c| c.summary = "字".repeat(2001), "invalid catalogue.summary=invalid-text-length");
    register(
        |c| c.provider_code = Some("911100007001499000".to_owned()),
        "invalid catalogue.provider_code=invalid-uscc",
    );
    let refused = "refused refusal-not-shared-without-ground hainan-bigdata-2019#15(2)";
    register(|c| c.sharing.class = ShareClass::NotShared, refused);
    let ground = |kind: &str, citation: &str| Some(Ground { kind: kind.to_owned(), citation: citation.to_owned() });
    for wrong in [ground("habit", "向来如此"), ground("statute", " ")] {
        register(
            |c| {
                c.sharing.class = ShareClass::NotShared;
                c.sharing.ground = wrong;
            },
            refused,
        );
    }
    let lawful =
        World::new().deciding().region.lists.not_shared_grounds.iter().map(|g| g.code.clone()).collect::<Vec<_>>();
    assert_eq!(lawful.len(), 3, "statute, administrative regulation, State Council policy");
    for kind in lawful {
        register(
            |c| {
                c.sharing.class = ShareClass::NotShared;
                c.sharing.ground = ground(&kind, "保守国家秘密法第二十三条");
            },
            "dataset-registered",
        );
    }
}

#[test]
fn where_the_law_lists_no_ground_for_not_sharing_any_that_is_cited_will_do() {
    let class = |citation: &str| {
        let ground = Ground { kind: "secrecy".to_owned(), citation: citation.to_owned() };
        move |c: &mut Catalogue| (c.sharing.class, c.sharing.ground) = (ShareClass::NotShared, Some(ground))
    };
    let refused = "refused refusal-not-shared-without-ground";
    register_in("330500", class(" "), &format!("{refused} huzhou-security-2020#22(2a)"));
    register_in("130000", class(" "), &format!("{refused} hebei-informatization-2021#28(1)"));
    register_in("330500", class("保守国家秘密法第二十三条"), "dataset-registered");
    register_in("130000", class("保守国家秘密法第二十三条"), "dataset-registered");
}

#[test]
fn a_confirmed_entry_is_not_revised_as_a_draft() {
    let world = World::new();
    let listed = dataset();
    let draft = Dataset { status: DatasetStatus::Registered, ..dataset() };
    let revise = |d| said(dataset::revise(d, &department(), &catalogue(), &world.deciding()).map(names));
    assert_eq!(revise(&draft), "dataset-revised");
    assert_eq!(revise(&listed), "state state-dataset-listed");
}

fn grade(field: &str, grade: Grade, reason: &str, expected: &str) {
    let word = FieldGrade { field: field.to_owned(), grade, reason: reason.to_owned(), kinds: None };
    let confirmed = dataset::confirm_grades(&dataset(), &[word], &BTreeMap::new(), &World::new().deciding());
    assert_eq!(said(confirmed.map(names)), expected);
}

#[test]
fn going_below_the_proposed_grade_needs_a_reason() {
    grade("姓名", Grade::General3, "", "grades-confirmed");
    grade("姓名", Grade::Important, "", "grades-confirmed");
    grade("姓名", Grade::General1, " ", "invalid grades.姓名.reason=invalid-grade-needs-reason");
    grade("姓名", Grade::General1, "已公开的法定代表人", "grades-confirmed");
    grade("无此项", Grade::General1, "", "invalid grades.无此项=invalid-unknown-field");
}

/// The word a steward gives on 姓名 and the act that follows, with what was counted of it.
fn overridden(grade: Grade, kinds: Option<&[Kind]>, reason: &str) -> Result<Act, String> {
    let kinds = kinds.map(|kinds| kinds.iter().copied().collect());
    let word = FieldGrade { field: "姓名".to_owned(), grade, reason: reason.to_owned(), kinds };
    let counted = BTreeMap::from([("姓名".to_owned(), Features { values: 40, ..Features::default() })]);
    let confirmed = dataset::confirm_grades(&dataset(), &[word], &counted, &World::new().deciding());
    match confirmed {
        Ok(acts) => Ok(acts.into_iter().next().unwrap().act),
        Err(no) => Err(said(Err(no))),
    }
}

#[test]
fn what_overrides_a_proposal_is_kept_as_an_example_and_what_agrees_is_not() {
    let examples = |act: Act| match act {
        Act::GradesConfirmed { examples, .. } => examples,
        other => panic!("{}", other.name()),
    };
    assert_eq!(examples(overridden(Grade::General3, None, "").unwrap()), []);
    assert_eq!(examples(overridden(Grade::General3, Some(&[Kind::Name]), "").unwrap()), []);
    let lowered = examples(overridden(Grade::General1, None, "已公开").unwrap());
    assert_eq!(lowered.len(), 1);
    assert_eq!((&lowered[0].kinds[..], lowered[0].grade), (&[Kind::Name][..], Some(Grade::General1)));
    assert_eq!(lowered[0].table, ["编号", "姓名", "身份证号"]);
    assert_eq!(lowered[0].features, lowered[0].counted.digest("姓名"));
    let corrected = examples(overridden(Grade::General3, Some(&[]), "是商户名称").unwrap());
    assert_eq!((&corrected[0].kinds[..], corrected[0].reason.as_str()), (&[][..], "是商户名称"));
    let silent = overridden(Grade::General3, Some(&[]), " ").unwrap_err();
    assert_eq!(silent, "invalid grades.姓名.reason=invalid-kinds-need-reason");
}

#[test]
fn the_stewards_word_on_kinds_stays_until_something_else_is_recognised() {
    let before = Dataset::evolve(Some(dataset()), &overridden(Grade::General3, Some(&[]), "商户").unwrap()).unwrap();
    assert_eq!(before.field("姓名").unwrap().holds().len(), 0);
    let world = World::new();
    let received = |kinds: &[Kind]| -> Vec<Kind> {
        let fields = vec![crate::fixture::field("姓名", Grade::General3, kinds)];
        let adopted = dataset::adopt(&before, &version(), fields, &world.deciding());
        let dataset::Adoption::Adopted(acts) = adopted else { panic!("held") };
        let fold = |state, decided: &domain::record::Decided| Dataset::evolve(state, &decided.act);
        let after = acts.iter().fold(Some(before.clone()), fold).unwrap();
        after.field("姓名").unwrap().holds().iter().copied().collect()
    };
    assert_eq!(received(&[Kind::Name]), []);
    assert_eq!(received(&[]), []);
    assert_eq!(received(&[Kind::IdNumber, Kind::Name]), [Kind::IdNumber], "nobody has looked at that yet");
}

#[test]
fn a_new_version_keeps_the_stewards_word_but_never_below_its_own_proposal() {
    let world = World::new();
    let said = FieldGrade { field: "编号".to_owned(), grade: Grade::General2, reason: String::new(), kinds: None };
    let confirmed = Act::GradesConfirmed { grades: vec![said], examples: Vec::new() };
    let before = Dataset::evolve(Some(dataset()), &confirmed).unwrap();
    let received = |proposed| {
        let fields = vec![crate::fixture::field("编号", proposed, &[])];
        let adopted = dataset::adopt(&before, &version(), fields, &world.deciding());
        let dataset::Adoption::Adopted(acts) = adopted else { panic!("held") };
        let mut after = Some(before.clone());
        for decided in &acts {
            after = Dataset::evolve(after, &decided.act);
        }
        after.unwrap().field("编号").unwrap().grade()
    };
    assert_eq!(received(Grade::General1), Grade::General2);
    assert_eq!(received(Grade::General4), Grade::General4);
}
