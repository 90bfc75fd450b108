//! Identity numbers 公民身份号码 (GB 11643): 6 digits of the division where the person was first registered, 8 of the
//! birth date, 3 of sequence (odd for men) and an ISO 7064 MOD 11-2 check character. The older form of 15 digits
//! writes the year of birth 19YY with two digits and has no check character.
//!
//! A code counts when an edition of GB/T 2260 since [`region::FIRST_EDITION`] lists it. It may be younger than the
//! person, since numbers were handed out from 1984 on; it may be abolished, since a number is never changed. A code
//! abolished before the birth is doubtful, yet no error either: a registry slow to take up new codes must not make a
//! person's number wrong.
//!
//! Codes abolished before that edition are not in our table. For a birth before its year a missing code can therefore
//! not be refuted, and counts as long as its first two digits are those of a province; every number of 15 digits is
//! of this kind. For a later birth a missing code is wrong. See [`IdCard::region_at_birth`] for what is in doubt.

use std::fmt;

use chrono::Datelike;

use super::{CheckDigit, first_wrong, number};
use crate::region::{self, Division, RegionCode};
use crate::{LawDate, Message};

/// Why a text is not an identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error(
        "expected an identity number of 18 (or, before 1999, 15) characters (GB 11643), found {found}; check for cut or merged cells"
    )]
    Length { found: usize },
    #[error(
        "expected digits, and X only as the 18th character of an identity number, found another character at position {position}"
    )]
    IllegalCharacter { position: usize },
    #[error(
        "expected positions 1–6 of an identity number to name a division listed by GB/T 2260 since 2002 (for a birth before 2002: one in a province it lists), found none such"
    )]
    UnknownRegion,
    #[error("expected the birth date in an identity number to be a calendar date from 1850 to 2099, found none such")]
    ImpossibleBirthDate,
    #[error(
        "expected the check character {expected} of an identity number (ISO 7064 MOD 11-2), found {found}; a character was mistyped"
    )]
    CheckDigit { expected: char, found: char },
}

impl Why {
    /// The same reason for a person to read.
    pub fn message(self) -> Message {
        match self {
            Self::Length { found } => Message::new("id-number-length").with("found", found),
            Self::IllegalCharacter { position } => {
                Message::new("id-number-illegal-character").with("position", position)
            }
            Self::UnknownRegion => Message::new("id-number-unknown-region"),
            Self::ImpossibleBirthDate => Message::new("id-number-impossible-birth-date"),
            Self::CheckDigit { expected, found } => CheckDigit { expected, found }.message("id-number-check-digit"),
        }
    }
}

/// 性别, as the sequence of an identity number tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// 女.
    Female,
    /// 男.
    Male,
}

/// What an identity number says about its holder. Personal data: `Debug` prints none of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IdCard {
    region: RegionCode,
    birth: LawDate,
    sequence: u16,
}

/// Residence permits of people from Taiwan 台湾居民居住证 carry this code, which GB/T 2260 does not list.
const TAIWAN_RESIDENT: u32 = 830_000;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

impl IdCard {
    /// The division in positions 1–6: where the holder was first registered, not where they live.
    pub const fn region(&self) -> RegionCode {
        self.region
    }

    pub const fn birth(&self) -> LawDate {
        self.birth
    }

    pub const fn sex(&self) -> Sex {
        if self.sequence % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The division that bore the code at birth, or the first to bear it afterwards; for a birth before
    /// [`region::FIRST_EDITION`], as that edition names it. `None` when the code had been abolished by then or before
    /// that edition, or stands for residents from Taiwan: worth a second look, yet no proof of a wrong number.
    pub fn region_at_birth(&self) -> Option<&'static Division> {
        let reaches_birth = |last: u16| i32::from(last) >= self.birth.year();
        region::history(self.region).iter().find(|division| division.last_year.is_none_or(reaches_birth))
    }

    /// The number in its form of 18 characters, so that both forms of one person's number compare equal.
    pub fn number(&self) -> String {
        compose(self.region, self.birth, self.sequence)
    }
}

impl fmt::Debug for IdCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdCard(…)")
    }
}

/// The 18 characters for a division, a birth date and a sequence (taken modulo 1000).
pub(super) fn compose(region: RegionCode, birth: LawDate, sequence: u16) -> String {
    let mut text = format!("{region}{}{:03}", birth.format("%Y%m%d"), sequence % 1000);
    text.push(check_character(text.as_bytes()));
    text
}

/// Reads an identity number of 18 or 15 characters; `x` counts as `X`, because both stand in registers.
pub fn check(text: &str) -> Result<IdCard, Why> {
    match text.len() {
        18 => long(text),
        15 => short(text),
        _ => Err(wrong_form(text)),
    }
}

fn long(text: &str) -> Result<IdCard, Why> {
    let Some((body, last)) = text.as_bytes().split_last_chunk::<1>() else {
        return Err(wrong_form(text));
    };
    let found = char::from(last[0].to_ascii_uppercase());
    if !body.iter().all(u8::is_ascii_digit) || !(found.is_ascii_digit() || found == 'X') {
        return Err(wrong_form(text));
    }
    let year = number(body.get(6..10));
    let card = read(body, year, body.get(10..12), body.get(12..14), body.get(14..17))?;
    let expected = check_character(body);
    if expected == found { Ok(card) } else { Err(Why::CheckDigit { expected, found }) }
}

fn short(text: &str) -> Result<IdCard, Why> {
    let body = text.as_bytes();
    if !body.iter().all(u8::is_ascii_digit) {
        return Err(wrong_form(text));
    }
    let year = 1900 + number(body.get(6..8));
    read(body, year, body.get(8..10), body.get(10..12), body.get(12..15))
}

fn read(
    body: &[u8],
    year: u32,
    month: Option<&[u8]>,
    day: Option<&[u8]>,
    sequence: Option<&[u8]>,
) -> Result<IdCard, Why> {
    let region = RegionCode::from_number(number(body.get(..6)))
        .filter(|&code| may_be_region(code, year))
        .ok_or(Why::UnknownRegion)?;
    let birth = i32::try_from(year)
        .ok()
        .filter(|year| (1850..2100).contains(year))
        .and_then(|year| LawDate::from_ymd_opt(year, number(month), number(day)))
        .ok_or(Why::ImpossibleBirthDate)?;
    let sequence = u16::try_from(number(sequence)).unwrap_or_default();
    Ok(IdCard { region, birth, sequence })
}

/// Whether nothing speaks against `code` in the number of a person born in `year`.
fn may_be_region(code: RegionCode, year: u32) -> bool {
    region::ever(code)
        || (year < u32::from(region::FIRST_EDITION) && region::ever(code.province()))
        || code.number() == TAIWAN_RESIDENT
}

/// The check character after 17 digits (ISO 7064 MOD 11-2).
pub fn check_character(body: &[u8]) -> char {
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight).sum();
    CHECK_CHARACTERS.get((sum % 11) as usize).copied().unwrap_or('X')
}

#[cold]
fn wrong_form(text: &str) -> Why {
    let found = text.chars().count();
    if found != 18 && found != 15 {
        return Why::Length { found };
    }
    let accepts = |position, character: char| {
        character.is_ascii_digit() || (position == 18 && character.eq_ignore_ascii_case(&'X'))
    };
    first_wrong(text, accepts).map_or(Why::Length { found }, |position| Why::IllegalCharacter { position })
}

#[cfg(test)]
mod tests;
