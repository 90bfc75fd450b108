//! What a column's values look like as a whole 值特征, so that a renamed column is found again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, RecordBatch};
use rayon::prelude::*;

use super::date;
use super::error::FingerprintError;
use super::forms::normalised;
use super::plan::{Channel, FieldRule, Plan};
use super::scalars::Scalars;
use super::secret::{DatasetSecret, Lookup};
use crate::mask::for_each_text;

/// Distinct values a sketch keeps: those with the smallest hashes, so that any two sketches keep the same ones.
const KEPT: usize = 1_024;

/// How a column is read for its sketch. Marked fields are read so coarsely that most marks do not show.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reading {
    Plain,
    /// Letters and digits only.
    Letters,
    /// Whole multiples of so many steps of `10^-decimals`.
    Coarse(i8, i64),
    Month,
    Day,
}

impl Reading {
    pub(super) fn of(rule: Option<&FieldRule>) -> Self {
        match rule.map(|rule| (&rule.channel, rule.bound)) {
            None | Some((Channel::Pseudonym, _)) => Self::Plain,
            Some((Channel::Text { .. }, _)) => Self::Letters,
            Some((Channel::Number { decimals, .. }, bound)) => Self::Coarse(*decimals, i64::from(bound) * 4),
            Some((Channel::Date, _)) => Self::Month,
            Some((Channel::Time, _)) => Self::Day,
        }
    }

    /// Hands every value's token to `each`; a column that cannot be read so has none.
    fn tokens(&self, column: &ArrayRef, mut each: impl FnMut(&[u8])) -> Result<(), crate::mask::MaskError> {
        let channel = match self {
            Self::Plain | Self::Letters => {
                return for_each_text(column, |text| {
                    if let Some(text) = text {
                        match self {
                            Self::Letters => each(letters(text).as_bytes()),
                            _ => each(normalised(text).as_bytes()),
                        }
                    }
                    Ok(())
                });
            }
            Self::Coarse(decimals, _) => Channel::Number { decimals: *decimals, least: None, most: None },
            Self::Month => Channel::Date,
            Self::Day => Channel::Time,
        };
        let Some(scalars) = Scalars::of(column, &channel) else { return Ok(()) };
        for row in 0..column.len() {
            if let Some(token) = scalars.get(row).and_then(|value| self.coarse(value)) {
                each(&token.to_le_bytes());
            }
        }
        Ok(())
    }

    fn coarse(&self, value: super::decimal::Decimal) -> Option<u64> {
        let zero = super::decimal::Decimal::whole(0);
        match self {
            // Adding zero turns the negative zero into the plain one.
            Self::Coarse(decimals, steps) => {
                Some(((value.minus(zero, *decimals)? / *steps as f64).floor() + 0.0).to_bits())
            }
            Self::Month => {
                let (year, month, _) = date::civil(i64::try_from(value.mantissa).ok()?.clamp(-1_000_000, 10_000_000));
                Some((year * 12 + month).cast_unsigned())
            }
            Self::Day => i64::try_from(value.mantissa.div_euclid(86_400)).ok().map(i64::cast_unsigned),
            Self::Plain | Self::Letters => None,
        }
    }
}

/// Whether two texts are the same but for the way they are written.
pub(super) fn same_letters(one: &str, other: &str) -> bool {
    letters(one) == letters(other)
}

/// Letters and digits alone, in one form.
pub(super) fn letters(text: &str) -> Cow<'_, str> {
    Cow::Owned(normalised(text).chars().filter(|c| c.is_alphanumeric()).collect())
}

/// The values with the smallest hashes and how often each came up.
#[derive(Debug, Clone, Default)]
pub(super) struct Sketch {
    counts: BTreeMap<u64, u64>,
}

impl Sketch {
    pub(super) fn observe(
        &mut self,
        column: &ArrayRef,
        reading: &Reading,
        key: &Lookup,
    ) -> Result<(), crate::mask::MaskError> {
        let mut reach = self.reach();
        reading.tokens(column, |token| {
            let hash = key.of(token);
            // A value once pushed out never comes back, so every count kept is complete.
            if hash <= reach {
                *self.counts.entry(hash).or_default() += 1;
                if self.counts.len() > KEPT {
                    self.counts.pop_last();
                }
                reach = self.reach();
            }
        })
    }

    fn reach(&self) -> u64 {
        if self.counts.len() < KEPT { u64::MAX } else { self.counts.last_key_value().map_or(0, |(last, _)| *last) }
    }

    /// How well `part` fits as a part of this column: the share of its values found here, and how alike the values are
    /// spread. `None` when it shows too little.
    pub(super) fn likeness(&self, part: &Self) -> Option<(f64, f64)> {
        let reach = self.reach().min(part.reach());
        let total = |counts: &BTreeMap<u64, u64>| counts.range(..=reach).map(|(_, count)| *count).sum::<u64>() as f64;
        let (here, there) = (total(&self.counts), total(&part.counts));
        let distinct = part.counts.range(..=reach).count();
        if here == 0.0 || distinct == 0 || (distinct < 3 && self.counts.len() == KEPT) {
            return None;
        }
        let shared = part.counts.range(..=reach).filter_map(|(hash, count)| Some((count, self.counts.get(hash)?)));
        let (mut found, mut alike) = (0_usize, 0.0_f64);
        for (in_part, in_whole) in shared {
            found += 1;
            alike += (*in_part as f64 / there).min(*in_whole as f64 / here);
        }
        Some((found as f64 / distinct as f64, alike))
    }
}

/// The signatures of an original table, made in one pass over it. A few kilobytes a column, however long the table.
#[derive(Debug)]
pub struct Signatures {
    pub(super) key: Lookup,
    pub(super) columns: Vec<(String, Reading, Sketch)>,
}

impl Signatures {
    pub fn new(plan: &Plan, secret: &DatasetSecret) -> Self {
        let column = |name: &String| (name.clone(), Reading::of(plan.rule(name)), Sketch::default());
        let draft = plan.draft();
        let fields = draft.fields.iter().map(|field| &field.name);
        let unlisted = draft.key.iter().filter(|name| draft.fields.iter().all(|field| field.name != **name));
        Self { key: Lookup::new(&secret.matching), columns: fields.chain(unlisted).map(column).collect() }
    }

    /// Takes in the next rows of the original.
    pub fn observe(&mut self, batch: &RecordBatch) -> Result<(), FingerprintError> {
        let key = &self.key;
        self.columns.par_iter_mut().try_for_each(|(name, reading, sketch)| {
            let column = batch.column_by_name(name).ok_or_else(|| FingerprintError::Missing { name: name.clone() })?;
            let unreadable = |source| FingerprintError::Unreadable { name: name.clone(), source };
            sketch.observe(column, reading, key).map_err(unreadable)
        })
    }
}
