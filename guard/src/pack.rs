//! Rule packs 识别规则包: which forms, patterns and words make a column or a passage personal or otherwise worth
//! protecting, and which grade 分级 follows. Packs are data; a region overlays the national one by rule name.

mod error;
mod examples;
mod grade;
mod header;
mod load;
mod national;
mod raw;
mod rule;
#[cfg(test)]
mod tests;

pub use error::PackError;
pub use examples::{Disagreement, Examples, ExamplesError};
pub use grade::{Grading, Scope, Threshold};
pub use rule::{Aggregate, Harm, Precision, Rule};

pub(crate) use header::{Header, Hint, Words};
pub(crate) use rule::TextRule;

use base::Digest;
use regex::RegexSet;

/// Largest pack that is read, in bytes.
pub const LARGEST_PACK: usize = 1 << 20;
/// Most rules of one pack.
pub const MOST_RULES: usize = 500;

/// A checked set of rules, ready to recognise with.
#[derive(Debug)]
pub struct Pack {
    name: String,
    digest: Digest,
    /// Persons living in the region, for coverage.
    population: Option<u64>,
    rules: Vec<Rule>,
    header: HeaderRules,
    /// The patterns of all rules, for one pass over a value.
    patterns: RegexSet,
    /// The rule each of them belongs to.
    owners: Vec<usize>,
    /// For each form, the rules that take it.
    by_form: Vec<Vec<FormOwner>>,
}

/// Words about columns that hold for every rule.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeaderRules {
    /// Endings after which a column holds something about the thing, not the thing: 证件类型.
    pub(crate) about: Vec<String>,
    /// Endings that hold the thing itself although they end in one of those: 联系方式.
    pub(crate) plain: Vec<String>,
    /// Words of codes and running numbers, under which a mere shape proves nothing: 订单号.
    pub(crate) codes: Words,
    /// Named sets of words that other columns of the table must show.
    pub(crate) tables: Vec<(String, Words)>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct FormOwner {
    pub(crate) rule: usize,
    pub(crate) when_named: bool,
}

impl Pack {
    /// The name of the pack, and of those laid over it: `national+460000`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What decides is exactly the text of the packs: one digest over them in the order they were laid.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// Persons living in the region the pack is of 常住人口, where it says so.
    pub const fn population(&self) -> Option<u64> {
        self.population
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub(crate) const fn header_rules(&self) -> &HeaderRules {
        &self.header
    }

    pub(crate) fn rule(&self, at: usize) -> Option<&Rule> {
        self.rules.get(at)
    }

    pub(crate) fn takers(&self, form: crate::recognise::Form) -> &[FormOwner] {
        self.by_form.get(form as usize).map_or(&[], Vec::as_slice)
    }

    /// The rules one of whose patterns the whole value matches, and whose check digit holds.
    pub(crate) fn matching(&self, value: &str, mut found: impl FnMut(usize)) {
        // Most values match nothing, and this asks without allocating.
        if !self.patterns.is_match(value) {
            return;
        }
        for owner in self.patterns.matches(value).into_iter().filter_map(|at| self.owners.get(at)) {
            if self.rule(*owner).is_some_and(|rule| rule.check.is_none_or(|check| check.holds(value))) {
                found(*owner);
            }
        }
    }
}
