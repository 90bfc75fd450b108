//! `linking-approved` 关联审批: datasets an agreement does not name together are not joined.

use base::{Grade, Kind};
use domain::agreement::{Agreement, Channel, Consumer};
use domain::case::About;
use domain::dataset::Dataset;
use domain::entry::{Entry, EntryStatus};
use domain::receipt::Measure;
use domain::release::{self, Ask, Drawing, Linked, Threshold};
use law::{Actor as Part, Register, Subject};
use serde_json::json;

use crate::fixture::said;
use crate::scene::{Stage, person, place};

/// What the gate says to a question over two datasets, under an agreement that names one or both of them.
fn joined(both_named: bool) -> String {
    let mut stage = Stage::new(place("330500"), "agreement-end");
    let other = Dataset { id: "ds-other".parse().unwrap(), ..stage.dataset.clone() };
    let agreement = stage.agreements.get_mut("agr-1").unwrap();
    if both_named {
        let mut further = agreement.tables[0].clone();
        further.dataset = other.id.clone();
        agreement.tables.push(further);
    }
    let (reader, agreement) = (person(Part::Consumer, 1, "330500"), &stage.agreements["agr-1"]);
    let ask = Ask {
        account: &reader.account,
        agreement: Some(agreement),
        datasets: vec![&stage.dataset, &other],
        purpose: &agreement.purpose,
        channel: Channel::Key,
        fields: None,
        touches: &[],
        consents: Vec::new(),
    };
    said(release::decide(&ask, &stage.deciding()).map(|_| vec!["given"]))
}

#[test]
fn a_dataset_that_was_not_named_is_not_joined_to_one_that_was() {
    assert_eq!(joined(false), "refused refusal-dataset-not-agreed huzhou-security-2020#23(2a)");
}

#[test]
fn datasets_named_together_are() {
    assert_eq!(joined(true), "given");
}

/// What the gate says to an answer that draws on `fields` of two datasets, with an approval changed by `change`.
fn linked(fields: &[&str], approval: Option<&dyn Fn(&mut Entry)>) -> String {
    let stage = Stage::new(place("330500"), "agreement-end");
    let mut dataset = stage.dataset.clone();
    for field in &mut dataset.fields {
        field.confirmed = Some(if field.name == "身份证号" { Grade::General4 } else { Grade::General2 });
    }
    let other = Dataset { id: "ds-other".parse().unwrap(), ..dataset.clone() };
    let agreement = &stage.agreements["agr-1"];
    let entry = approval.map(|change| {
        let mut entry = approved(&stage, agreement);
        change(&mut entry);
        entry
    });
    let drawing = |dataset| Drawing { dataset, fields: fields.iter().copied().collect(), hidden: [].into() };
    let linked = Linked {
        drawings: vec![drawing(&dataset), drawing(&other)],
        purpose: &agreement.purpose,
        recipient: agreement.consumer.as_str(),
        agreement: Some(agreement),
        approvals: entry.iter().collect(),
        thresholds: &[],
    };
    match linked.check(&stage.deciding()) {
        Ok(()) => "given".to_owned(),
        Err(refusal) => {
            let procedure = refusal.procedure.clone().unwrap_or_default();
            format!("{} {procedure}", said(Err(refusal.into())))
        }
    }
}

fn approved(stage: &Stage, agreement: &Agreement) -> Entry {
    let facts = json!({
        "dataset": stage.dataset.id, "other": "ds-other", "fields": ["编号", "身份证号"],
        "purpose": agreement.purpose, "until": "2026-12-31",
    });
    Entry {
        id: "ent-1".parse().unwrap(),
        register: Register::Linking,
        number: None,
        region: "330500".to_owned(),
        case: "case-9".parse().unwrap(),
        holder: agreement.consumer.clone(),
        maker: None,
        about: About::new(Subject::Dataset, &stage.dataset.id),
        facts: serde_json::from_value(facts).unwrap(),
        status: EntryStatus::Entered,
        made: stage.now,
        published: None,
        reason: None,
    }
}

const REFUSED: &str = "refused refusal-linking-not-approved huzhou-security-2020#23(2a) linking-approval";

#[test]
fn highly_sensitive_fields_of_two_datasets_meet_only_with_approval() {
    assert_eq!(linked(&["身份证号"], None), REFUSED);
    assert_eq!(linked(&["编号"], None), "given", "what is not sensitive needs none");
    assert_eq!(linked(&["身份证号"], Some(&|_| {})), "given");
}

