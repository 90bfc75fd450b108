//! Unified social credit codes 统一社会信用代码 (GB 32100): 18 characters of an alphabet without I O Z S V. One names
//! the registering authority, one the category, six the division of the authority, nine are an organisation code
//! (GB 11714) with its own inner check character, and the last is the outer check character modulo 31.

mod tally;

pub use tally::Tally;

use super::org_code::{self, OrgCode};
use super::{CheckDigit, first_wrong, number};
use crate::Message;
use crate::region::RegionCode;

/// Why a text is not a unified social credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error(
        "expected a unified social credit code of 18 characters (GB 32100), found {found}; check for cut or merged cells"
    )]
    Length { found: usize },
    #[error("expected a unified social credit code to start with 1–9, A, N or Y (GB 32100), found another character")]
    UnknownAuthority,
    #[error(
        "expected 0–9 and capitals without I O Z S V in a unified social credit code, only digits at 3–8 with 1–9 first, found another character at position {position}"
    )]
    IllegalCharacter { position: usize },
    #[error(
        "expected the check character {expected} of a unified social credit code (GB 32100), found {found}; a character was mistyped"
    )]
    OuterDigit { expected: char, found: char },
    #[error(
        "expected {expected} at position 17 of a unified social credit code, the check character of the organisation code within (GB 11714), found {found}; the code was never issued so"
    )]
    InnerDigit { expected: char, found: char },
}

impl Why {
    /// The same reason for a person to read.
    pub fn message(self) -> Message {
        match self {
            Self::Length { found } => Message::new("uscc-length").with("found", found),
            Self::UnknownAuthority => Message::new("uscc-unknown-authority"),
            Self::IllegalCharacter { position } => Message::new("uscc-illegal-character").with("position", position),
            Self::OuterDigit { expected, found } => CheckDigit { expected, found }.message("uscc-outer-digit"),
            Self::InnerDigit { expected, found } => CheckDigit { expected, found }.message("uscc-inner-digit"),
        }
    }
}

/// What a unified social credit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uscc {
    /// 登记管理部门: `1` offices of establishment, `5` civil affairs, `9` market regulation, `A` military, `N`
    /// agriculture, `Y` others …
    pub authority: char,
    /// 机构类别, within the authority: under `9`, `1` is an enterprise, `2` a sole trader, `3` a farmers' cooperative.
    pub category: char,
    /// 登记管理机关行政区划码. Not held against GB/T 2260: 100000 stands for the nation, and authorities of
    /// development zones use codes that were never divisions.
    pub region: RegionCode,
    /// 主体标识码.
    pub organisation: OrgCode,
}

/// A code of the right form, and both of its check characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    pub code: Uscc,
    /// The last character, over the 17 before it.
    pub outer: CheckDigit,
    /// Character 17, over characters 9–16.
    pub inner: CheckDigit,
}

/// The 31 characters of a code, in the order of their values.
pub const ALPHABET: [u8; 31] = *b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3^i mod 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const NO_VALUE: u8 = u8::MAX;
const VALUES: [u8; 256] = values();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which refuses an index out of bounds")]
const fn values() -> [u8; 256] {
    let mut table = [NO_VALUE; 256];
    let mut value = 0_u8;
    while (value as usize) < ALPHABET.len() {
        table[ALPHABET[value as usize] as usize] = value;
        value += 1;
    }
    table
}

fn in_alphabet(byte: u8) -> bool {
    VALUES.get(usize::from(byte)).is_some_and(|&value| value != NO_VALUE)
}

/// Reads a unified social credit code; both check characters must hold.
pub fn check(text: &str) -> Result<Uscc, Why> {
    let Parts { code, outer, inner } = check_parts(text)?;
    if !outer.holds() {
        return Err(Why::OuterDigit { expected: outer.expected, found: outer.found });
    }
    if !inner.holds() {
        return Err(Why::InnerDigit { expected: inner.expected, found: inner.found });
    }
    Ok(code)
}

/// Reads the form only and reports both check characters, right or wrong.
pub fn check_parts(text: &str) -> Result<Parts, Why> {
    let Ok(&[authority, category, r1, r2, r3, r4, r5, r6, ref rest @ ..]) = <&[u8; 18]>::try_from(text.as_bytes())
    else {
        return Err(wrong_form(text));
    };
    let rest: &[u8; 10] = rest;
    let &[ref organisation @ .., found] = rest;
    let &[ref body @ .., inner_found] = organisation;
    let digits = [r1, r2, r3, r4, r5, r6];
    let region = RegionCode::from_number(number(Some(&digits))).filter(|_| digits.iter().all(u8::is_ascii_digit));
    let (Some(region), Some(expected), true) = (region, check_character(text.as_bytes()), in_alphabet(found)) else {
        return Err(wrong_form(text));
    };
    if !is_authority(authority) {
        return Err(Why::UnknownAuthority);
    }
    let organisation = OrgCode::from_checked(*organisation);
    Ok(Parts {
        code: Uscc { authority: char::from(authority), category: char::from(category), region, organisation },
        outer: CheckDigit { expected, found: char::from(found) },
        inner: CheckDigit { expected: org_code::check_character(body), found: char::from(inner_found) },
    })
}

const fn is_authority(byte: u8) -> bool {
    matches!(byte, b'1'..=b'9' | b'A' | b'N' | b'Y')
}

/// The outer check character over the first 17 characters; `None` when one is not of the alphabet.
pub fn check_character(body: &[u8]) -> Option<char> {
    // Values need five bits, `NO_VALUE` all eight: one comparison after the loop instead of one in every turn.
    let (mut sum, mut bits) = (0, 0);
    for (&byte, weight) in body.iter().zip(WEIGHTS) {
        let value = VALUES.get(usize::from(byte)).copied().unwrap_or(NO_VALUE);
        sum += u32::from(value) * weight;
        bits |= value;
    }
    if bits == NO_VALUE {
        return None;
    }
    ALPHABET.get(((31 - sum % 31) % 31) as usize).map(|&byte| char::from(byte))
}

#[cold]
fn wrong_form(text: &str) -> Why {
    let found = text.chars().count();
    if found != 18 {
        return Why::Length { found };
    }
    if !text.bytes().next().is_some_and(is_authority) {
        return Why::UnknownAuthority;
    }
    let accepts = |position, character: char| match position {
        3 => matches!(character, '1'..='9'),
        4..=8 => character.is_ascii_digit(),
        _ => u8::try_from(character).is_ok_and(in_alphabet),
    };
    first_wrong(text, accepts).map_or(Why::Length { found }, |position| Why::IllegalCharacter { position })
}

#[cfg(test)]
mod tests;
