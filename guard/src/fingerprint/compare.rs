//! Reading votes from the cells of a suspect, beside the original's.

use arrow::array::{Array as _, RecordBatch, StringArray};

use super::crowds::Crowds;
use super::error::FingerprintError;
use super::marks::FieldMarks;
use super::plan::{Channel, FieldRule};
use super::scalars::{self, Scalars};
use super::signature::same_letters;
use super::suspect::{Place, Twins};
use super::votes::{Cell, Votes};

/// One stretch of the original held against the suspect.
pub(super) struct Comparing<'a> {
    pub(super) votes: &'a mut Votes,
    pub(super) crowds: &'a Crowds,
    pub(super) stretch: &'a RecordBatch,
    /// Where each row of the stretch may stand in the suspect.
    pub(super) twins: &'a [Twins],
    /// Rows of the stretch that were found.
    pub(super) matched: Vec<bool>,
}

impl Comparing<'_> {
    pub(super) fn scalars(
        &mut self,
        (number, rule): (usize, &FieldRule),
        marks: &FieldMarks,
        suspect: &[Scalars],
    ) -> Result<(), FingerprintError> {
        let missing = || FingerprintError::Missing { name: rule.name.clone() };
        let column = self.stretch.column_by_name(&rule.name).ok_or_else(missing)?;
        let original = Scalars::of(column, &rule.channel).ok_or_else(missing)?;
        let step = match rule.channel {
            Channel::Number { decimals, .. } => decimals,
            Channel::Date | Channel::Time | Channel::Text { .. } | Channel::Pseudonym => 0,
        };
        // A mark and a rounding to the bound together stay below this.
        let farthest = 2.0 * f64::from(rule.bound);
        for mark in &marks.shifts {
            let Some(value) = original.get(mark.row) else { continue };
            let places = self.places(mark.row, |crowds, crowd| crowds.near_number(crowd, number, rule, value));
            let found = places.into_iter().filter_map(|place| suspect.get(place.batch)?.get(place.row));
            let read = found.map(|found| {
                let moved = found.minus(value, step).filter(|moved| moved.abs() <= farthest)?;
                Some(Cell { vote: (moved / mark.shift as f64).clamp(-1.0, 1.0), untouched: moved == 0.0 })
            });
            let read: Vec<Option<Cell>> = read.collect();
            self.votes.cell(mark.position, &read);
        }
        Ok(())
    }

    pub(super) fn texts(
        &mut self,
        (number, rule): (usize, &FieldRule),
        marks: &FieldMarks,
        suspect: &[StringArray],
    ) -> Result<(), FingerprintError> {
        let missing = || FingerprintError::Missing { name: rule.name.clone() };
        let column = self.stretch.column_by_name(&rule.name).ok_or_else(missing)?;
        let original = scalars::text(column).ok_or_else(missing)?;
        for mark in &marks.words {
            let (zero, one) = (mark.zero.0.trim(), mark.one.0.trim());
            let before = if mark.row < original.len() { original.value(mark.row).trim() } else { zero };
            let places = self.places(mark.row, |crowds, crowd| crowds.near_text(crowd, number, before));
            let texts = places.into_iter().filter_map(|place| {
                let texts = suspect.get(place.batch).filter(|texts| place.row < texts.len())?;
                texts.is_valid(place.row).then(|| texts.value(place.row).trim())
            });
            let read = texts.map(|found| {
                let vote = match found {
                    found if found == one => Some(1.0),
                    found if found == zero => Some(-1.0),
                    // Written in a third way: the same text without a mark, or another text.
                    found => same_letters(found, zero).then_some(0.0),
                };
                vote.map(|vote| Cell { vote, untouched: found == before })
            });
            let read: Vec<Option<Cell>> = read.collect();
            if rule.channel == Channel::Pseudonym {
                for cell in read {
                    self.votes.pseudonym(mark.position, cell.map(|cell| cell.vote));
                }
            } else {
                self.votes.cell(mark.position, &read);
            }
        }
        Ok(())
    }

    /// Where a cell of this row may stand; in a crowd it is asked for by its value.
    fn places(&mut self, row: usize, near: impl FnOnce(&Crowds, u64) -> Vec<Place>) -> Vec<Place> {
        match self.twins.get(row) {
            Some(Twins::Few(twins)) => twins.iter().map(|(_, place)| *place).collect(),
            Some(Twins::Crowd(crowd)) => {
                let places = near(self.crowds, *crowd);
                if let Some(matched) = self.matched.get_mut(row) {
                    *matched |= !places.is_empty();
                }
                places
            }
            Some(Twins::None) | None => Vec::new(),
        }
    }
}
