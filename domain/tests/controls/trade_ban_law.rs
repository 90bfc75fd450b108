//! `trade-ban-law` 禁止交易: what other law keeps from supply is not traded.

use domain::dataset::Ground;

use crate::controls::trade::{checked, listed};

#[test]
fn data_with_a_ground_against_sharing_is_not_listed() {
    let mut stage = checked("pilot");
    let ground = Ground { kind: "statute".to_owned(), citation: "某法第某条".to_owned() };
    stage.dataset.catalogue.sharing.ground = Some(ground);
    assert_eq!(listed(stage), "refused refusal-trade-barred hunan-data-2024#22(三)");
}

#[test]
fn data_without_one_is() {
    assert_eq!(listed(checked("pilot")), "case-stepped");
}
