//! What data leaves for decides how much its masks hide: when it is asked for, granted, amended, opened and read.

use base::{Grade, Mask};
use domain::act::Act;
use domain::agreement::{Agreement, Channel, Consumer};
use domain::case::{About, Inputs};
use domain::dataset::Dataset;
use domain::entry::{Entry, EntryStatus};
use domain::record::Record as _;
use law::{Actor as Part, Exception, OpenClass, Register, Rulebook, Scene, shipped};
use serde_json::{Value, json};

use crate::agreements::reading;
use crate::controls::after;
use crate::fixture::{World, field};
use crate::release::{PLAIN, When, check};
use crate::scene::{Place, Stage, place};

/// A sharing request for `scene`, accepted.
fn asked(region: &'static str, scene: Option<&str>) -> Stage {
    let mut stage = Stage::new(place(region), "sharing-request");
    let form = json!({"dataset": "ds-residents", "purpose": stage.placeholder("$purpose"), "fields": ["编号", "姓名"],
        "term": "2026-06-30", "scenario": "核对", "scene": scene});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    assert_eq!(stage.takes(Part::Provider, 1, "accept", &json!({})), "case-stepped");
    stage
}

fn granting(masks: &Value) -> Value {
    json!({"fields": ["编号", "姓名", "身份证号"], "masks": masks, "term": "2026-06-30", "channels": ["key"]})
}

fn grants(stage: &mut Stage, masks: &Value) -> String {
    stage.takes(Part::Provider, 1, "grant", &granting(masks))
}

/// The masks the case's agreement has.
fn masks(stage: &Stage) -> String {
    let agreement = &stage.agreements[stage.case().agreement.as_ref().unwrap().as_str()];
    let fields = agreement.tables[0].fields.iter();
    fields.map(|field| format!("{}:{}", field.name, field.mask)).collect::<Vec<_>>().join(" ")
}

const GRANTED: &str = "case-stepped agreement-granted";

#[test]
fn a_weaker_mask_than_the_scene_asks_for_is_refused_with_its_article() {
    let check = |region: &'static str, scene: Option<&str>, name: Value, number: Value, expected: &str| {
        let found = grants(&mut asked(region, scene), &json!({"姓名": name, "身份证号": number}));
        assert_eq!(found, expected, "{region} {scene:?}");
    };
    let keep = || json!({"mask": "keep"});
    let partial = || json!({"mask": "partial", "head": 1, "tail": 0});
    let pseudonym = || json!({"mask": "pseudonym"});
    let redact = || json!({"mask": "redact"});
    let refused = |basis: &str| format!("refused refusal-mask-too-weak {basis}");
    // Where a body does its own duty with the data no law asks for masks.
    check("460000", None, keep(), partial(), GRANTED);
    check("460000", Some("testing"), keep(), partial(), GRANTED);
    check("460000", Some("statistics"), redact(), redact(), GRANTED);
    check("460000", Some("statistics"), redact(), pseudonym(), &refused("hainan-bigdata-2019#49(2)"));
    check("460000", Some("joint-use"), partial(), redact(), &refused("hainan-bigdata-2019#39"));
    check("330500", Some("testing"), pseudonym(), pseudonym(), GRANTED);
    check("330500", Some("testing"), partial(), pseudonym(), &refused("huzhou-security-2020#23(1b)"));
    check("330500", Some("joint-use"), partial(), pseudonym(), GRANTED);
    check("330500", Some("joint-use"), partial(), partial(), &refused("huzhou-security-2020#9(2d)"));
    check("430000", Some("development"), keep(), redact(), &refused("hunan-cybersecurity-2021#28(2a)"));
    check("130000", Some("statistics"), pseudonym(), redact(), &refused("hebei-informatization-2021#50(1b)"));
}

