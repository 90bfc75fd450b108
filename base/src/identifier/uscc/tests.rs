use proptest::prelude::*;

use super::*;
use crate::identifier::generate::{self, Registrant};

fn reason(text: &str, expected: Option<Why>) {
    assert_eq!(check(text).err(), expected, "{text}");
}

#[test]
fn codes_and_reasons() {
    // The sample of GB 32100.
    reason("91350100M000100Y43", None);
    reason("91350100M000100Y44", Some(Why::OuterDigit { expected: '3', found: '4' }));
    reason("", Some(Why::Length { found: 0 }));
    reason("91350100M000100Y4", Some(Why::Length { found: 17 }));
    reason("统一社会信用", Some(Why::Length { found: 6 }));
    reason("01350100M000100Y43", Some(Why::UnknownAuthority));
    reason("B1350100M000100Y43", Some(Why::UnknownAuthority));
    reason("91350100M00O100Y43", Some(Why::IllegalCharacter { position: 12 }));
    reason("91350100m000100Y43", Some(Why::IllegalCharacter { position: 9 }));
    reason("9135A100M000100Y43", Some(Why::IllegalCharacter { position: 5 }));
    reason("91050100M000100Y43", Some(Why::IllegalCharacter { position: 3 }));
    reason("91350100M000100Y4号", Some(Why::IllegalCharacter { position: 18 }));
}

#[test]
fn every_authority_of_the_standard_is_known() {
    for authority in "123456789ANY".chars() {
        let body = format!("{authority}1460000{}", generate::org_code(7));
        let code = format!("{body}{}", check_character(body.as_bytes()).unwrap());
        assert_eq!(check(&code).unwrap().authority, authority);
    }
}

#[test]
fn the_inner_digit_is_told_apart_from_the_outer() {
    let body = format!("91460000{}", generate::org_code(7));
    let (head, inner) = body.split_at(16);
    let wrong = if inner == "0" { "1" } else { "0" };
    let body = format!("{head}{wrong}");
    let code = format!("{body}{}", check_character(body.as_bytes()).unwrap());
    let parts = check_parts(&code).unwrap();
    assert!(parts.outer.holds() && !parts.inner.holds());
    let digit = |text: &str| text.chars().next().unwrap();
    reason(&code, Some(Why::InnerDigit { expected: digit(inner), found: digit(wrong) }));
}

#[test]
fn a_tally_counts_each_code_once() {
    let mut tally = Tally::default();
    for text in ["91350100M000100Y43", "91350100M000100Y44", "9.11E+17", "911101050000000000", "", "无"] {
        tally.observe(text);
    }
    let expected = Tally { accepted: 1, outer_wrong: 1, inner_wrong: 0, damaged_by_excel: 2, other: 2 };
    assert_eq!(tally, expected);
    assert_eq!(tally.total(), 6);
}

proptest! {
    /// Weights are powers of 3, none of them 0 modulo the prime 31, so the outer digit sees every wrong character.
    #[test]
    fn one_wrong_character_never_passes(serial in any::<u32>(), row in 0..crate::region::all().len(), place in 0_usize..18, other in prop::sample::select(ALPHABET.to_vec())) {
        let region = crate::region::all()[row].code;
        let mut bytes = generate::uscc(Registrant::Enterprise, region, serial).into_bytes();
        prop_assume!(bytes[place] != other);
        bytes[place] = other;
        let why = check(std::str::from_utf8(&bytes).unwrap()).unwrap_err();
        let right = match why {
            Why::UnknownAuthority => place == 0,
            Why::IllegalCharacter { position } => position == place + 1 && (2..8).contains(&place),
            Why::OuterDigit { .. } => true,
            Why::Length { .. } | Why::InnerDigit { .. } => false,
        };
        prop_assert!(right, "{:?} for a change at {}", why, place);
    }
}

#[test]
fn any_text_is_survived() {
    let sample = generate::uscc(Registrant::Department, RegionCode::from_number(460_000).unwrap(), 1);
    bolero::check!().for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let mut near = sample.clone().into_bytes();
        near.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        for text in [&*text, &*String::from_utf8_lossy(&near)] {
            let mut tally = Tally::default();
            tally.observe(text);
            assert_eq!(tally.total(), 1);
            assert_eq!(tally.accepted == 1, check(text).is_ok());
        }
    });
}
