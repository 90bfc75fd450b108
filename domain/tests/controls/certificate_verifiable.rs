//! `certificate-verifiable` 证书可核验: a certificate has a number anyone can ask for, and no other has it.

use std::collections::BTreeSet;

use domain::entry::EntryStatus;
use domain::record::Record as _;
use law::Register;

use crate::registers::{certified, entry, issued_with};

#[test]
fn a_certificate_has_a_number_of_region_day_and_chance_that_no_other_has() {
    let stage = certified();
    let made = entry(&stage);
    let number = made.number.clone().unwrap();
    let parts: Vec<&str> = number.split('-').collect();
    let [region, day, chance] = parts[..] else { panic!("{number}") };
    assert_eq!((region, day, chance.len()), ("460000", "20260210", 12));
    assert!(chance.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{number}");
    assert_eq!(made.index().natural_key.as_ref(), Some(&number), "the store lets no two entries have it");
    assert_eq!((made.register, made.status), (Register::Certificate, EntryStatus::Entered));
    assert_eq!(made.index().status, "certificate/entered");
    // Another certificate of the same day has another entry id, so another number.
    let mut stage = certified();
    stage.case.as_mut().unwrap().state = "reviewed".to_owned();
    let ids = (0..50).map(|made| format!("ent-{made:04}zzzzzzzzzzzz").parse().unwrap());
    let numbers: BTreeSet<String> = ids.map(|id| issued_with(&stage, id)).collect();
    assert_eq!(numbers.len(), 50);
}