#[test]
fn a_scene_gives_the_masks_nobody_names() {
    let check = |region: &'static str, scene: &str, expected: &str| {
        let mut stage = asked(region, Some(scene));
        assert_eq!(grants(&mut stage, &json!({})), GRANTED, "{region} {scene}");
        assert_eq!(masks(&stage), expected, "{region} {scene}");
    };
    check("330500", "joint-use", "编号:keep 姓名:style(name) 身份证号:pseudonym");
    check("330500", "testing", "编号:keep 姓名:pseudonym 身份证号:pseudonym");
    check("460000", "statistics", "编号:keep 姓名:redact 身份证号:redact");
    // Where the scene has no minimum, what is sensitive still leaves as departments publish it.
    check("460000", "development", "编号:keep 姓名:style(name) 身份证号:style(id-number)");
    let bare = grants(&mut asked("460000", None), &json!({}));
    assert_eq!(bare, "invalid inputs.masks.姓名=invalid-mask-needed inputs.masks.身份证号=invalid-mask-needed");
}

#[test]
fn the_masks_a_scene_gives_are_never_too_weak() {
    for region in ["460000", "430000", "330500", "130000"] {
        for scene in Scene::ALL {
            for grade in [Grade::General1, Grade::General3, Grade::General4, Grade::Important, Grade::Core] {
                let mut stage = asked(region, Some(scene.name()));
                for known in ["mobile", "address", "birth-date", "income", "uscc", "location"] {
                    let kind = serde_json::from_value(json!(known)).unwrap();
                    stage.dataset.fields.push(field(known, grade, &[kind]));
                }
                stage.dataset.fields.push(field("旁注", grade, &[]));
                let names: Vec<_> = stage.dataset.fields.iter().map(|field| field.name.clone()).collect();
                stage
                    .on_record
                    .about
                    .insert(stage.dataset.id.clone(), [Register::ImportantData, Register::RiskAssessment].into());
                let given = json!({"fields": names, "term": "2026-06-30", "channels": ["key"]});
                let told = stage.takes(Part::Provider, 1, "grant", &given);
                assert_eq!(told, GRANTED, "{region} {scene} {grade:?}");
                if grade >= Grade::General3 {
                    assert!(!masks(&stage).contains("uscc:keep"), "{region} {scene}: {}", masks(&stage));
                }
            }
        }
    }
}

#[test]
fn what_a_procedure_or_a_purpose_settles_is_not_named_otherwise() {
    let opens = |purpose: &str, scene: &str| {
        let mut stage = Stage::new(place("460000"), "sharing-request");
        let form = json!({"dataset": "ds-residents", "purpose": purpose, "fields": ["编号"], "term": "2026-06-30",
            "scenario": "统计", "scene": scene});
        stage.opens(Part::Applicant, &form)
    };
    assert_eq!(opens("statistics", "testing"), "invalid form.scene=invalid-scene-settled");
    assert_eq!(opens("statistics", "statistics"), "case-opened case-stepped");
    assert_eq!(opens("credit-assessment", "testing"), "case-opened case-stepped");
    assert_eq!(opens("credit-assessment", "party"), "invalid form.scene=invalid-kind");
    let mut stage = after("460000", "conditional-opening", Part::Applicant, &[(Part::Provider, "accept")]);
    assert_eq!(grants(&mut stage, &json!({})), GRANTED);
    let agreement = &stage.agreements[stage.case().agreement.as_ref().unwrap().as_str()];
    assert_eq!((agreement.scene, agreement.excepted.len()), (Some(Scene::Opening), 0));
}

#[test]
fn what_the_article_excepts_passes_and_stays_excepted() {
    let opened = |consent: bool, mask: Value| {
        let mut stage = after("460000", "conditional-opening", Part::Applicant, &[(Part::Provider, "accept")]);
        stage.on_record.registers.clear();
        stage.on_record.registers.extend(consent.then_some(Register::Consent));
        let given = json!({"fields": ["姓名"], "masks": {"姓名": mask}, "term": "2026-06-30", "channels": ["key"]});
        let told = stage.takes(Part::Provider, 1, "grant", &given);
        (told, stage)
    };
    let partial = || json!({"mask": "partial", "head": 1, "tail": 0});
    let (told, mut stage) = opened(true, partial());
    assert_eq!(told, GRANTED);
    let id = stage.case().agreement.clone().unwrap().to_string();
    assert_eq!(stage.agreements[&id].excepted, [Exception::Consent].into());
    assert_eq!(reading(&stage, &id, Channel::Key), "姓名:partial(1,0)");
    // Consent is nothing to data that is important.
    stage.dataset.fields[1].confirmed = Some(Grade::Important);
    let refused = "refused refusal-mask-too-weak hainan-bigdata-2019#49(2)";
    assert_eq!(reading(&stage, &id, Channel::Key), refused);
    assert_eq!(opened(false, partial()).0, refused);
}

