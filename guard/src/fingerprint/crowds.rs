//! Rows of a suspect that many others are alike to in everything rows are told by 同类行: found one cell at a time, by what
//! else the original row says. A cell lies within the bound of what it was, and few others of the crowd do.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use arrow::array::Array as _;

use super::decimal::Decimal;
use super::detect::Reader;
use super::plan::{Channel, FieldRule};
use super::secret::{Prf, first_word};
use super::signature::letters;
use super::suspect::{Index, Mixed, Place};

/// Cells kept of one stretch of values of one crowd; where more lie so near, these speak for all.
const KEPT: usize = 32;

/// The cells of crowds by rule, crowd and stretch of values.
#[derive(Debug)]
pub(super) struct Crowds {
    key: Prf,
    cells: HashMap<u64, Vec<Place>, BuildHasherDefault<Mixed>>,
}

impl Crowds {
    /// `readers` are of the suspect, one for each rule.
    pub(super) fn new(index: &Index, rules: &[FieldRule], readers: &[Option<Reader>], key: Prf) -> Self {
        let mut crowds = Self { key, cells: HashMap::default() };
        for (crowd, place) in index.crowded() {
            for (number, (rule, reader)) in rules.iter().zip(readers).enumerate() {
                let Some(stretch) = reader.as_ref().and_then(|reader| stretch_of(rule, reader, place)) else {
                    continue;
                };
                let kept = crowds.cells.entry(crowds.name(crowd, number, &stretch)).or_default();
                if kept.len() < KEPT {
                    kept.push(place);
                }
            }
        }
        crowds
    }

    /// Cells of the crowd that a rule may have made of this number.
    pub(super) fn near_number(&self, crowd: u64, number: usize, rule: &FieldRule, value: Decimal) -> Vec<Place> {
        let Some(stretch) = stretch(rule, value) else { return Vec::new() };
        let near = [-1, 0, 1].into_iter().filter_map(|aside| stretch.checked_add(aside));
        near.flat_map(|stretch| self.at(crowd, number, &stretch.to_le_bytes())).copied().collect()
    }

    /// The same of this text.
    pub(super) fn near_text(&self, crowd: u64, number: usize, text: &str) -> Vec<Place> {
        self.at(crowd, number, letters(text).as_bytes()).to_vec()
    }

    fn at(&self, crowd: u64, number: usize, stretch: &[u8]) -> &[Place] {
        self.cells.get(&self.name(crowd, number, stretch)).map_or(&[], Vec::as_slice)
    }

    fn name(&self, crowd: u64, number: usize, stretch: &[u8]) -> u64 {
        first_word(&self.key.of(&[&crowd.to_le_bytes(), &number.to_le_bytes(), stretch]))
    }
}

/// What the cell at this place is looked up by.
fn stretch_of(rule: &FieldRule, reader: &Reader, place: Place) -> Option<Vec<u8>> {
    match reader {
        Reader::Scalars(batches) => {
            let value = batches.get(place.batch)?.get(place.row)?;
            Some(stretch(rule, value)?.to_le_bytes().to_vec())
        }
        Reader::Texts(batches) => {
            let texts = batches.get(place.batch).filter(|texts| place.row < texts.len())?;
            texts.is_valid(place.row).then(|| letters(texts.value(place.row)).as_bytes().to_vec())
        }
    }
}

/// Stretches of values are twice as wide as a cell may be off and still count.
fn stretch(rule: &FieldRule, value: Decimal) -> Option<i64> {
    let step = match rule.channel {
        Channel::Number { decimals, .. } => decimals,
        Channel::Date | Channel::Time | Channel::Text { .. } | Channel::Pseudonym => 0,
    };
    let steps = value.minus(Decimal::whole(0), step)? / (4.0 * f64::from(rule.bound.max(1)));
    #[expect(
        clippy::cast_possible_truncation,
        reason = "beyond an i64 it ends at its edge, and so does the other side"
    )]
    let stretch = steps.floor() as i64;
    Some(stretch)
}
