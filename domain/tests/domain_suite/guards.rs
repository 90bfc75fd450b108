//! What must hold before a step: for every guard, the step with it and the refusal without it.

use std::fmt::Write as _;
use std::sync::LazyLock;

use base::Grade;
use domain::agreement::AgreementStatus;
use domain::dataset::DatasetStatus;
use law::{Actor as Part, Guard, OpenClass, Register, ShareClass};
use serde_json::{Value, json};

use crate::scene::{Place, Stage, inputs, with_trial};

/// A procedure with one step per guard, whose form asks for nothing the guard looks for.
fn trial() -> String {
    let mut text = r#"
        name = "trial"
        title = { zh = "试", en = "Trial" }
        subject = "agreement"
        form = [
          { field = "agreement", type = "agreement", required = true, label = { zh = "协议", en = "Agreement" } },
          { field = "dataset", type = "dataset", required = true, label = { zh = "资源", en = "Dataset" } },
          { field = "purpose", type = "purpose", required = true, label = { zh = "用途", en = "Purpose" } },
        ]
        [[step]]
        name = "begin"
        title = { zh = "始", en = "Begin" }
        from = ["start"]
        to = "open"
        by = "applicant"
        [[step]]
        name = "end"
        title = { zh = "终", en = "End" }
        from = ["open"]
        to = "ended"
        by = "applicant"
    "#
    .to_owned();
    let optional = ["reason", "quality", "price", "delivery", "use", "approval_number", "proof", "event", "ground"];
    let field = |name: &str, kind: &str, required: bool| {
        let label = format!("{{ zh = \"{name}\", en = \"{name}\" }}");
        format!("{{ field = \"{name}\", type = \"{kind}\", required = {required}, label = {label} }}")
    };
    let mut form: Vec<String> = optional.iter().map(|name| field(name, "text", false)).collect();
    form.extend([field("words", "text", true), field("article", "basis", true), field("basis", "basis", false)]);
    form.push(field("grades", "grades", false));
    form.extend([field("fields", "fields", false), field("masks", "masks", false), field("consent", "file", false)]);
    let holds = ["none", "dispute"]
        .map(|value| format!("{{ value = \"{value}\", label = {{ zh = \"{value}\", en = \"{value}\" }} }}"));
    form.push(format!(
        "{{ field = \"holds\", type = \"enum\", required = true, label = {{ zh = \"留存\", en = \"Holds\" }}, options = [{}] }}",
        holds.join(", ")
    ));
    for guard in Guard::ALL {
        let form = form.join(",\n");
        write!(
            text,
            "[[step]]\nname = \"{guard}\"\ntitle = {{ zh = \"{guard}\", en = \"{guard}\" }}\nfrom = [\"open\"]\n\
             to = \"open\"\nby = \"applicant\"\nguards = [\"{guard}\"]\nform = [{form}]\n"
        )
        .unwrap();
    }
    text
}

/// Where every region runs it.
pub(crate) static PLACES: LazyLock<[Place; 5]> = LazyLock::new(|| with_trial(&trial()));

/// Takes something away that a guard looks for: from the records, or from what is said.
type Deprive = fn(&mut Stage, &mut Value);

fn without(given: &mut Value, name: &str) {
    given.as_object_mut().unwrap().remove(name);
}

