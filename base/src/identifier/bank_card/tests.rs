use proptest::prelude::*;

use super::*;
use crate::identifier::generate;

fn reason(text: &str, expected: Option<Why>) {
    assert_eq!(check(text).err(), expected, "{text}");
}

/// A number of `length` digits that starts with `prefix`, goes on with zeros and passes Luhn.
fn luhn(prefix: &str, length: usize) -> String {
    let mut text = format!("{prefix:0<width$}", width = length - 1);
    text.push(check_character(text.as_bytes()));
    text
}

#[test]
fn numbers_and_reasons() {
    reason(&luhn("621226", 19), None);
    assert_eq!(check(&luhn("621226", 19)).unwrap().issuers[0].bank, "中国工商银行");
    reason("4111111111111111", Some(Why::UnknownIssuer));
    reason("4111111111111112", Some(Why::Luhn { expected: '1', found: '2' }));
    reason(&luhn("621226", 16), Some(Why::LengthNotOfIssuer { expected: 19, found: 16 }));
    reason("", Some(Why::Length { found: 0 }));
    reason("62122600000", Some(Why::Length { found: 11 }));
    reason("62122600000000000000", Some(Why::Length { found: 20 }));
    reason("6212 2600 0000 0000", Some(Why::IllegalCharacter { position: 5 }));
    reason("卡号", Some(Why::IllegalCharacter { position: 1 }));
}

#[test]
fn the_longest_prefix_with_the_right_length_wins() {
    let bank = |number: &str| check(number).unwrap().issuers.iter().map(|issuer| issuer.code).collect::<Vec<_>>();
    assert_eq!(bank(&luhn("622309", 18)), ["ICBC"]);
    assert_eq!(bank(&luhn("622309", 19)), ["CZBANK"]);
    assert_eq!(bank(&luhn("622516", 16)), ["GDB", "SPDB"], "one prefix listed for two banks");
}

proptest! {
    #[test]
    fn luhn_sees_every_wrong_digit(row in 0..issuers().len(), serial in any::<u64>(), place in 0_usize..19, other in b'0'..=b'9') {
        let mut bytes = generate::bank_card(&issuers()[row], serial).into_bytes();
        let place = place % bytes.len();
        prop_assume!(bytes[place] != other);
        bytes[place] = other;
        let why = check(std::str::from_utf8(&bytes).unwrap()).unwrap_err();
        let is_luhn = matches!(why, Why::Luhn { .. });
        prop_assert!(is_luhn, "{:?}", why);
    }
}

#[test]
fn any_text_is_survived() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let _ = check(&String::from_utf8_lossy(bytes));
        let digits: String = bytes.iter().map(|byte| char::from(b'0' + byte % 10)).collect();
        if let Ok(card) = check(&digits) {
            assert!(
                card.issuers
                    .iter()
                    .all(|issuer| digits.starts_with(issuer.prefix) && usize::from(issuer.length) == digits.len())
            );
        }
    });
}
