//! Bank card numbers 银行卡号: an issuer's prefix 发卡行标识代码 and a Luhn check digit (ISO/IEC 7812).
//!
//! The prefixes are those of banks that issue cards in China; a card of a foreign issuer that passes Luhn is
//! reported as [`Why::UnknownIssuer`].

mod issuers;

pub use issuers::{CardKind, Issuer, issuers};

use super::{CheckDigit, first_wrong};
use crate::Message;

/// Why a text is not a bank card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error(
        "expected a bank card number of 12–19 digits (ISO/IEC 7812), found {found} characters; check for cut or merged cells"
    )]
    Length { found: usize },
    #[error("expected only digits in a bank card number, found another character at position {position}")]
    IllegalCharacter { position: usize },
    #[error("expected the check digit {expected} of a bank card number (Luhn), found {found}; a digit was mistyped")]
    Luhn { expected: char, found: char },
    #[error(
        "expected a bank card number to start with the prefix of an issuer known here, found none such; it may be foreign or no card at all"
    )]
    UnknownIssuer,
    #[error("expected a bank card number of {expected} digits from this issuer, found {found}")]
    LengthNotOfIssuer { expected: usize, found: usize },
}

impl Why {
    /// The same reason for a person to read.
    pub fn message(self) -> Message {
        match self {
            Self::Length { found } => Message::new("bank-card-length").with("found", found),
            Self::IllegalCharacter { position } => {
                Message::new("bank-card-illegal-character").with("position", position)
            }
            Self::Luhn { expected, found } => CheckDigit { expected, found }.message("bank-card-luhn"),
            Self::UnknownIssuer => Message::new("bank-card-unknown-issuer"),
            Self::LengthNotOfIssuer { expected, found } => {
                Message::new("bank-card-length-not-of-issuer").with("expected", expected).with("found", found)
            }
        }
    }
}

/// What a card number says: who may have issued it. Mostly one issuer; a few prefixes are listed for two or three banks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BankCard {
    pub issuers: &'static [Issuer],
}

/// Reads a bank card number of digits only; spaces and hyphens are the caller's to take out.
pub fn check(text: &str) -> Result<BankCard, Why> {
    let bytes = text.as_bytes();
    let Some((&last, body)) = bytes.split_last().filter(|_| bytes.iter().all(u8::is_ascii_digit)) else {
        return Err(wrong_form(text));
    };
    if !(12..=19).contains(&bytes.len()) {
        return Err(Why::Length { found: bytes.len() });
    }
    let digit = CheckDigit { expected: check_character(body), found: char::from(last) };
    if !digit.holds() {
        return Err(Why::Luhn { expected: digit.expected, found: digit.found });
    }
    issuers::of(bytes).map(|issuers| BankCard { issuers })
}

/// The Luhn digit after `body`: from the right every second digit counts double, less 9 when that passes 9.
pub fn check_character(body: &[u8]) -> char {
    const DOUBLED: [u32; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    let digit = |byte: u8| u32::from(byte.wrapping_sub(b'0'));
    let doubled = |byte: u8| DOUBLED.get(digit(byte) as usize).copied().unwrap_or_default();
    let sum: u32 = body
        .rchunks(2)
        .map(|pair| match *pair {
            [plain, twice] => digit(plain) + doubled(twice),
            [twice] => doubled(twice),
            _ => 0,
        })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

#[cold]
fn wrong_form(text: &str) -> Why {
    match first_wrong(text, |_, character| character.is_ascii_digit()) {
        Some(position) => Why::IllegalCharacter { position },
        None => Why::Length { found: text.len() },
    }
}

#[cfg(test)]
mod tests;