/// For every guard: where it is tried, what is taken away, and the refusal.
const ROWS: &[(Guard, &str, Deprive, &str)] = &[
    (
        Guard::DatasetListed,
        "460000",
        |s, _| s.dataset.status = DatasetStatus::Registered,
        "refusal-dataset-not-listed hainan-bigdata-2019#14(1)",
    ),
    (
        Guard::ShareClassAllows,
        "460000",
        |s, _| s.dataset.catalogue.sharing.class = ShareClass::NotShared,
        "refusal-not-shared hainan-bigdata-2019#15(1a)",
    ),
    (
        Guard::OpenClassAllows,
        "430000",
        |s, _| s.dataset.catalogue.opening.class = OpenClass::NotOpen,
        "refusal-not-open hunan-cybersecurity-2021#40(二)",
    ),
    (
        Guard::NotSharedBasis,
        "460000",
        |s, _| s.dataset.catalogue.sharing.class = ShareClass::NotShared,
        "refusal-not-shared-without-ground hainan-bigdata-2019#15(2)",
    ),
    (
        Guard::NotOpenBasis,
        "430000",
        |s, _| s.dataset.catalogue.opening.class = OpenClass::NotOpen,
        "refusal-not-open-without-ground hunan-cybersecurity-2021#40(一)",
    ),
    (
        Guard::RequesterNotProvider,
        "330500",
        |s, _| s.case.as_mut().unwrap().provider = Some("asker".parse().unwrap()),
        "refusal-requester-is-provider huzhou-security-2020#16(2b)",
    ),
    (
        Guard::PurposeKnown,
        "130000",
        |s, _| {
            s.case.as_mut().unwrap().form.insert("purpose".to_owned(), json!("curiosity"));
        },
        "refusal-purpose-unknown hebei-informatization-2021#31(2b)",
    ),
    (
        Guard::ReasonAndBasis,
        "460000",
        |_, given| without(given, "basis"),
        "refusal-without-reason-or-basis hainan-bigdata-2019#26(2b)",
    ),
    (
        Guard::Graded,
        "330500",
        |s, _| s.dataset.fields[0].confirmed = None,
        "refusal-field-not-graded huzhou-security-2020#3(2)",
    ),
    (
        Guard::NotSecret,
        "460000",
        |s, _| s.dataset.catalogue.secret = true,
        "refusal-state-secret hainan-bigdata-2019#56",
    ),
    (
        Guard::NotAvailableBySharing,
        "460000",
        |s, given| {
            without(given, "price");
            s.on_record.shared_items.push("姓名".to_owned());
        },
        "refusal-shared-already hainan-bigdata-2019#16(2)",
    ),
    (
        Guard::ImportantProtected,
        "430000",
        |s, _| s.dataset.fields[0].confirmed = Some(Grade::Important),
        "refusal-important-not-listed hunan-cybersecurity-2021#25(2)",
    ),
    (
        Guard::ContractOnFile,
        "430000",
        |s, _| s.on_record.registers.clear(),
        "refusal-no-contract hunan-cybersecurity-2021#18(2)",
    ),
    (
        Guard::VenueApproved,
        "pilot",
        |_, given| without(given, "approval_number"),
        "refusal-venue-not-approved hunan-data-2024#21(1b)",
    ),
    (
        Guard::RightsOnFile,
        "460000",
        |s, given| {
            s.on_record.registers.clear();
            without(given, "proof");
        },
        "refusal-no-rights hainan-bigdata-2019#39",
    ),
    (
        Guard::TradeLawful,
        "pilot",
        |s, _| s.on_record.registers.clear(),
        "refusal-trade-personal hunan-data-2024#22(二)",
    ),
    (
        Guard::ContractTerms,
        "460000",
        |_, given| without(given, "delivery"),
        "refusal-contract-terms hainan-bigdata-2019#43(1)",
    ),
    (
        Guard::PersonalProtected,
        "130000",
        |s, given| {
            s.on_record.registers.clear();
            without(given, "masks");
            given["fields"] = json!(["姓名"]);
        },
        "refusal-personal-unprotected hebei-informatization-2021#50(1b)",
    ),
    (
        Guard::UpgradeSupported,
        "430000",
        |_, given| {
            without(given, "masks");
            without(given, "consent");
        },
        "refusal-upgrade-unsupported hunan-cybersecurity-2021#40(2)",
    ),
    (
        Guard::ConnectionOnRecord,
        "460000",
        |s, _| s.on_record.registers.clear(),
        "refusal-no-connection hainan-bigdata-2019#11(2)",
    ),
    (
        Guard::EmergencyEvent,
        "430000",
        |_, given| without(given, "event"),
        "refusal-no-emergency hunan-cybersecurity-2021#29",
    ),
    (
        Guard::RiskAssessed,
        "460000",
        |s, given| {
            s.assesses = false;
            s.on_record.registers.clear();
            given["fields"] = json!(["姓名"]);
            given["masks"] = json!({"姓名": {"mask": "keep"}});
        },
        "refusal-risk-not-assessed hainan-bigdata-2019#49(2)",
    ),
    (
        Guard::SecondPerson,
        "330500",
        |s, _| {
            // The other of the two took the step before.
            let case = s.case.as_mut().unwrap();
            let domain::act::Actor::Account { account, .. } = &mut case.history[0].by else { panic!("a person") };
            *account = "asker-2".parse().unwrap();
        },
        "refusal-second-person huzhou-security-2020#20(2b)",
    ),
    (
        Guard::AgreementInForce,
        "330500",
        |s, _| s.agreements.get_mut("agr-1").unwrap().status = AgreementStatus::Suspended,
        "refusal-no-agreement-in-force huzhou-security-2020#24(1)",
    ),
    (
        Guard::GroundKnown,
        "460000",
        |_, given| given["ground"] = json!("habit"),
        "refusal-ground-unknown hainan-bigdata-2019#26(2b)",
    ),
    (
        Guard::GradesReasoned,
        "330500",
        |_, given| given["grades"] = json!([{ "field": "姓名", "grade": "general1" }]),
        "invalid-grade-needs-reason huzhou-security-2020#3(2)",
    ),
    (
        Guard::GradesGeneral,
        "430000",
        |_, given| given["grades"] = json!([{ "field": "姓名", "grade": "important" }]),
        "refusal-grade-needs-authority hunan-cybersecurity-2021#25(2)",
    ),
    (Guard::NotHeld, "460000", |_, given| given["holds"] = json!("dispute"), "refusal-held hainan-bigdata-2019#47(2)"),
];

