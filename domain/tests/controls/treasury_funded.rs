//! `treasury-funded` 财政资金: where the law says so, what the treasury paid for is taken in, whoever holds it.

use domain::dataset;
use domain::organisation::{Organisation, OrganisationKind};

use crate::catalogue::names;
use crate::fixture::{World, dataset, department, said};

/// What becomes of an enterprise's entry, and on which articles.
fn registered(place: &'static str, treasury_funded: bool) -> String {
    let enterprise = Organisation { kind: OrganisationKind::Enterprise, ..department() };
    let mut entry = dataset();
    entry.catalogue.treasury_funded = treasury_funded;
    let acts = dataset::register(&entry, &enterprise, &World::of(place).deciding());
    let basis: Vec<String> =
        acts.iter().flatten().flat_map(|decided| &decided.basis).map(ToString::to_string).collect();
    [said(acts.map(names)), basis.join(" ")].join(" ").trim().to_owned()
}

#[test]
fn an_enterprise_registers_nothing_of_its_own_and_where_no_article_says_so_nothing_at_all() {
    assert_eq!(registered("460000", false), "refused refusal-not-a-public-body hainan-bigdata-2019#14(4)");
    assert_eq!(registered("330500", true), "refused refusal-not-a-public-body huzhou-security-2020#2(2)");
}

#[test]
fn what_the_treasury_paid_for_is_taken_in_under_that_article() {
    let taken = "dataset-registered hainan-bigdata-2019#55 hainan-bigdata-2019#14(1)";
    assert_eq!(registered("460000", true), taken);
}

#[test]
fn its_entry_stays_one_the_treasury_paid_for() {
    let enterprise = Organisation { kind: OrganisationKind::Enterprise, ..department() };
    let mut entry = dataset();
    entry.status = dataset::DatasetStatus::Registered;
    let revised = |treasury_funded: bool| {
        let catalogue = dataset::Catalogue { treasury_funded, ..entry.catalogue.clone() };
        said(dataset::revise(&entry, &enterprise, &catalogue, &World::new().deciding()).map(names))
    };
    assert_eq!(revised(false), "refused refusal-not-a-public-body hainan-bigdata-2019#14(4)");
    assert_eq!(revised(true), "dataset-revised");
}