#[test]
fn an_exception_for_consent_holds_no_longer_than_the_consent_it_rests_on() {
    let mut stage = after("460000", "conditional-opening", Part::Applicant, &[(Part::Provider, "accept")]);
    let entry = |id: &str| Entry {
        id: id.parse().unwrap(),
        register: Register::Consent,
        number: None,
        region: "460000".to_owned(),
        case: "case-9".parse().unwrap(),
        holder: Consumer::Organisation("holder".parse().unwrap()),
        maker: None,
        about: About::matter(),
        facts: Inputs::new(),
        status: EntryStatus::Entered,
        made: "2026-02-01T09:00:00+08:00".parse().unwrap(),
        published: None,
        reason: None,
    };
    for id in ["ent-relied-on", "ent-another"] {
        stage.entries.insert(id.to_owned(), entry(id));
    }
    stage.on_record.registers = [Register::Consent].into();
    stage.on_record.consent = "ent-relied-on".parse().ok();
    let given = json!({"fields": ["姓名"], "masks": {"姓名": {"mask": "partial", "head": 1, "tail": 0}},
        "term": "2026-06-30", "channels": ["key"]});
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &given), GRANTED);
    let id = stage.case().agreement.clone().unwrap().to_string();
    assert_eq!(stage.agreements[&id].consent, "ent-relied-on".parse().ok());
    assert_eq!(reading(&stage, &id, Channel::Key), "姓名:partial(1,0)");
    let withdrawn = stage.entries["ent-relied-on"].clone();
    let act = Act::EntryClosed { reason: "撤回".to_owned() };
    stage.entries.insert("ent-relied-on".to_owned(), Entry::evolve(Some(withdrawn), &act).unwrap());
    let refused = "refused refusal-mask-too-weak hainan-bigdata-2019#49(2)";
    assert_eq!(reading(&stage, &id, Channel::Key), refused, "another consent is not the one that was relied on");

    // A change of the agreement asks for the consent there is that day.
    let mut change = Stage::new(place("460000"), "agreement-change");
    change.entries = stage.entries.clone();
    let agreement = Agreement { id: "agr-1".parse().unwrap(), ..stage.agreements[&id].clone() };
    let agreement = Agreement { consumer: change.agreements["agr-1"].consumer.clone(), ..agreement };
    change.agreements.insert("agr-1".to_owned(), agreement);
    let form = json!({"agreement": "agr-1", "change": "延长期限", "reason": "业务延续"});
    assert_eq!(change.opens(Part::Consumer, &form), "case-opened case-stepped");
    assert_eq!(change.takes(Part::Provider, 1, "amend", &given), refused);
    change.on_record.registers = [Register::Consent].into();
    change.on_record.consent = "ent-another".parse().ok();
    assert_eq!(change.takes(Part::Provider, 1, "amend", &given), "case-stepped agreement-amended");
    assert_eq!(reading(&change, "agr-1", Channel::Key), "姓名:partial(1,0)");
}