/// A case in which every guard is content, and what is said in its steps.
pub(crate) fn lawful(place: Place) -> (Stage, Value) {
    let mut stage = Stage::new(place, "trial");
    let wanted = [Register::RiskAssessment, Register::Outsourcing, Register::Consent, Register::Project];
    stage.on_record.registers.extend(wanted);
    let form = json!({"agreement": "agr-1", "dataset": "ds-residents", "purpose": stage.placeholder("$purpose")});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    let basis = stage.placeholder("$basis").unwrap();
    let ground = stage.placeholder("$ground").unwrap_or_else(|| json!("none listed"));
    let given = json!({
        "words": "如实填写", "article": basis, "reason": "理由", "basis": basis, "quality": "完整", "price": "五千元",
        "delivery": "接口", "use": "内部分析", "approval_number": "一号", "proof": "公证", "event": "YJ-2026-01",
        "ground": ground, "fields": ["编号"], "masks": {"姓名": {"mask": "drop"}}, "consent": "file-1",
        "grades": [{ "field": "姓名", "grade": "general3" }],
        "holds": "none",
    });
    (stage, given)
}

#[test]
fn without_what_a_guard_looks_for_the_step_is_refused_with_its_article() {
    for guard in Guard::ALL {
        let (_, name, deprive, refusal) = ROWS.iter().find(|row| row.0 == *guard).unwrap();
        let place = *PLACES.iter().find(|place| place.name == *name).unwrap();
        let (mut stage, mut given) = lawful(place);
        assert_eq!(stage.clone().takes(Part::Applicant, 2, guard.name(), &given), "case-stepped", "{guard} content");
        deprive(&mut stage, &mut given);
        let found = stage.takes(Part::Applicant, 2, guard.name(), &given);
        assert_eq!(found, format!("refused {refusal}"), "{guard} deprived");
    }
}

#[test]
fn in_every_region_a_refusing_guard_cites_an_article_that_binds_there() {
    for place in *PLACES {
        for (guard, _, deprive, _) in ROWS {
            let (mut stage, mut given) = lawful(place);
            deprive(&mut stage, &mut given);
            let who = stage.person(Part::Applicant, 2);
            let refused = match stage.step(&who, guard.name(), inputs(&given)) {
                Err(domain::refusal::No::Refused(refusal)) => refusal,
                // Where the law lists no ground, none need be named.
                Ok(_) if *guard == Guard::NotOpenBasis && place.region.lists.not_open_grounds.is_empty() => continue,
                // Where no article protects important data first, masks alone do.
                Ok(_)
                    if *guard == Guard::ImportantProtected
                        && stage.deciding().basis(law::Control::ImportantData).is_empty() =>
                {
                    continue;
                }
                // Where the region sets no limits, an assessment is nobody's duty.
                Ok(_) if *guard == Guard::RiskAssessed && place.region.risk().is_none() => continue,
                other => panic!("{guard} in {}: {other:?}", place.name),
            };
            assert!(!refused.basis.is_empty(), "{guard} in {}: no article", place.name);
            for basis in &refused.basis {
                assert!(place.rulebook.resolves(place.region, basis), "{guard} in {}: {basis}", place.name);
            }
        }
    }
}
