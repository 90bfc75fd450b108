use base::Kind;

use super::cell::Cell;
use super::{address, email, name, number, plate};

/// A set of kinds, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KindSet(u16);

impl KindSet {
    pub const EMPTY: Self = Self(0);

    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self(self.0 | 1 << kind as u16)
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn has(self, kind: Kind) -> bool {
        self.0 & 1 << kind as u16 != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds in the order of [`Kind::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.has(*kind))
    }

    pub(super) const fn only_if(kind: Kind, holds: bool) -> Self {
        if holds { Self::EMPTY.with(kind) } else { Self::EMPTY }
    }
}

/// Longer cells are prose; nothing in them is looked for.
const LONGEST: usize = 400;

/// Marks between several values in one cell, such as two telephone numbers.
const BETWEEN: [char; 6] = ['、', '/', ',', '，', ';', '；'];

/// What a cell's whole value has the form of: check digits, regions, dates and issuers are verified where the kind
/// has them, the rest is shape. Full-width characters and inner blanks are read as plain ones. Several values in one
/// cell count when each has the form of something.
///
/// Names are shape only (a listed surname and one or two characters), so judge a column by [`super::ColumnScan`].
pub fn kinds_of(value: &str) -> KindSet {
    let text = value.trim();
    if text.len() < 3 || text.len() > LONGEST {
        return KindSet::EMPTY;
    }
    let whole = kinds_of_one(text);
    if !whole.is_empty() || !text.contains(BETWEEN) {
        return whole;
    }
    let mut union = KindSet::EMPTY;
    for part in text.split(BETWEEN) {
        let kinds = kinds_of_one(part.trim());
        if kinds.is_empty() {
            return KindSet::EMPTY;
        }
        union = union.and(kinds);
    }
    union
}

fn kinds_of_one(text: &str) -> KindSet {
    if let Some(cell) = Cell::of(text) {
        return if cell.holds(b'@') {
            KindSet::only_if(Kind::Email, email::is_email(text))
        } else {
            number::kinds(&cell)
        };
    }
    if text.is_ascii() {
        return KindSet::only_if(Kind::Email, email::is_email(text));
    }
    KindSet::only_if(Kind::Plate, plate::is_plate(text))
        .and(KindSet::only_if(Kind::Name, name::is_name(text)))
        .and(KindSet::only_if(Kind::Address, address::is_address(text)))
}
