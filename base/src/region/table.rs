//! The table of the codes GB/T 2260 lists, as far back as the first edition we hold: that of 2002.
//!
//! One line per code and name: `code name first_year last_year`, tab-separated, ordered by code, then year. An empty
//! first year means that the edition of 2002 lists the code already, and nothing is known of how long before; an
//! empty last year means that the code still stands.
//!
//! The facts come from two public compilations: GB2260 0.4.1 (BSD; editions of 2002 to 2013 and an undated one, taken
//! for 2014 because it is the first to list that year's 藁城区 and 九台区) and china-division 2.7.0 (MIT; undated too,
//! taken for 2023 because it lists 错那市 and 米林市). They were not held against the printed editions. The last edition of a year speaks for that year. Where no
//! edition speaks, 2015 to 2022, a code counts for every year no edition refutes: 密云县 and its heir 密云区 both stand
//! in those years, and one code under two names keeps the older name through 2022. What one edition alone leaves out
//! (such as 460321 in 2014) stood throughout; a name misspelt at first (荷泽市) reads as the later editions spell it.
//! Groupings 市辖区 last as long as their city, because the list of 2023 leaves them out; the provinces 710000, 810000
//! and 820000, which it keeps apart without codes, still stand. Statistical zones (development zones with codes such
//! as 130171) are not divisions and are left out.

use std::sync::LazyLock;

use super::{Level, RegionCode};

/// One division under one name, for the years it bore its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    pub code: RegionCode,
    /// The official Chinese name, such as 龙华区.
    pub name: &'static str,
    /// The first year, or `None` when the code stood in [`FIRST_EDITION`] already, since a year we do not know. 2015
    /// means 2015 to 2023: the earliest year that no edition refutes.
    pub first_year: Option<u16>,
    /// The last year, or `None` while it stands. 2022 means 2014 to 2022: the latest year that no edition refutes.
    pub last_year: Option<u16>,
}

impl Division {
    /// Whether the code bore this name in `year`, as far as the editions tell: without a first year, the answer is yes
    /// for every year before [`FIRST_EDITION`], because nothing speaks against it.
    pub fn stands_in(&self, year: u16) -> bool {
        self.first_year.is_none_or(|first| first <= year) && self.last_year.is_none_or(|last| year <= last)
    }

    /// Whether this row only groups others on paper (市辖区, 县, 省直辖县级行政区划) and has no government.
    pub fn groups_only(&self) -> bool {
        GROUPING_NAMES.contains(&self.name)
    }
}

/// The year of the oldest edition of GB/T 2260 in the table. A code missing from the table may have stood before it.
pub const FIRST_EDITION: u16 = 2002;

const GROUPING_NAMES: [&str; 8] = [
    "市辖区",
    "县",
    "市",
    "省直辖县级行政区划",
    "自治区直辖县级行政区划",
    "省直辖县级行政单位",
    "自治区直辖县级行政单位",
    "省直辖行政单位",
];
const LINES: &str = include_str!("../../data/divisions.tsv");

fn parse(line: &'static str) -> Option<Division> {
    let mut cells = line.split('\t');
    let code = cells.next()?.parse().ok()?;
    let name = cells.next()?;
    let first_year = parse_year(cells.next()?)?;
    let last_year = parse_year(cells.next()?)?;
    Some(Division { code, name, first_year, last_year })
}

/// `Some(None)` for an empty cell, `None` for one that is no year.
#[expect(clippy::option_option, reason = "an open end is no failure to read")]
fn parse_year(cell: &str) -> Option<Option<u16>> {
    if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) }
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

/// Every division listed since [`FIRST_EDITION`], ordered by code, then year.
pub fn all() -> &'static [Division] {
    &TABLE
}

/// Every name `code` has borne since [`FIRST_EDITION`], oldest first; empty when no edition since then lists it.
pub fn history(code: RegionCode) -> &'static [Division] {
    let start = TABLE.partition_point(|division| division.code < code);
    let rest = TABLE.get(start..).unwrap_or_default();
    rest.get(..rest.iter().take_while(|division| division.code == code).count()).unwrap_or_default()
}

/// The division that bore `code` in `year`. For a year before [`FIRST_EDITION`] that is the one this edition names,
/// which may have borne another name, or no code, in that year.
pub fn lookup(code: RegionCode, year: u16) -> Option<&'static Division> {
    history(code).iter().rev().find(|division| division.stands_in(year))
}

/// Whether an edition since [`FIRST_EDITION`] lists `code`. A code abolished earlier is not known here.
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