#[test]
fn an_approval_that_does_not_hold_or_does_not_fit_is_none() {
    let changes: [&dyn Fn(&mut Entry); 7] = [
        &|entry| entry.status = EntryStatus::Struck,
        &|entry| entry.register = Register::Consent,
        &|entry| entry.holder = Consumer::Organisation("another".parse().unwrap()),
        &|entry| drop(entry.facts.insert("until".to_owned(), json!("2026-02-09"))),
        &|entry| drop(entry.facts.insert("purpose".to_owned(), json!("statistics-of-another-kind"))),
        &|entry| drop(entry.facts.insert("other".to_owned(), json!("ds-third"))),
        &|entry| drop(entry.facts.insert("fields".to_owned(), json!(["编号"]))),
    ];
    for (number, change) in changes.iter().enumerate() {
        assert_eq!(linked(&["身份证号"], Some(change)), REFUSED, "{number}");
    }
}

#[test]
fn what_one_recipient_may_gather_ends_where_the_region_says() {
    let stage = Stage::new(place("330500"), "agreement-end");
    let mut dataset = stage.dataset.clone();
    dataset.fields.iter_mut().for_each(|field| field.confirmed = Some(Grade::Important));
    let agreement = &stage.agreements["agr-1"];
    let entry = approved(&stage, agreement);
    let ceilings = |approvals: Vec<&Entry>, field: &str| {
        let linked = Linked {
            thresholds: &[],
            drawings: vec![Drawing { dataset: &dataset, fields: [field].into(), hidden: [].into() }],
            purpose: &agreement.purpose,
            recipient: "b",
            agreement: Some(agreement),
            approvals,
        };
        linked.ceilings(&stage.deciding())
    };
    let set = ceilings(Vec::new(), "身份证号");
    let of: Vec<_> = set.iter().map(|ceiling| ceiling.of).collect();
    assert_eq!(of, [Measure::Rows(Grade::General4), Measure::Rows(Grade::Important)]);
    assert_eq!(set[0].since("2026-02-10".parse().unwrap()).to_string(), "2025-02-11");
    let refusal = set[1].refusal(&stage.deciding());
    assert_eq!(refusal.procedure.as_deref(), Some("linking-approval"));
    assert_eq!(refusal.message.key, "refusal-gathered-too-much");
    assert_eq!(ceilings(vec![&entry], "身份证号"), [], "an approval lifts it");
    assert_eq!(ceilings(vec![&entry], "姓名").len(), 2, "but not for fields it does not name");
}

#[test]
fn persons_gathered_bit_by_bit_end_where_they_would_make_the_data_important() {
    let stage = Stage::new(place("330500"), "agreement-end");
    let agreement = &stage.agreements["agr-1"];
    let basis = "huzhou-security-2020#3(2)".parse().ok();
    let threshold = |kind, persons, level| Threshold { kind, persons, level, basis: basis.clone() };
    let thresholds = [
        threshold(Kind::Name, 10_000_000, Grade::Important),
        threshold(Kind::Name, 5_000_000, Grade::Important),
        threshold(Kind::IdNumber, 20_000, Grade::Important),
        threshold(Kind::IdNumber, 9_000, Grade::General3),
        threshold(Kind::Disease, 5, Grade::Important),
    ];
    let ceilings = |fields: &[&'static str], hidden: &[&'static str]| {
        let (fields, hidden) = (fields.iter().copied().collect(), hidden.iter().copied().collect());
        let linked = Linked {
            drawings: vec![Drawing { dataset: &stage.dataset, fields, hidden }],
            purpose: &agreement.purpose,
            recipient: "b",
            agreement: Some(agreement),
            approvals: Vec::new(),
            thresholds: &thresholds,
        };
        assert_eq!(linked.drawn().len(), 1);
        linked.ceilings(&stage.deciding())
    };
    let of = |fields: &[&'static str], hidden: &[&'static str]| {
        let found = ceilings(fields, hidden).into_iter().filter(|one| matches!(one.of, Measure::Persons(_)));
        found.map(|one| (one.of, one.most)).collect::<Vec<_>>()
    };
    // A name is of the third grade, and no line counts its rows; 4,999,999 persons are not important data yet.
    assert_eq!(of(&["编号", "姓名"], &[]), [(Measure::Persons(Kind::Name), 4_999_999)]);
    // From 20,000 persons on it is, of which the region lets 100,000 rows go.
    assert_eq!(of(&["身份证号"], &[]), [(Measure::Persons(Kind::IdNumber), 100_000)]);
    assert_eq!(of(&["身份证号", "姓名"], &["姓名"]).len(), 1, "a name of which nothing is left tells of nobody");
    assert_eq!(of(&["编号"], &[]), []);
    let refusal = ceilings(&["姓名"], &[])[0].refusal(&stage.deciding());
    assert_eq!((refusal.message.key.as_str(), refusal.basis.len()), ("refusal-gathered-too-many", 2));
    assert_eq!(refusal.procedure.as_deref(), Some("linking-approval"));
}
