use std::sync::Arc;

use arrow::array::Array;
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use base::Kind;

use super::address::{self, SHORTEST};
use super::decide;
use super::finding::Finding;
use super::form::{Form, FormSet};
use super::headings::Headings;
use super::kinds::{LONGEST, forms_of};
use super::tally::{Run, Tally};
use crate::pack::{Header, Hint, Pack, Rule};
use crate::text;

/// Whether a cell says that there is no value, or none given.
fn is_placeholder(value: &str) -> bool {
    const LONGEST: usize = 15;
    value.len() <= LONGEST
        && matches!(
            value,
            "" | "/"
                | "-"
                | "--"
                | "---"
                | "—"
                | "——"
                | "."
                | "\\"
                | "\\N"
                | "*"
                | "?"
                | "??"
                | "???"
                | "????"
                | "0"
                | "无"
                | "暂无"
                | "不详"
                | "未知"
                | "空"
                | "空白"
                | "不明"
                | "保密"
                | "待定"
                | "待补"
                | "待补录"
                | "待补充"
                | "待核实"
                | "未填"
                | "未填写"
                | "未录入"
                | "未登记"
                | "未提供"
                | "拒绝提供"
                | "同上"
                | "见附件"
                | "null"
                | "NULL"
                | "Null"
                | "(null)"
                | "nil"
                | "N/A"
                | "n/a"
                | "NA"
                | "#N/A"
                | "#NULL!"
                | "#REF!"
                | "#VALUE!"
                | "None"
                | "none"
                | "NONE"
                | "NaN"
                | "nan"
                | "unknown"
                | "Unknown"
        )
}

/// Texts searched one by one; behind them, every eighth.
const TEXTS_IN_FULL: u64 = 2_000;
/// Texts searched for names as well, which needs words cut.
pub(super) const TEXTS_FOR_NAMES: u64 = 200;
/// Shortest prose, in bytes: four Han characters more than a telephone number.
const SHORTEST_TEXT: usize = 23;
/// Marks only sentences have.
const SENTENCE: [char; 6] = ['，', '。', '；', '：', '！', '？'];
/// How many of them are read of a longer cell, in bytes.
const LONGEST_TEXT: usize = 4_000;

/// Reads a column value by value in bounded memory and says what it holds.
#[derive(Debug, Clone)]
pub struct ColumnScan {
    pub(super) pack: Arc<Pack>,
    pub(super) hints: Vec<Hint>,
    /// The rules it names that have patterns for this case.
    naming: Vec<usize>,
    /// The name is one of a code or a number.
    pub(super) named_code: bool,
    pub(super) values: u64,
    pub(super) tallies: Vec<Tally>,
    /// Values of each form.
    pub(super) forms: [u64; Form::ALL.len()],
    pub(super) run: Run,
    /// Characters of all values together.
    pub(super) characters: u64,
    /// Values too short to be an address.
    pub(super) brief: u64,
    /// Places told at each precision.
    pub(super) precisions: [u64; 5],
    pub(super) texts: Texts,
    /// Rows show that what stood at these places moved.
    pub(super) moving: bool,
}

/// What was found inside prose.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    pub(super) seen: u64,
    pub(super) searched: u64,
    pub(super) searched_for_names: u64,
    pub(super) inside: [u64; Kind::ALL.len()],
}

impl ColumnScan {
    /// By the national pack, knowing nothing of the other columns.
    pub fn new(column_name: &str) -> Self {
        Self::under(&Headings::of(Pack::national(), &[]), column_name)
    }

    /// One column of the table with these headings.
    pub fn under(headings: &Headings, column_name: &str) -> Self {
        let (pack, header) = (&headings.pack, Header::of(column_name));
        let rules = pack.header_rules();
        let hint = |rule: &Rule| match header.hint(rule, rules) {
            Hint::Allowed if !rule.column.beside.iter().all(|set| headings.show(*set, &header)) => Hint::Silent,
            hint => hint,
        };
        let hints: Vec<Hint> = pack.rules().iter().map(hint).collect();
        let named = pack.rules().iter().zip(&hints).enumerate();
        let naming = named.filter(|(_, (rule, hint))| **hint == Hint::Named && !rule.when_named.is_empty());
        Self {
            naming: naming.map(|(at, _)| at).collect(),
            hints,
            named_code: rules.codes.hit(&header, 0),
            tallies: vec![Tally::default(); pack.rules().len()],
            pack: Arc::clone(pack),
            values: 0,
            forms: [0; Form::ALL.len()],
            run: Run::default(),
            characters: 0,
            brief: 0,
            precisions: [0; 5],
            texts: Texts::default(),
            moving: false,
        }
    }

