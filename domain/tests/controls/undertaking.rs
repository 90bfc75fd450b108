//! `undertaking` 安全承诺: the undertaking is given where the region asks for it, and does not exist elsewhere.

use law::Actor as Part;
use serde_json::json;

use crate::cases::application;
use crate::scene::{Stage, place};

fn applied(name: &'static str, undertaking: bool) -> String {
    let mut form = application();
    if undertaking {
        form["undertaking"] = json!("file-1");
    }
    Stage::new(place(name), "conditional-opening").opens(Part::Anyone, &form)
}

#[test]
fn an_application_without_the_undertaking_is_not_taken_where_it_is_asked_for() {
    assert_eq!(applied("pilot", false), "invalid form.undertaking=invalid-missing");
    assert_eq!(applied("430000", true), "invalid form.undertaking=invalid-unknown-input");
}

#[test]
fn with_it_the_application_is_taken() {
    assert_eq!(applied("pilot", true), "case-opened case-stepped");
    assert_eq!(applied("430000", false), "case-opened case-stepped");
}
