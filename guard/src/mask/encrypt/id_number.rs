//! Identity numbers: division, date of birth and sequence are ranked together, so that what comes out is again a
//! number whose date is on the calendar and whose check character holds.

use std::sync::LazyLock;

use base::LawDate;
use base::identifier::id_card;
use base::region::{self, Level, RegionCode};
use chrono::Datelike;

use super::domain::Domain;
use super::ff1::{Permute, Way};

/// Codes GB/T 2260 lists, in order: a listed code turns into a listed one.
static LISTED: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut codes: Vec<u32> = region::all().iter().map(|division| division.code.number()).collect();
    codes.dedup();
    codes
});

/// First two digits of the provinces: a code abolished before the first edition turns into another unlisted code.
static PROVINCES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let provinces = region::all().iter().filter(|division| division.code.level() == Level::Province);
    let mut starts: Vec<u32> = provinces.map(|province| province.code.number() / 10_000).collect();
    starts.dedup();
    starts
});

const SEQUENCES: u64 = 1_000;
const CODES_OF_PROVINCE: u64 = 10_000;

/// First days of 1900, 2000, 2002 and 2050, in days from the first of year 1.
const FROM: i32 = 693_596;
const SHORT_TO: i32 = 730_120;
const UNLISTED_TO: i32 = 730_851;
const LISTED_TO: i32 = 748_383;

/// The divisions among which a number's own is exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codes {
    Listed,
    /// Codes of the provinces' ranges that are not listed.
    Unlisted,
    /// All codes of the provinces' ranges.
    Any,
}

impl Codes {
    fn count(self) -> u64 {
        match self {
            Self::Listed => LISTED.len() as u64,
            Self::Unlisted | Self::Any => PROVINCES.len() as u64 * CODES_OF_PROVINCE,
        }
    }

    fn rank(self, code: u32) -> Option<u64> {
        if self == Self::Listed {
            return LISTED.binary_search(&code).ok().map(|rank| rank as u64);
        }
        let province = PROVINCES.binary_search(&(code / 10_000)).ok()?;
        Some(province as u64 * CODES_OF_PROVINCE + u64::from(code % 10_000))
    }

    fn code(self, rank: u64) -> Option<u32> {
        let at = |list: &[u32], rank: u64| list.get(usize::try_from(rank).ok()?).copied();
        if self == Self::Listed {
            return at(&LISTED, rank);
        }
        let within = u32::try_from(rank % CODES_OF_PROVINCE).ok()?;
        Some(at(&PROVINCES, rank / CODES_OF_PROVINCE)? * 10_000 + within)
    }

    fn holds(self, code: u32) -> bool {
        let listed = RegionCode::from_number(code).is_some_and(region::ever);
        match self {
            Self::Listed => listed,
            Self::Unlisted => !listed,
            Self::Any => true,
        }
    }
}

/// Identity numbers of one shape and what of them is kept.
#[derive(Debug, Clone)]
struct Class {
    codes: Codes,
    /// First day after those of birth.
    to: i32,
    domain: Domain,
}

/// Ready to turn identity numbers into others.
#[derive(Debug, Clone)]
pub(super) struct IdNumbers {
    keep_region: bool,
    keep_birth: bool,
    listed: Class,
    unlisted: Class,
    short: Class,
}

/// Bytes of the tweak: the digits that stay, or zeros.
const TWEAK: usize = 8;

impl IdNumbers {
    pub(super) fn new(cipher: &impl Permute, keep_region: bool, keep_birth: bool) -> Option<Self> {
        let class = |codes: Codes, to: i32| {
            let regions = if keep_region { 1 } else { codes.count() };
            let days = if keep_birth { 1 } else { u64::try_from(to - FROM).ok()? };
            Some(Class { codes, to, domain: Domain::new(cipher, regions * days * SEQUENCES, TWEAK)? })
        };
        Some(Self {
            keep_region,
            keep_birth,
            listed: class(Codes::Listed, LISTED_TO)?,
            unlisted: class(Codes::Unlisted, UNLISTED_TO)?,
            short: class(Codes::Any, SHORT_TO)?,
        })
    }

    /// Another identity number of the same length into `out`; false when `text` is none.
    pub(super) fn turn(&self, cipher: &impl Permute, way: Way, text: &str, out: &mut Vec<u8>) -> bool {
        self.turned(cipher, way, text, out).is_some()
    }

    fn turned(&self, cipher: &impl Permute, way: Way, text: &str, out: &mut Vec<u8>) -> Option<()> {
        let card = id_card::check(text).ok()?;
        let (region, birth) = (card.region().number(), card.birth().num_days_from_ce());
        let body = text.get(..17).filter(|_| text.len() == 18).unwrap_or(text);
        let sequence: u64 = body.get(body.len().checked_sub(3)?..)?.parse().ok()?;
        let class = match text.len() {
            15 => &self.short,
            _ if Codes::Listed.holds(region) => &self.listed,
            _ => &self.unlisted,
        };
        let days = u64::try_from(class.to - FROM).ok()?;
        let day = u64::try_from(birth - FROM).ok().filter(|day| *day < days)?;
        let tweak = self.tweak(region, card.birth());
        let at_region = if self.keep_region { 0 } else { class.codes.rank(region)? };
        let (at_day, days) = if self.keep_birth { (0, 1) } else { (day, days) };
        let rank = (at_region * days + at_day) * SEQUENCES + sequence;
        let found = |rank: u64| if self.keep_region { Some(region) } else { class.codes.code(rank / SEQUENCES / days) };
        let belongs = |rank: u64| found(rank).is_some_and(|code| self.keep_region || class.codes.holds(code));
        let rank = class.domain.walk(cipher, &tweak, way, rank, belongs)?;
        let day = if self.keep_birth { day } else { rank / SEQUENCES % days };
        let birth = LawDate::from_num_days_from_ce_opt(FROM + i32::try_from(day).ok()?)?;
        write(found(rank)?, birth, rank % SEQUENCES, text.len() == 18, out);
        Some(())
    }

    fn tweak(&self, region: u32, birth: LawDate) -> [u8; TWEAK] {
        let kept = match (self.keep_region, self.keep_birth) {
            (true, _) => u64::from(region),
            (_, true) => u64::from(birth.num_days_from_ce().unsigned_abs()),
            (false, false) => 0,
        };
        kept.to_be_bytes()
    }
}

fn write(region: u32, birth: LawDate, sequence: u64, long: bool, out: &mut Vec<u8>) {
    let year = birth.year().unsigned_abs();
    digits(out, region.into(), 6);
    if long {
        digits(out, year.into(), 4);
    } else {
        digits(out, (year % 100).into(), 2);
    }
    digits(out, birth.month().into(), 2);
    digits(out, birth.day().into(), 2);
    digits(out, sequence, 3);
    if long {
        let check = id_card::check_character(out);
        out.extend(u8::try_from(check));
    }
}

/// So many decimal digits of a number, with leading zeros.
pub(super) fn digits(out: &mut Vec<u8>, mut number: u64, count: usize) {
    let from = out.len();
    out.resize(from + count, b'0');
    for digit in out.iter_mut().skip(from).rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_are_those_of_the_calendar() {
        let day = |year| LawDate::from_ymd_opt(year, 1, 1).unwrap().num_days_from_ce();
        assert_eq!([FROM, SHORT_TO, UNLISTED_TO, LISTED_TO], [1900, 2000, 2002, 2050].map(day));
        assert!(LISTED.is_sorted() && PROVINCES.is_sorted());
    }
}
