use std::fmt;
use std::str::FromStr;

use base::{Digest, Digester};

use super::ReadError;
use crate::grant::{Grant, TableTerms};

/// Where the next page begins: text to hand back unread. It holds as long as the version it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor([u8; 16]);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Cursor {
    type Err = ReadError;
    fn from_str(text: &str) -> Result<Self, ReadError> {
        if text.len() != 32 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(ReadError::Cursor);
        }
        u128::from_str_radix(text, 16).map(|number| Self(number.to_be_bytes())).map_err(|_| ReadError::Cursor)
    }
}

/// Seals row numbers: in the open they would tell how many rows outside the agreement lie between two pages.
///
/// A four-round Feistel network over the row and a check word, with SHA-256 under a secret as its round function
/// (Luby and Rackoff, 1988: four rounds of a pseudorandom function give a strong pseudorandom permutation).
pub(crate) struct CursorSeal {
    secret: [u8; 32],
}

const ROUNDS: [u8; 4] = [1, 2, 3, 4];

impl CursorSeal {
    pub(crate) fn new(secret: [u8; 32]) -> Self {
        Self { secret }
    }

    /// The cursor for `row` of the table under this grant.
    pub(crate) fn seal(&self, grant: &Grant, table: &TableTerms, row: u64) -> Cursor {
        let (left, right) = ROUNDS
            .iter()
            .fold((row, self.check(grant, table)), |(left, right), round| (right, left ^ self.round(*round, right)));
        Cursor(((u128::from(left) << 64) | u128::from(right)).to_be_bytes())
    }

    /// The row, when the cursor was sealed for the same table, version and agreement.
    pub(crate) fn open(&self, grant: &Grant, table: &TableTerms, cursor: &Cursor) -> Result<u64, ReadError> {
        let number = u128::from_be_bytes(cursor.0);
        let halves = (low_half(number >> 64), low_half(number));
        let (row, check) =
            ROUNDS.iter().rev().fold(halves, |(left, right), round| (right ^ self.round(*round, left), left));
        if check == self.check(grant, table) { Ok(row) } else { Err(ReadError::Cursor) }
    }

    fn check(&self, grant: &Grant, table: &TableTerms) -> u64 {
        let mut digester = Digester::default();
        digester.update(&self.secret);
        digester.update(b"check");
        // An id has no line end, so the parts cannot run into each other.
        let agreement = grant.agreement().map_or("", |agreement| agreement.as_str());
        for part in [agreement, table.dataset.as_str(), table.version.id.as_str()] {
            digester.update(part.as_bytes());
            digester.update(b"\n");
        }
        first_word(&digester.finish())
    }

    fn round(&self, round: u8, half: u64) -> u64 {
        let mut digester = Digester::default();
        digester.update(&self.secret);
        digester.update(&[round]);
        digester.update(&half.to_be_bytes());
        first_word(&digester.finish())
    }
}

fn low_half(number: u128) -> u64 {
    u64::try_from(number & u128::from(u64::MAX)).unwrap_or_default()
}

fn first_word(digest: &Digest) -> u64 {
    digest.as_bytes().first_chunk::<8>().map_or(0, |word| u64::from_be_bytes(*word))
}
