//! `base-libraries` 基础库: an entry belongs to a base library the region has, or to none.

use domain::dataset::Catalogue;

use crate::catalogue::register_in;

fn library(code: &'static str) -> impl Fn(&mut Catalogue) {
    move |entry| entry.base_library = Some(code.to_owned())
}

#[test]
fn an_entry_names_no_library_the_region_does_not_have() {
    let refused = "refused refusal-base-library-unknown";
    register_in("130000", library("geography"), &format!("{refused} hebei-informatization-2021#27(2)"));
    register_in("pilot", library("population"), &format!("{refused} hunan-data-2024#13(2b)"));
    register_in("460000", library("population"), &format!("{refused} hainan-bigdata-2019#14(1)"));
}

#[test]
fn one_the_region_has_is_named() {
    register_in("130000", library("population"), "dataset-registered");
    register_in("pilot", library("natural-persons"), "dataset-registered");
}
