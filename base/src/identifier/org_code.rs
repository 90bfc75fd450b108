//! Organisation codes 组织机构代码 (GB 11714): 8 characters of `0–9 A–Z` and a check character, often written with a
//! hyphen before it. New bodies get a unified social credit code instead, which holds one in positions 9–17.

use std::fmt;

use super::{CheckDigit, first_wrong};
use crate::Message;

/// Why a text is not an organisation code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("expected an organisation code of 9 characters, or 8, a hyphen and 1 (GB 11714), found {found} characters")]
    Length { found: usize },
    #[error(
        "expected 0–9 and A–Z in an organisation code and 0–9 or X as its last character, found another character at position {position}"
    )]
    IllegalCharacter { position: usize },
    #[error(
        "expected the check character {expected} of an organisation code (GB 11714), found {found}; a character was mistyped"
    )]
    CheckDigit { expected: char, found: char },
}

impl Why {
    /// The same reason for a person to read.
    pub fn message(self) -> Message {
        match self {
            Self::Length { found } => Message::new("org-code-length").with("found", found),
            Self::IllegalCharacter { position } => {
                Message::new("org-code-illegal-character").with("position", position)
            }
            Self::CheckDigit { expected, found } => CheckDigit { expected, found }.message("org-code-check-digit"),
        }
    }
}

/// A checked organisation code, in its form without a hyphen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OrgCode([u8; 9]);

impl OrgCode {
    pub(super) const fn from_checked(bytes: [u8; 9]) -> Self {
        Self(bytes)
    }

    pub fn as_str(&self) -> &str {
        // Only ASCII gets in, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for OrgCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Reads an organisation code, with or without the hyphen.
pub fn check(text: &str) -> Result<OrgCode, Why> {
    let (body, last) = match text.as_bytes() {
        [body @ .., b'-', last] if body.len() == 8 => (body, *last),
        [body @ .., last] if body.len() == 8 => (body, *last),
        _ => return Err(wrong_form(text)),
    };
    if !body.iter().all(|&b| is_code_character(b)) || !(last.is_ascii_digit() || last == b'X') {
        return Err(wrong_form(text));
    }
    let digit = CheckDigit { expected: check_character(body), found: char::from(last) };
    if !digit.holds() {
        return Err(Why::CheckDigit { expected: digit.expected, found: digit.found });
    }
    let mut bytes = [last; 9];
    bytes.iter_mut().zip(body).for_each(|(to, from)| *to = *from);
    Ok(OrgCode(bytes))
}

fn is_code_character(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase()
}

/// The check character for 8 characters of `0–9 A–Z`.
pub fn check_character(body: &[u8]) -> char {
    let value = |byte: u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte.wrapping_sub(b'A' - 10) });
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(&byte, weight)| value(byte) * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

#[cold]
fn wrong_form(text: &str) -> Why {
    let found = text.chars().count();
    let hyphenated = found == 10 && text.chars().nth(8) == Some('-');
    if found != 9 && !hyphenated {
        return Why::Length { found };
    }
    let accepts = |position, character: char| match position {
        9 if hyphenated => true,
        9 | 10 => character.is_ascii_digit() || character == 'X',
        _ => character.is_ascii_digit() || character.is_ascii_uppercase(),
    };
    first_wrong(text, accepts).map_or(Why::Length { found }, |position| Why::IllegalCharacter { position })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check_is(text: &str, expected: Result<&str, Why>) {
        assert_eq!(check(text).as_ref().map(OrgCode::as_str).map_err(|why| *why), expected, "{text}");
    }

    #[test]
    fn reasons() {
        check_is("D2143569X", Ok("D2143569X"));
        check_is("D2143569-X", Ok("D2143569X"));
        check_is("D21435691", Err(Why::CheckDigit { expected: 'X', found: '1' }));
        check_is("", Err(Why::Length { found: 0 }));
        check_is("D2143569--X", Err(Why::Length { found: 11 }));
        check_is("D2143569XX", Err(Why::Length { found: 10 }));
        check_is("D214356-X", Err(Why::IllegalCharacter { position: 8 }));
        check_is("d2143569X", Err(Why::IllegalCharacter { position: 1 }));
        check_is("D2143569A", Err(Why::IllegalCharacter { position: 9 }));
        check_is("D214３569X", Err(Why::IllegalCharacter { position: 5 }));
        check_is("代码代", Err(Why::Length { found: 3 }));
    }

    proptest! {
        /// Weights are coprime to 11 and two digits differ by less than 11, so no single wrong digit passes.
        #[test]
        fn one_wrong_digit_never_passes(serial in any::<u32>(), place in 2_usize..8, other in b'0'..=b'9') {
            let text = crate::identifier::generate::org_code(serial);
            prop_assert!(check(&text).is_ok());
            let mut bytes = text.into_bytes();
            prop_assume!(bytes[place].is_ascii_digit() && bytes[place] != other);
            bytes[place] = other;
            let why = check(std::str::from_utf8(&bytes).unwrap()).unwrap_err();
            let is_check_digit = matches!(why, Why::CheckDigit { .. });
            prop_assert!(is_check_digit);
        }
    }

    #[test]
    fn any_text_is_survived() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            if let Ok(code) = check(&text) {
                assert_eq!(check(code.as_str()), Ok(code));
            }
        });
    }
}
