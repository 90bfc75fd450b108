//! Masks 脱敏: what stands in a column's place when it leaves the platform.
//!
//! A [`Masker`] is made once per column and applied to each batch. It refuses at the making whatever it could not
//! carry out later, so that an agreement with a senseless mask fails before a row is read. No masked value carries
//! more of its original than the mask promises, and no error carries a value at all.
//!
//! Noise, shuffling and samples draw by chance, yet one row always gets one draw: they read the rows' keys
//! ([`RowKeys`]) beside the column.

mod band;
mod column;
mod date;
mod division;
mod encrypt;
mod error;
mod fit;
mod free_text;
mod industry;
mod limit;
mod noise;
mod partial;
mod pseudonym;
mod rows;
mod sample;
mod shuffle;
mod style;
mod text_out;

use arrow::array::{Array, ArrayRef, timezone::Tz};
use arrow::datatypes::DataType;
use base::region::Level;
use base::{Generalisation, IndustryLevel, Kind, Mask, Quantity, Shape};

pub use division::district_prefix;
pub use error::MaskError;
pub use free_text::redact_spans;
pub use pseudonym::{BlockCipher, PseudonymKey};
pub use rows::RowKeys;
pub use sample::Sample;
pub use shuffle::SMALLEST_GROUP;

pub(crate) use column::for_each_text;

use column::shape_of;
use date::Span;
use encrypt::FormCipher;
use noise::Noise;
use rows::Draws;
use text_out::TextOut;

/// What a redacted value, or one without the coarser form asked for, is replaced by.
pub const REDACTED: &str = "***";

#[derive(Clone)]
enum Step {
    Keep,
    Redact,
    Partial { head: usize, tail: usize },
    Style(Kind),
    Pseudonym(PseudonymKey),
    Encrypt(Box<FormCipher>),
    Year,
    Span(Span),
    Division(Level),
    Band(u64),
    Industry(IndustryLevel),
    TopBottom { bottom: Option<Quantity>, top: Option<Quantity> },
    Round(i8),
    Noise(Box<Noise>),
    Shuffle(Box<Draws>),
    FreeText,
}

/// One mask, ready for columns of one type.
#[derive(Clone)]
pub struct Masker {
    input: DataType,
    step: Step,
}

impl std::fmt::Debug for Masker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Masker({})", self.input)
    }
}

impl Masker {
    /// Readies `mask` for columns of type `input`. `key` is read by the keyed masks only.
    pub fn new(mask: &Mask, input: &DataType, key: Option<&PseudonymKey>) -> Result<Self, MaskError> {
        Self::for_field(mask, input, key, "")
    }

    /// The same for the column `field`: draws by chance in one field say nothing of those in another.
    pub fn for_field(
        mask: &Mask,
        input: &DataType,
        key: Option<&PseudonymKey>,
        field: &str,
    ) -> Result<Self, MaskError> {
        mask.check()?;
        if let Some(why) = fit::objection(mask, input) {
            return Err(MaskError::Senseless { mask: mask.to_string(), found: input.clone(), why });
        }
        if let (Mask::Generalise { .. }, DataType::Timestamp(_, Some(zone))) = (mask, input) {
            zone.parse::<Tz>().map_err(|_| MaskError::Zone { zone: zone.to_string() })?;
        }
        let key = || key.ok_or(MaskError::KeyMissing);
        let step = match mask {
            Mask::Keep => Step::Keep,
            Mask::Redact => Step::Redact,
            Mask::Drop => return Err(MaskError::Drop),
            Mask::Partial { head, tail } => Step::Partial { head: usize::from(*head), tail: usize::from(*tail) },
            Mask::Style { kind } => Step::Style(*kind),
            Mask::Pseudonym => Step::Pseudonym(key()?.clone()),
            Mask::Encrypt { form } => {
                let cipher = FormCipher::new(*form, key()?).ok_or(base::MaskFault::KeepsTooMuch)?;
                Step::Encrypt(Box::new(cipher))
            }
            Mask::Generalise { to } => generalise(to),
            Mask::TopBottom { bottom, top } => Step::TopBottom { bottom: *bottom, top: *top },
            Mask::Round { places } => Step::Round(*places),
            Mask::Noise { shape, scale, bound } => {
                let draws = Draws::new(key()?, "noise", field);
                Step::Noise(Box::new(Noise::new(draws, *shape, *scale, *bound)))
            }
            Mask::Shuffle => Step::Shuffle(Box::new(Draws::new(key()?, "shuffle", field))),
            Mask::FreeText => Step::FreeText,
        };
        Ok(Self { input: input.clone(), step })
    }