#[test]
fn a_mask_that_was_enough_is_refused_once_its_field_is_graded_up() {
    let mut stage = asked("330500", Some("testing"));
    stage.dataset.fields[1].confirmed = Some(Grade::General2);
    let given = json!({"fields": ["编号", "姓名"], "term": "2026-06-30", "channels": ["key"]});
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &given), GRANTED);
    let id = stage.case().agreement.clone().unwrap().to_string();
    assert_eq!(reading(&stage, &id, Channel::Key), "编号:keep 姓名:keep");
    stage.dataset.fields[1].confirmed = Some(Grade::General3);
    let refused = "refused refusal-mask-too-weak huzhou-security-2020#23(1b)";
    assert_eq!(reading(&stage, &id, Channel::Key), refused);
    stage.agreements.get_mut(&id).unwrap().tables[0].fields[1].mask = Mask::Pseudonym;
    assert_eq!(reading(&stage, &id, Channel::Key), "编号:keep 姓名:pseudonym");
    stage.dataset.fields[1].confirmed = Some(Grade::Important);
    assert_eq!(reading(&stage, &id, Channel::Key), refused);
}

#[test]
fn a_change_of_agreement_keeps_its_scene() {
    let mut stage = Stage::new(place("330500"), "agreement-change");
    stage.agreements.get_mut("agr-1").unwrap().scene = Some(Scene::Testing);
    let form = json!({"agreement": "agr-1", "change": "增加信息项", "reason": "新增核对"});
    assert_eq!(stage.opens(Part::Consumer, &form), "case-opened case-stepped");
    let mut amends = |masks: Value| stage.takes(Part::Provider, 1, "amend", &granting(&masks));
    let weak = amends(json!({"姓名": {"mask": "partial", "head": 1, "tail": 0}}));
    assert_eq!(weak, "refused refusal-mask-too-weak huzhou-security-2020#23(1b)");
    assert_eq!(amends(json!({})), "case-stepped agreement-amended");
    assert_eq!(reading(&stage, "agr-1", Channel::Key), "编号:keep 姓名:pseudonym 身份证号:pseudonym");
}

#[test]
fn closed_data_opens_under_masks_that_hide_enough() {
    let proposes = |masks: Value, consent: bool| {
        let mut stage = Stage::new(place("430000"), "open-upgrade");
        let mut form = json!({"dataset": "ds-residents", "target_class": "conditional", "reason": "需求多",
            "measures": "脱敏", "masks": masks});
        if consent {
            form["consent"] = json!("file-1");
        }
        stage.opens(Part::Provider, &form)
    };
    let partial = json!({"姓名": {"mask": "partial", "head": 1, "tail": 0}});
    let refused = "refused refusal-mask-too-weak hunan-cybersecurity-2021#40(2)";
    assert_eq!(proposes(partial.clone(), false), refused);
    assert_eq!(proposes(partial, true), "case-opened case-stepped");
    assert_eq!(proposes(json!({"姓名": {"mask": "redact"}}), false), "case-opened case-stepped");
    assert_eq!(
        proposes(json!({"无此项": {"mask": "redact"}}), false),
        "invalid form.masks.无此项=invalid-unknown-field"
    );
    assert_eq!(proposes(json!({"姓名": {"mask": "blur"}}), false), "invalid form.masks=invalid-shape");
}

#[test]
fn what_the_law_opens_masked_only_is_not_open_to_everyone() {
    let open = |_: &mut _, dataset: &mut Dataset, world: &mut World| {
        dataset.catalogue.opening.class = OpenClass::Unconditional;
        dataset.fields.push(field("备注", Grade::General2, &[]));
        world.place = stricter();
    };
    check(&When { agreed: false, ..PLAIN }, open, "编号:keep");
}

/// Hainan's law where opening asks for masks from the second grade on.
fn stricter() -> Place {
    let text = |path: &str, own: &str| {
        let lines = "name = \"opening\"\ngrade = \"general3\"";
        assert!(path != "regions/460000.toml" || own.contains(lines));
        let stricter = own.replace(lines, "name = \"opening\"\ngrade = \"general2\"");
        if path == "regions/460000.toml" { stricter } else { own.to_owned() }
    };
    let files: Vec<(&str, String)> = shipped().iter().map(|(path, own)| (*path, text(path, own))).collect();
    // Leaked: the law outlives every case.
    let rulebook: &Rulebook =
        Box::leak(Box::new(Rulebook::parse(files.iter().map(|(path, text)| (*path, text.as_str()))).unwrap()));
    Place { name: "460000", rulebook, region: rulebook.region("460000").unwrap() }
}

