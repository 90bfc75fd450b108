use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use base::Kind;
use serde::{Deserialize, Serialize};

use super::address::SHORTEST as SHORTEST_ADDRESS;
use super::kinds::{KindSet, kinds_of};
use super::lexicon::{Hints, hints};
use super::number::is_local_number;

/// One kind found in a column.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub kind: Kind,
    /// Matching values among those that are not empty or a placeholder, 0–1.
    pub share: f64,
    /// The column's name speaks of this kind.
    pub by_name: bool,
    /// Enough values have its form.
    pub by_value: bool,
}

/// Cells that say there is no value.
const PLACEHOLDERS: [&str; 16] =
    ["", "/", "-", "--", "---", "—", "无", "暂无", "不详", "未知", "空", "null", "NULL", "N/A", "n/a", "None"];

/// How many different name-like values a scan remembers; more tell nothing new.
const NAMES_REMEMBERED: usize = 64;

/// Reads a column value by value in constant memory and says what it holds.
#[derive(Debug, Clone)]
pub struct ColumnScan {
    hints: Hints,
    values: u64,
    counts: [u64; Kind::ALL.len()],
    /// Local numbers without area code, counted where the name speaks of telephones.
    local_numbers: u64,
    /// Identity numbers of 15 digits: without a check digit, one in fifty old tax numbers reads as one.
    short_ids: u64,
    /// Values too short to be an address.
    brief: u64,
    /// Which of the prefixes 130–199 the mobile numbers begin with, a bit each.
    mobile_prefixes: u128,
    names: HashSet<u64>,
}

impl ColumnScan {
    pub fn new(column_name: &str) -> Self {
        Self {
            hints: hints(column_name),
            values: 0,
            counts: [0; Kind::ALL.len()],
            local_numbers: 0,
            short_ids: 0,
            brief: 0,
            mobile_prefixes: 0,
            names: HashSet::new(),
        }
    }

    /// Takes one cell into account. Empty cells and placeholders (无, `/`, `--`) count for nothing.
    pub fn observe(&mut self, value: &str) {
        let value = value.trim();
        if PLACEHOLDERS.contains(&value) {
            return;
        }
        self.values += 1;
        self.brief += u64::from(value.chars().take(SHORTEST_ADDRESS).count() < SHORTEST_ADDRESS);
        let kinds = kinds_of(value);
        if kinds.is_empty() {
            let telephones = self.hints.named.has(Kind::Landline);
            self.local_numbers += u64::from(telephones && is_local_number(value));
            return;
        }
        for kind in kinds.iter() {
            if let Some(count) = self.counts.get_mut(kind as usize) {
                *count += 1;
            }
        }
        if kinds.has(Kind::IdNumber) && value.chars().filter(|c| c.is_alphanumeric() || *c == '*').count() <= 15 {
            self.short_ids += 1;
        }
        if kinds.has(Kind::Mobile) {
            self.mobile_prefixes |= mobile_prefix(value);
        }
        if kinds.has(Kind::Name) && self.names.len() < NAMES_REMEMBERED {
            let mut hasher = DefaultHasher::new();
            value.hash(&mut hasher);
            self.names.insert(hasher.finish());
        }
    }

    /// The kinds found, in the order of [`Kind::ALL`].
    pub fn finish(&self) -> Vec<Finding> {
        let shown = Kind::ALL.into_iter().filter(|kind| self.shown_by_value(*kind));
        let shown = shown.fold(KindSet::EMPTY, KindSet::with);
        let clear = Kind::ALL.into_iter().filter(|kind| self.share(*kind) >= 0.9 && shown.has(*kind));
        let clear = clear.fold(KindSet::EMPTY, KindSet::with);
        let finding = |kind| {
            let (by_name, by_value) = (self.hints.named.has(kind), shown.has(kind));
            // 联系电话 full of mobile numbers holds no landlines, 证件号码 full of credit codes no identity numbers.
            // 经营地址（区） full of districts holds no addresses.
            let too_brief = kind == Kind::Address && self.brief * 10 > self.values * 9;
            let refuted = !by_value && (!clear.is_empty() || too_brief);
            (by_value || by_name && !refuted).then(|| Finding { kind, share: self.share(kind), by_name, by_value })
        };
        Kind::ALL.into_iter().filter_map(finding).collect()
    }

    fn count(&self, kind: Kind) -> u64 {
        let local = if kind == Kind::Landline { self.local_numbers } else { 0 };
        self.counts.get(kind as usize).copied().unwrap_or_default() + local
    }

    fn share(&self, kind: Kind) -> f64 {
        if self.values == 0 { 0.0 } else { self.count(kind) as f64 / self.values as f64 }
    }

    /// Whether enough values have the form of `kind`. A kind the name speaks of needs any; a verified form (check
    /// digits, a domain) needs few; a mere shape must be most of the column.
    fn shown_by_value(&self, kind: Kind) -> bool {
        let count = self.count(kind);
        if count == 0 {
            return false;
        }
        if self.hints.named.has(kind) {
            return true;
        }
        let least = match kind {
            Kind::IdNumber => 0.005,
            Kind::Email | Kind::Uscc => 0.01,
            Kind::Plate => 0.1,
            Kind::Landline => 0.2,
            Kind::BankCard | Kind::Mobile => 0.3,
            Kind::Address => 0.4,
            Kind::Name => 0.8,
        };
        if kind == Kind::IdNumber && self.short_ids * 10 < self.values * 3 {
            return (count - self.short_ids) as f64 >= least * self.values as f64 && count > self.short_ids;
        }
        let allowed = self.hints.allowed.has(kind);
        let share = self.share(kind);
        match kind {
            _ if allowed => share >= f64::min(least, 0.02),
            Kind::Mobile => share >= least && !self.looks_serial(),
            Kind::Name => share >= least && self.names_are_many(),
            _ => share >= least,
        }
    }

    /// Serial numbers of 11 digits share a beginning; the telephones of many people do not.
    fn looks_serial(&self) -> bool {
        self.count(Kind::Mobile) >= 20 && self.mobile_prefixes.count_ones() <= 2
    }

    /// A handful of words that recur (有效, 通过) are states, not names.
    fn names_are_many(&self) -> bool {
        let different = self.names.len() as u64;
        let needed = (self.count(Kind::Name) / 2).min(NAMES_REMEMBERED as u64);
        self.count(Kind::Name) >= 10 && different >= needed
    }
}

/// The bit of the prefix 130–199; none when it is masked.
fn mobile_prefix(value: &str) -> u128 {
    let mut digits = value.chars().filter_map(|c| c.to_digit(10).or_else(|| u32::from(c).checked_sub(0xff10)));
    let prefix = loop {
        match digits.next() {
            Some(1) => break digits.next().zip(digits.next()).map(|(tens, ones)| tens * 10 + ones),
            Some(_) => {}
            None => break None,
        }
    };
    prefix.and_then(|prefix| 1_u128.checked_shl(prefix)).unwrap_or_default()
}
