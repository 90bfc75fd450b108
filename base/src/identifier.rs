//! Identifiers with check digits: identity numbers, organisation codes, unified social credit codes, bank cards.
//!
//! Every `check` takes the text exactly as it was found (no trimming, no change of case) and says why it is wrong.
//! A reason never carries the value. Checking allocates nothing.

pub mod bank_card;
mod excel;
pub mod generate;
pub mod id_card;
pub mod org_code;
pub mod uscc;

pub use excel::damaged_by_excel;

use crate::Message;

/// A check digit as the standard computes it beside the one that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckDigit {
    pub expected: char,
    pub found: char,
}

impl CheckDigit {
    pub const fn holds(self) -> bool {
        self.expected as u32 == self.found as u32
    }

    fn message(self, key: &str) -> Message {
        Message::new(key).with("expected", self.expected).with("found", self.found)
    }
}

/// The 1-based position of the first character that `accepts` turns down; positions count characters, not bytes.
fn first_wrong(text: &str, accepts: impl Fn(usize, char) -> bool) -> Option<usize> {
    text.chars().zip(1..).find(|&(character, position)| !accepts(position, character)).map(|(_, position)| position)
}

/// Reads ASCII digits as a number. The caller has made sure that they are digits.
fn number(digits: Option<&[u8]>) -> u32 {
    digits.unwrap_or_default().iter().fold(0, |sum, digit| sum * 10 + u32::from(digit.wrapping_sub(b'0')))
}