    /// The type of the masked column: `Int32` for a year, the input's where numbers stay numbers or values only change
    /// rows, `Utf8` for all else.
    pub fn output_type(&self) -> DataType {
        match self.step {
            Step::Year => DataType::Int32,
            Step::Keep | Step::TopBottom { .. } | Step::Round(_) | Step::Noise(_) | Step::Shuffle(_) => {
                self.input.clone()
            }
            Step::Redact
            | Step::Partial { .. }
            | Step::Style(_)
            | Step::Pseudonym(_)
            | Step::Encrypt(_)
            | Step::Span(_)
            | Step::Division(_)
            | Step::Band(_)
            | Step::Industry(_)
            | Step::FreeText => DataType::Utf8,
        }
    }

    /// Whether this mask draws by chance and so must be applied with [`Masker::apply_to_rows`].
    pub fn needs_rows(&self) -> bool {
        matches!(self.step, Step::Noise(_) | Step::Shuffle(_))
    }

    /// Whether values change rows, so that the rows handed in together must be a group fixed beforehand.
    pub fn needs_group(&self) -> bool {
        matches!(self.step, Step::Shuffle(_))
    }

    /// The masked column, as long as `column`; a missing value stays missing.
    pub fn apply(&self, column: &ArrayRef) -> Result<ArrayRef, MaskError> {
        self.check_type(column)?;
        match &self.step {
            Step::Keep => Ok(ArrayRef::clone(column)),
            Step::Redact => redact(column),
            Step::Partial { head, tail } => partial::apply(column, *head, *tail),
            Step::Style(kind) => style::apply(column, *kind),
            Step::Pseudonym(key) => pseudonym::apply(column, key),
            Step::Encrypt(cipher) => encrypt::apply(column, cipher),
            Step::Year => date::year(column),
            Step::Span(span) => date::span(column, *span),
            Step::Division(level) => division::apply(column, *level),
            Step::Band(width) => band::apply(column, *width),
            Step::Industry(level) => industry::apply(column, *level),
            Step::TopBottom { bottom, top } => limit::top_bottom(column, *bottom, *top),
            Step::Round(places) => limit::round(column, *places),
            Step::FreeText => free_text::apply(column),
            Step::Noise(_) | Step::Shuffle(_) => Err(MaskError::RowsMissing),
        }
    }

    /// The masked column where the mask may draw by chance; `rows` stand beside the column's values.
    pub fn apply_to_rows(&self, column: &ArrayRef, rows: &RowKeys) -> Result<ArrayRef, MaskError> {
        match &self.step {
            Step::Noise(noise) => {
                self.check_type(column)?;
                noise.apply(column, rows)
            }
            Step::Shuffle(draws) => {
                self.check_type(column)?;
                shuffle::apply(column, draws, rows)
            }
            _ => self.apply(column),
        }
    }

    /// Turns an encrypted column back 还原, less what had not the form. Only the key that encrypted it can.
    pub fn restore(&self, masked: &ArrayRef) -> Result<ArrayRef, MaskError> {
        match &self.step {
            Step::Encrypt(cipher) if shape_of(masked.data_type()) == Some(Shape::Text) => {
                encrypt::restore(masked, cipher)
            }
            Step::Encrypt(_) => {
                Err(MaskError::OtherType { expected: DataType::Utf8, found: masked.data_type().clone() })
            }
            _ => Err(MaskError::OneWay),
        }
    }

    fn check_type(&self, column: &ArrayRef) -> Result<(), MaskError> {
        if column.data_type() == &self.input {
            return Ok(());
        }
        Err(MaskError::OtherType { expected: self.input.clone(), found: column.data_type().clone() })
    }
}

fn generalise(to: &Generalisation) -> Step {
    match to {
        Generalisation::Month => Step::Span(Span::Month),
        Generalisation::Quarter => Step::Span(Span::Quarter),
        Generalisation::Year => Step::Year,
        Generalisation::Years(width) => Step::Span(Span::Years(*width)),
        Generalisation::Age { width, on } => Step::Span(Span::Age { width: *width, on: *on }),
        Generalisation::Province => Step::Division(Level::Province),
        Generalisation::City => Step::Division(Level::City),
        Generalisation::District => Step::Division(Level::County),
        Generalisation::Band(width) => Step::Band(*width),
        Generalisation::Industry(level) => Step::Industry(*level),
    }
}

fn redact(column: &ArrayRef) -> Result<ArrayRef, MaskError> {
    let mut out = TextOut::with_capacity(column.len(), column.len().saturating_mul(REDACTED.len()))?;
    let nulls = column.logical_nulls();
    for row in 0..column.len() {
        if nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)) {
            out.push(REDACTED);
        }
        out.end()?;
    }
    out.finish(nulls)
}

#[cfg(test)]
mod tests;