#[test]
fn a_mask_that_cannot_work_on_its_field_is_told_when_it_is_granted() {
    let check = |field: &str, data_type: &str, mask: Value, fits: Option<&str>| {
        let mut stage = asked("460000", None);
        stage.dataset.fields[0].data_type = data_type.to_owned();
        let given = json!({"fields": [field], "masks": {field: mask}, "term": "2026-06-30", "channels": ["key"]});
        let who = stage.person(Part::Provider, 1);
        let found = match stage.step(&who, "grant", crate::scene::inputs(&given)) {
            Ok(_) => None,
            Err(domain::refusal::No::Invalid(wrong)) => {
                assert_eq!((wrong.len(), wrong[0].message.key.as_str()), (1, "invalid-mask-unfit"));
                wrong[0].message.args.iter().find(|(name, _)| name == "fits").map(|(_, fits)| fits.clone())
            }
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(found.as_deref(), fits, "{data_type} {mask}");
    };
    let numbers = "shuffle, round, noise, top-bottom, partial, pseudonym, encrypt, generalise, redact, drop";
    check("编号", "int", json!({"mask": "free-text"}), Some(numbers));
    check("编号", "int", json!({"mask": "round", "places": 2}), Some(numbers));
    check("编号", "int", json!({"mask": "round", "places": -2}), None);
    check("编号", "bool", json!({"mask": "pseudonym"}), Some("shuffle, redact, drop"));
    check("编号", "date", json!({"mask": "generalise", "to": "month"}), None);
    check(
        "编号",
        "date",
        json!({"mask": "generalise", "to": "city"}),
        Some("shuffle, partial, pseudonym, generalise, redact, drop"),
    );
    let texts = "shuffle, free-text, partial, style, pseudonym, encrypt, generalise, redact, drop";
    check("姓名", "text", json!({"mask": "style", "kind": "id-number"}), Some(texts));
    check("姓名", "text", json!({"mask": "encrypt", "form": "mobile"}), Some(texts));
    check("姓名", "text", json!({"mask": "style", "kind": "name"}), None);
    check("编号", "text", json!({"mask": "style", "kind": "id-number"}), None);
    check("编号", "polygon", json!({"mask": "round", "places": 2}), None);
}

#[test]
fn a_sample_is_part_of_what_is_agreed() {
    let mut stage = asked("460000", None);
    let given =
        |sample: Value| json!({"fields": ["编号"], "term": "2026-06-30", "channels": ["key"], "sample": sample});
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &given(json!(0))), "invalid inputs.sample=invalid-kind");
    let mut further = given(json!(50));
    further["tables"] = json!([{"dataset": "ds-other", "fields": ["x"], "sample": 1001}]);
    assert_eq!(
        stage.takes(Part::Provider, 1, "grant", &further),
        "refused refusal-grant-not-yours hainan-bigdata-2019#17(1)"
    );
    assert_eq!(stage.takes(Part::Provider, 1, "grant", &given(json!(50))), GRANTED);
    let sampled = |stage: &Stage, id: &str| stage.agreements[id].tables[0].sample;
    let id = stage.case().agreement.clone().unwrap().to_string();
    assert_eq!(sampled(&stage, &id), Some(50));
    // What an amendment does not speak of stays.
    let amended = |before: Option<u16>, said: Value| {
        let mut stage = Stage::new(place("460000"), "agreement-change");
        stage.agreements.get_mut("agr-1").unwrap().tables[0].sample = before;
        let form = json!({"agreement": "agr-1", "change": "延长期限", "reason": "业务延续"});
        stage.opens(Part::Consumer, &form);
        assert_eq!(stage.takes(Part::Provider, 1, "amend", &given(said)), "case-stepped agreement-amended");
        sampled(&stage, "agr-1")
    };
    assert_eq!(amended(Some(50), Value::Null), Some(50));
    assert_eq!(amended(Some(50), json!(200)), Some(200));
    assert_eq!(amended(Some(50), json!(1000)), None);
}
