//! `no-direct-exchange` 不得直接交换: no body takes another's data without an agreement of the platform's.

use domain::account::Role;
use domain::agreement::Channel;
use domain::release::{self, Ask};
use law::OpenClass;

use crate::fixture::{World, account, dataset, said};

/// What the gate says to a department that comes without an agreement.
fn without_agreement(place: &'static str, class: OpenClass) -> String {
    let (world, mut dataset) = (World::of(place), dataset());
    dataset.catalogue.opening.class = class;
    let reader = account("reader", Some("b"), &[Role::Reader]);
    let deciding = world.deciding();
    let ask = Ask {
        account: &reader,
        agreement: None,
        datasets: vec![&dataset],
        purpose: &deciding.region.purposes()[0].code,
        channel: Channel::Key,
        fields: None,
        touches: &[],
        consents: Vec::new(),
    };
    said(release::decide(&ask, &deciding).map(|_| vec!["given"]))
}

#[test]
fn a_body_that_comes_without_an_agreement_is_refused_under_the_bar() {
    let refused = "refused refusal-not-unconditionally-open";
    assert_eq!(without_agreement("330500", OpenClass::NotOpen), format!("{refused} huzhou-security-2020#22(2b)"));
    // Where no article bars it, the class of opening is what keeps the data.
    assert_eq!(without_agreement("460000", OpenClass::NotOpen), format!("{refused} hainan-bigdata-2019#24(1)"));
}

#[test]
fn what_is_open_to_everyone_is_open_to_bodies() {
    assert_eq!(without_agreement("330500", OpenClass::Unconditional), "given");
}
