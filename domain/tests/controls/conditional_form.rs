//! `conditional-form` 申请说明事项: an application states purpose, scenario, term and safety measures.

use law::Actor as Part;
use serde_json::json;

use crate::cases::{application, stage};

#[test]
fn an_application_that_leaves_a_matter_out_is_not_taken() {
    for missing in ["purpose", "scenario", "term", "safety"] {
        for nothing in [None, Some(json!(" ")), Some(json!(null))] {
            let mut form = application();
            form.as_object_mut().unwrap().remove(missing);
            form.as_object_mut().unwrap().extend(nothing.map(|nothing| (missing.to_owned(), nothing)));
            let refused = format!("invalid form.{missing}=invalid-missing");
            assert_eq!(stage("conditional-opening").opens(Part::Anyone, &form), refused);
        }
    }
}

#[test]
fn an_application_that_states_them_all_is_taken() {
    assert_eq!(stage("conditional-opening").opens(Part::Anyone, &application()), "case-opened case-stepped");
}
