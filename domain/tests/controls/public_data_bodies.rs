//! `public-data-bodies` 公共数据主体: only a body whose data is public data writes a catalogue entry.

use domain::dataset;
use domain::organisation::{Organisation, OrganisationKind as Kind};

use crate::catalogue::names;
use crate::fixture::{World, dataset, department, said};

fn registered(place: &'static str, kind: Kind) -> String {
    let body = Organisation { kind, ..department() };
    said(dataset::register(&dataset(), &body, &World::of(place).deciding()).map(names))
}

#[test]
fn a_body_whose_data_is_not_public_data_registers_nothing() {
    for (place, article) in [
        ("460000", "hainan-bigdata-2019#14(4)"),
        ("130000", "hebei-informatization-2021#61(三)"),
        ("430000", "hunan-cybersecurity-2021#37(2)"),
        ("330500", "huzhou-security-2020#2(2)"),
    ] {
        for kind in [Kind::Enterprise, Kind::Operator, Kind::Exchange, Kind::Regulator] {
            assert_eq!(registered(place, kind), format!("refused refusal-not-a-public-body {article}"));
        }
    }
}

#[test]
fn departments_and_public_service_bodies_register_theirs() {
    for kind in [Kind::Department, Kind::PublicServiceBody, Kind::Authority] {
        assert_eq!(registered("460000", kind), "dataset-registered");
    }
}
