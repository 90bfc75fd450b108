//! `linking-approved` 关联审批: datasets an agreement does not name together are not joined.

use domain::agreement::Channel;
use domain::dataset::Dataset;
use domain::release::{self, Ask};
use law::Actor as Part;

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
