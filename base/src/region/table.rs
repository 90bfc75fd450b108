//! The table of every code GB/T 2260 has listed since its first edition of 1980.
//!
//! One line per code and name: `code name first_year last_year`, tab-separated, ordered by code, then year; an empty
//! last year means the code still stands. The facts are those of GB/T 2260 (1980 to 2007 with
//! amendments) and of the yearly changes the Ministry of Civil Affairs 民政部 publishes, up to 2025, merged from three
//! public compilations that agree on all but a few dozen of 7,147 rows; not held against the printed editions. A code
//! valid on 31 December of a year counts as valid in that year, so a code handed from one county to another changes
//! its name in the year of the change; a code that ends for good is valid through its last year. Hainan's
//! province-administered counties follow the editions of 2002 and 2007, which renumbered them. Statistical zones
//! (development zones with codes such as 130171) are not divisions and are left out.

use std::sync::LazyLock;

use super::{Level, RegionCode};

/// One division under one name, for the years it bore its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    pub code: RegionCode,
    /// The official Chinese name, such as 龙华区.
    pub name: &'static str,
    /// The first year, 1980 at the earliest: GB/T 2260 knows nothing older.
    pub first_year: u16,
    /// The last year, or `None` while it stands.
    pub last_year: Option<u16>,
}

impl Division {
    /// Whether the code bore this name in `year`.
    pub fn stands_in(&self, year: u16) -> bool {
        self.first_year <= year && self.last_year.is_none_or(|last| year <= last)
    }

    /// Whether this row only groups others on paper (市辖区, 县, 省直辖县级行政区划) and has no government.
    pub fn groups_only(&self) -> bool {
        GROUPING_NAMES.contains(&self.name)
    }
}

const GROUPING_NAMES: [&str; 5] = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位"];
const LINES: &str = include_str!("../../data/divisions.tsv");

fn parse(line: &'static str) -> Option<Division> {
    let mut cells = line.split('\t');
    let code = cells.next()?.parse().ok()?;
    let name = cells.next()?;
    let first_year = cells.next()?.parse().ok()?;
    let last_year = match cells.next()? {
        "" => None,
        year => Some(year.parse().ok()?),
    };
    Some(Division { code, name, first_year, last_year })
}

static TABLE: LazyLock<Vec<Division>> = LazyLock::new(|| LINES.lines().filter_map(parse).collect());

/// One bit for each number of six digits: identity numbers are checked by the million, and this answers in one look.
static LISTED: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0; 1_000_000 / 64];
    for division in TABLE.iter() {
        let (word, bit) = place(division.code);
        if let Some(word) = bits.get_mut(word) {
            *word |= bit;
        }
    }
    bits
});

const fn place(code: RegionCode) -> (usize, u64) {
    ((code.number() / 64) as usize, 1 << (code.number() % 64))
}

/// Every division ever listed, ordered by code, then year.
pub fn all() -> &'static [Division] {
    &TABLE
}

/// Every name `code` has borne, oldest first; empty when it was never assigned.
pub fn history(code: RegionCode) -> &'static [Division] {
    let start = TABLE.partition_point(|division| division.code < code);
    let rest = TABLE.get(start..).unwrap_or_default();
    rest.get(..rest.iter().take_while(|division| division.code == code).count()).unwrap_or_default()
}

/// The division that bore `code` in `year`; `None` before 1980, when there were no codes.
pub fn lookup(code: RegionCode, year: u16) -> Option<&'static Division> {
    history(code).iter().rev().find(|division| division.stands_in(year))
}

/// Whether `code` was assigned at any time since 1980.
pub fn ever(code: RegionCode) -> bool {
    let (word, bit) = place(code);
    LISTED.get(word).is_some_and(|word| word & bit != 0)
}

/// The last division that bore `code`, standing or abolished.
pub fn latest(code: RegionCode) -> Option<&'static Division> {
    history(code).last()
}

/// The standing divisions directly below `code`, ordered by code. Rows that only group others are looked through:
/// below 北京市 stand its districts, below 海南省 its cities and the counties the province administers itself.
pub fn children(code: RegionCode) -> Vec<&'static Division> {
    let start = TABLE.partition_point(|division| division.code <= code);
    let below = TABLE.get(start..).unwrap_or_default();
    let below = below.iter().take_while(|division| code.contains(division.code));
    below.filter(|division| division.last_year.is_none() && is_child(code, division)).collect()
}

fn is_child(parent: RegionCode, division: &Division) -> bool {
    if division.groups_only() {
        return false;
    }
    match (parent.level(), division.code.level()) {
        (Level::Province, Level::City) | (Level::City, Level::County) => true,
        (Level::Province, Level::County) => division.code.city().and_then(latest).is_none_or(Division::groups_only),
        _ => false,
    }
}

/// The standing name with its parents, such as 海南省海口市龙华区; the last known one for an abolished code.
pub fn full_name(code: RegionCode) -> Option<String> {
    let last = latest(code)?;
    full_name_in(code, last.last_year.unwrap_or(u16::MAX))
}

/// The name with its parents as it read in `year`.
pub fn full_name_in(code: RegionCode, year: u16) -> Option<String> {
    let own = lookup(code, year)?;
    let province = (code.level() != Level::Province).then(|| code.province());
    let city = (code.level() == Level::County).then(|| code.city()).flatten();
    let parents = [province, city].into_iter().flatten().filter_map(|parent| lookup(parent, year));
    let mut text: String = parents.filter(|parent| !parent.groups_only()).map(|parent| parent.name).collect();
    text.push_str(own.name);
    Some(text)
}

#[cfg(test)]
mod tests;
