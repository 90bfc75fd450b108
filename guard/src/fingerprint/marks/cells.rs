use arrow::array::{Array, ArrayRef};
use base::Kind;

use super::{Carrier, Draw, FieldMarks, Marker, ShiftMark, WordMark};
use crate::fingerprint::admit::admits;
use crate::fingerprint::decimal::Decimal;
use crate::fingerprint::error::FingerprintError;
use crate::fingerprint::plan::Channel;
use crate::fingerprint::scalars::{self, Scalars};
use crate::fingerprint::{forms, pseudonyms};
use crate::recognise::kinds_of;

/// Kinds of which another writing may be another person's, or fail its check digit.
const UNTOUCHED: [Kind; 7] =
    [Kind::IdNumber, Kind::Mobile, Kind::Landline, Kind::BankCard, Kind::Uscc, Kind::Email, Kind::Plate];

impl Carrier {
    pub(super) fn scalars(&self, column: &ArrayRef) -> Result<Scalars, FingerprintError> {
        Scalars::of(column, &self.rule.channel).ok_or_else(|| self.wrong_type())
    }

    fn wrong_type(&self) -> FingerprintError {
        FingerprintError::Type { name: self.rule.name.clone(), found: self.data_type.clone() }
    }

    /// How far a cell moves: between half the bound and the bound, so that rounding to the bound tells both ways apart.
    pub(super) fn steps(&self, draw: Draw) -> i64 {
        let bound = u64::from(self.rule.bound);
        let least = bound.div_ceil(2);
        i64::try_from(least + draw.size % (bound - least + 1)).unwrap_or(1)
    }

    /// The value of a row that could be rewritten; a text number written with zeros in front is an identifier.
    pub(super) fn value(&self, scalars: &Scalars, row: usize) -> Option<Decimal> {
        let value = scalars.get(row)?;
        if let (Scalars::NumberText(texts), Channel::Number { .. }) = (scalars, &self.rule.channel) {
            let mut written = String::new();
            value.write(&mut written);
            if written != texts.value(row) {
                return None;
            }
        }
        if let (Scalars::DayText(texts), Channel::Date) = (scalars, &self.rule.channel) {
            // The day is rewritten where it stands, so the text must begin with the date.
            crate::fingerprint::date::read(texts.value(row))?;
        }
        Some(value)
    }

    pub(super) fn admits(&self, value: Decimal, steps: i64) -> bool {
        admits(&self.rule.channel, &self.data_type, value, steps)
    }
}

impl Marker {
    pub(super) fn chosen(&self, carrier: &Carrier, seed: Option<[u8; 32]>) -> Option<Draw> {
        Some(self.draw(seed?, &carrier.tag)).filter(|draw| draw.chance < self.share)
    }

    pub(super) fn shifts(
        &self,
        carrier: &Carrier,
        column: &ArrayRef,
        seeds: &[Option<[u8; 32]>],
        wanted: Option<&[bool]>,
    ) -> Result<FieldMarks, FingerprintError> {
        let scalars = carrier.scalars(column)?;
        let mark = |(row, seed): (usize, &Option<[u8; 32]>)| {
            if !is_wanted(wanted, row) || column.is_null(row) {
                return None;
            }
            let draw = self.chosen(carrier, *seed)?;
            let steps = carrier.steps(draw);
            let value = carrier.value(&scalars, row)?;
            let shift = if draw.sign { steps } else { -steps };
            carrier.admits(value, steps).then_some(ShiftMark { row, position: draw.position, shift })
        };
        Ok(FieldMarks { shifts: seeds.iter().enumerate().filter_map(mark).collect(), words: Vec::new() })
    }

    pub(super) fn wordings(
        &self,
        carrier: &Carrier,
        column: &ArrayRef,
        seeds: &[Option<[u8; 32]>],
        wanted: Option<&[bool]>,
    ) -> Result<FieldMarks, FingerprintError> {
        let texts = scalars::text(column).ok_or_else(|| carrier.wrong_type())?;
        let Channel::Text { forms, synonyms } = &carrier.rule.channel else { return Ok(FieldMarks::default()) };
        let mut words = Vec::new();
        for ((row, text), seed) in texts.iter().enumerate().zip(seeds) {
            let (Some(text), true) = (text, is_wanted(wanted, row)) else { continue };
            let Some(draw) = self.chosen(carrier, *seed) else { continue };
            let mut forms = forms::forms_of(text, forms, synonyms, carrier.rule.bound);
            let kinds = if forms.len() < 2 { continue } else { kinds_of(text) };
            if UNTOUCHED.into_iter().any(|kind| kinds.has(kind)) {
                continue;
            }
            let count = forms.len() as u64;
            let (zero, step) = (draw.choice % count, 1 + draw.size % (count - 1));
            let mut take = |at: u64| usize::try_from(at).ok().and_then(|at| forms.get_mut(at)).map(std::mem::take);
            if let (Some(zero), Some(one)) = (take(zero), take((zero + step) % count)) {
                words.push(WordMark { row, position: draw.position, zero, one });
            }
        }
        Ok(FieldMarks { shifts: Vec::new(), words })
    }

    /// A pseudonym's mark hangs on its value and on nothing else, so that rows, fields and tables still join by it.
    pub(super) fn second_pseudonyms(
        &self,
        carrier: &Carrier,
        column: &ArrayRef,
        wanted: Option<&[bool]>,
    ) -> Result<FieldMarks, FingerprintError> {
        let texts = scalars::text(column).ok_or_else(|| carrier.wrong_type())?;
        let mut words = Vec::new();
        for (row, text) in texts.iter().enumerate() {
            let (Some(text), true) = (text, is_wanted(wanted, row)) else { continue };
            let draw = Draw::of(&self.values.of(&[text.as_bytes()]), self.code);
            if draw.chance >= self.share {
                continue;
            }
            if let Some(second) = pseudonyms::second(text, &self.pseudonyms) {
                let (mut zero, mut one) = ((text.to_owned(), 0), (second, 0));
                if draw.sign {
                    std::mem::swap(&mut zero, &mut one);
                }
                words.push(WordMark { row, position: draw.position, zero, one });
            }
        }
        Ok(FieldMarks { shifts: Vec::new(), words })
    }
}

fn is_wanted(wanted: Option<&[bool]>, row: usize) -> bool {
    wanted.is_none_or(|wanted| wanted.get(row).copied().unwrap_or_default())
}
