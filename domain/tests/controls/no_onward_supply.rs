//! `no-onward-supply` 不得转供: an agreement serves the one consumer it names.

use domain::agreement::Channel;
use domain::release::{self, Ask};
use law::Actor as Part;

use crate::fixture::said;
use crate::scene::{Stage, person, place};

/// What the gate says to somebody who comes with the agreement of another.
fn reads(part: Part) -> String {
    let stage = Stage::new(place("pilot"), "agreement-end");
    let (reader, agreement) = (person(part, 1, "430000"), &stage.agreements["agr-1"]);
    let ask = Ask {
        account: &reader.account,
        agreement: Some(agreement),
        datasets: vec![&stage.dataset],
        purpose: &agreement.purpose,
        channel: Channel::Key,
        fields: None,
        touches: &[],
        consents: Vec::new(),
    };
    said(release::decide(&ask, &stage.deciding()).map(|_| vec!["given"]))
}

#[test]
fn nobody_reads_under_the_agreement_of_another() {
    for part in [Part::Applicant, Part::Provider, Part::Authority, Part::Anyone] {
        let refused = reads(part);
        assert!(refused.starts_with("refused refusal-agreement-not-yours"), "{part}: {refused}");
    }
}

#[test]
fn the_consumer_it_names_reads() {
    assert_eq!(reads(Part::Consumer), "given");
}
