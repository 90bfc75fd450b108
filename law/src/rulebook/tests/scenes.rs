use std::collections::BTreeSet;

use base::{Form, Grade, Kind, Mask};

use crate::{Exception, Rulebook, Scene};

/// One table for all regions: what a field of identity numbers must at least be masked by.
#[test]
fn each_region_asks_by_scene_and_grade() {
    let law = Rulebook::shipped().unwrap();
    let check = |region: &str, scene: Scene, expected: [&str; 3]| {
        let region = law.region(region).unwrap();
        let found = [Grade::General2, Grade::General3, Grade::Core].map(|grade| {
            let minimum = region.minimum(scene, grade, &BTreeSet::new());
            minimum.map_or_else(|| "—".to_owned(), |(least, basis)| format!("{least} {basis}"))
        });
        assert_eq!(found, expected, "{} {scene}", region.code);
    };
    let huzhou = |strength: &str, item: &str| format!("{strength} huzhou-security-2020#{item}");
    let (pseudonym, redacted) = (huzhou("pseudonym", "23(1b)"), huzhou("redacted", "23(1b)"));
    check("330500", Scene::Development, ["—", &pseudonym, &redacted]);
    check("330500", Scene::Opening, ["—", &huzhou("generalised", "28"), &huzhou("redacted", "28")]);
    check("330500", Scene::JointUse, ["—", &huzhou("partial", "9(2d)"), &huzhou("pseudonym", "9(2d)")]);
    check("460000", Scene::Development, ["—"; 3]);
    let hainan = "generalised hainan-bigdata-2019#39";
    check("460000", Scene::JointUse, ["—", hainan, hainan]);
    let hunan = "pseudonym hunan-cybersecurity-2021#28(2a)";
    check("430000", Scene::Testing, ["—", hunan, hunan]);
    let hebei = "generalised hebei-informatization-2021#50(1b)";
    check("130000", Scene::Opening, ["—", hebei, hebei]);
}

#[test]
fn a_weaker_mask_is_told_its_article() {
    let law = Rulebook::shipped().unwrap();
    let region = law.region("330500").unwrap();
    let check = |mask: Mask, kinds: &[Kind], expected: Option<&str>| {
        let kinds = kinds.iter().copied().collect();
        let found = region.too_weak(Scene::Testing, Grade::General3, &kinds, &mask, &BTreeSet::new());
        let found = found.map(|weak| format!("{} < {} {}", weak.found, weak.minimum, weak.basis));
        assert_eq!(found.as_deref(), expected, "{mask}");
    };
    let form = Form::IdNumber { keep_region: false, keep_birth: false };
    check(Mask::Encrypt { form }, &[Kind::IdNumber], None);
    check(Mask::Redact, &[], None);
    check(Mask::Keep, &[], Some("none < pseudonym huzhou-security-2020#23(1b)"));
    let style = Mask::Style { kind: Kind::IdNumber };
    check(style.clone(), &[Kind::IdNumber], Some("partial < pseudonym huzhou-security-2020#23(1b)"));
    // A column that holds telephones too is shown by a style made for identity numbers.
    check(style, &[Kind::IdNumber, Kind::Mobile], Some("weak < pseudonym huzhou-security-2020#23(1b)"));
    let mobile = BTreeSet::from([Kind::Mobile]);
    assert_eq!(region.too_weak(Scene::Testing, Grade::General2, &mobile, &Mask::Keep, &BTreeSet::new()), None);
}

/// What an article lets pass it lets pass where that holds, and nowhere else.
#[test]
fn an_exception_lifts_the_lines_that_know_it() {
    use Exception::{Consent, Tracing};

    let law = Rulebook::shipped().unwrap();
    let check = |region: &str, scene: Scene, grade: Grade, met: &[Exception], expected: &str| {
        let minimum = law.region(region).unwrap().minimum(scene, grade, &met.iter().copied().collect());
        let found = minimum.map_or_else(|| "—".to_owned(), |(least, _)| least.to_string());
        assert_eq!(found, expected, "{region} {scene} {met:?}");
    };
    check("460000", Scene::Opening, Grade::General4, &[Consent], "—");
    check("460000", Scene::Opening, Grade::General4, &[Tracing], "generalised");
    check("460000", Scene::Opening, Grade::Important, &[Consent], "redacted");
    check("430000", Scene::Development, Grade::General3, &[Consent], "pseudonym");
    check("430000", Scene::Development, Grade::General3, &[Consent, Tracing], "—");
    check("330500", Scene::JointUse, Grade::General3, &[Consent, Tracing], "partial");
}