    /// Takes one cell into account. Empty cells and placeholders (无, `/`, `--`) count for nothing.
    pub fn observe(&mut self, value: &str) {
        let value = value.trim();
        if is_placeholder(value) {
            return;
        }
        self.values += 1;
        let characters = if value.is_ascii() { value.len() } else { value.chars().take(LONGEST).count() };
        self.characters += characters as u64;
        self.brief += u64::from(characters < SHORTEST);
        self.run.observe(value.as_bytes());
        let forms = forms_of(value);
        let mut matched = false;
        for form in forms.iter() {
            if let Some(count) = self.forms.get_mut(form as usize) {
                *count += 1;
            }
            for taker in self.pack.takers(form) {
                if let Some(tally) = self.tallies.get_mut(taker.rule) {
                    matched |= !taker.when_named;
                    tally.count(self.values, value, taker.when_named, form.verified());
                }
            }
        }
        if value.len() <= LONGEST {
            let (tallies, number) = (&mut self.tallies, self.values);
            self.pack.matching(value, |rule| {
                if let Some(tally) = tallies.get_mut(rule) {
                    matched = true;
                    tally.count(number, value, false, false);
                }
            });
            for rule in &self.naming {
                let of = self.pack.rule(*rule).filter(|of| of.when_named.is_match(value));
                let checked = of.filter(|of| of.check.is_none_or(|check| check.holds(value)));
                if let Some(tally) = checked.and_then(|_| tallies.get_mut(*rule)) {
                    tally.count(number, value, true, false);
                }
            }
        }
        self.place(value, forms);
        if !matched && value.len() >= SHORTEST_TEXT {
            self.search(value);
        }
    }

    /// Takes a column of any type into account, batch by batch. Numbers and dates count as they are written.
    pub fn observe_array(&mut self, column: &dyn Array) -> Result<(), ArrowError> {
        let options = FormatOptions::default();
        let formatter = ArrayFormatter::try_new(column, &options)?;
        let mut written = String::new();
        for row in (0..column.len()).filter(|row| column.is_valid(*row)) {
            written.clear();
            formatter.value(row).write(&mut written)?;
            self.observe(&written);
        }
        Ok(())
    }

    /// The kinds found, in the order of [`Kind::ALL`].
    pub fn finish(&self) -> Vec<Finding> {
        decide::findings(self)
    }

    fn place(&mut self, value: &str, forms: FormSet) {
        let precision = if forms.has(Form::Address) || forms.has(Form::Place) {
            address::precision(value)
        } else if forms.has(Form::Longitude) || forms.has(Form::Latitude) {
            Some(match value.rsplit('.').next().map_or(0, str::len) {
                0..=3 => crate::pack::Precision::Street,
                _ => crate::pack::Precision::Door,
            })
        } else {
            None
        };
        if let Some(count) = precision.and_then(|precision| self.precisions.get_mut(precision as usize)) {
            *count += 1;
        }
    }

    fn search(&mut self, value: &str) {
        // One run of letters and digits holds nothing inside: a hash, a path, an identifier.
        if value.is_ascii() && !value.bytes().any(|b| b" @:=,;\"".contains(&b)) {
            return;
        }
        self.texts.seen += 1;
        if self.texts.seen > TEXTS_IN_FULL && !self.texts.seen.is_multiple_of(8) {
            return;
        }
        self.texts.searched += 1;
        let end = value.floor_char_boundary(LONGEST_TEXT);
        // Names of firms and works are full of surnames; only sentences are searched for people.
        let names = value.contains(SENTENCE) && self.texts.searched_for_names < TEXTS_FOR_NAMES;
        self.texts.searched_for_names += u64::from(names);
        let kinds = text::kinds_inside(&self.pack, value.get(..end).unwrap_or(value), names);
        for kind in kinds.iter() {
            if let Some(count) = self.texts.inside.get_mut(kind as usize) {
                *count += 1;
            }
        }
    }
}
