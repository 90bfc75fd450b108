//! `verify-instead` 核验比对: where the data itself is refused, a yes or a no is given.

use domain::dataset::Ground;
use law::{Actor as Part, ShareClass};
use serde_json::json;

use crate::cases::{request, stage};
use crate::controls::{filled, opening};
use crate::scene::Stage;

/// A question about data that is not shared, put to who holds it.
fn asked() -> Stage {
    let mut stage = stage("verification");
    stage.dataset.catalogue.sharing.class = ShareClass::NotShared;
    stage.dataset.catalogue.sharing.ground =
        Some(Ground { kind: "statute".to_owned(), citation: "某法第某条".to_owned() });
    let form = opening(&stage);
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped entry-made");
    let given = filled(&stage, "assist");
    assert_eq!(stage.takes(Part::Provider, 1, "assist", &given), "case-stepped");
    stage
}

#[test]
fn the_answer_is_a_word_of_the_list_and_never_the_data() {
    let mut stage = stage("sharing-request");
    stage.dataset.catalogue.sharing.class = ShareClass::NotShared;
    assert!(stage.opens(Part::Applicant, &request()).starts_with("refused refusal-not-shared"));
    let mut stage = asked();
    let data = json!({"result": "张三，460100199001011234"});
    assert_eq!(stage.takes(Part::Provider, 1, "answer", &data), "invalid inputs.result=invalid-kind");
    let rows = json!({"result": "match", "rows": [["张三"]]});
    assert_eq!(stage.takes(Part::Provider, 1, "answer", &rows), "invalid inputs.rows=invalid-unknown-input");
}

#[test]
fn data_that_is_not_shared_is_verified() {
    let mut stage = asked();
    assert_eq!(stage.takes(Part::Provider, 1, "answer", &json!({"result": "match"})), "case-stepped entry-closed");
    assert_eq!(stage.case().agreement, None, "nothing is granted by it");
}
