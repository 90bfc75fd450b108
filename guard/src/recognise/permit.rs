//! Residence permits of foreigners 外国人永久居留身份证. Those of Hong Kong, Macao and Taiwan residents are identity
//! numbers of the divisions 81, 82 and 83.

use base::LawDate;
use base::region::{self, RegionCode};

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: [u8; 11] = *b"10X98765432";

/// The card of 2023: a 9, two digits of the province, three of the country (ISO 3166), birth date, three of sequence
/// and an ISO 7064 MOD 11-2 check character.
pub(super) fn is_foreigners_of_2023(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((last, body)) = bytes.split_last().filter(|(_, body)| body.len() == 17 && body.starts_with(b"9")) else {
        return false;
    };
    if !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight).sum();
    let checked = CHECK_CHARACTERS.get((sum % 11) as usize) == Some(last);
    checked && is_province(text.get(1..3)) && is_birth(text.get(6..10), text.get(10..12), text.get(12..14))
}

/// The card of 2017: three letters of the country, four digits of the authority, the birth date as YYMMDD, and two
/// digits more.
pub(super) fn is_foreigners_of_2017(text: &str) -> bool {
    let (country, digits) = text.split_at_checked(3).unwrap_or_default();
    let formed = country.bytes().all(|b| b.is_ascii_uppercase())
        && digits.len() == 12
        && digits.bytes().all(|b| b.is_ascii_digit());
    let century = |prefix: &str| {
        let year = digits.get(4..6).map(|year| format!("{prefix}{year}"));
        is_birth(year.as_deref(), digits.get(6..8), digits.get(8..10))
    };
    formed && is_province(digits.get(..2)) && (century("19") || century("20"))
}

fn is_province(digits: Option<&str>) -> bool {
    let number = digits.and_then(|digits| digits.parse::<u32>().ok()).and_then(|n| RegionCode::from_number(n * 10_000));
    number.is_some_and(region::ever)
}

fn is_birth(year: Option<&str>, month: Option<&str>, day: Option<&str>) -> bool {
    let number = |digits: Option<&str>| digits.and_then(|digits| digits.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (number(year), number(month), number(day)) else { return false };
    (1900..2100).contains(&year)
        && i32::try_from(year).is_ok_and(|year| LawDate::from_ymd_opt(year, month, day).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_cards_are_told_from_other_codes() {
        assert!(is_foreigners_of_2017("CAN110081010112"));
        for other in ["CAN110081023112", "110105199001011", "CA1110081010112", "CAN990081010112", ""] {
            assert!(!is_foreigners_of_2017(other), "{other}");
        }
        let body = "91112419900101001";
        let sum: u32 = body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        let check = char::from(CHECK_CHARACTERS[(sum % 11) as usize]);
        assert!(is_foreigners_of_2023(&format!("{body}{check}")));
        let wrong = if check == '5' { '6' } else { '5' };
        assert!(!is_foreigners_of_2023(&format!("{body}{wrong}")));
        assert!(!is_foreigners_of_2023("911101005000000000"));
    }
}
