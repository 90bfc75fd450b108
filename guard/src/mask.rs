//! Masks 脱敏: what stands in a column's place when it leaves the platform.
//!
//! A [`Masker`] is made once per column and applied to each batch. It refuses at the making whatever it could not
//! carry out later, so that an agreement with a senseless mask fails before a row is read. No masked value carries
//! more of its original than the mask promises, and no error carries a value at all.

mod band;
pub(crate) mod column;
mod defaults;
mod district;
mod partial;
mod pseudonym;
mod year;

use arrow::array::{Array, ArrayRef, timezone::Tz};
use arrow::datatypes::DataType;
use base::{Generalisation, Mask};

pub use defaults::default_mask;
pub use district::district_prefix;
pub use pseudonym::PseudonymKey;

use column::{Shape, TextOut};

/// What a redacted value, or one without the coarser form asked for, is replaced by.
pub const REDACTED: &str = "***";

/// Why a mask cannot be made for a column, or not applied to a batch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MaskError {
    #[error("expected a mask that works on {found}, found {mask}, which {why}; choose redact or drop instead")]
    Senseless { mask: String, found: DataType, why: &'static str },
    #[error("expected a band width of 1 or more, found 0; name the width of the bands, such as band 100")]
    ZeroBand,
    #[error("expected the agreement's pseudonym key with the mask pseudonym, found none; derive it for the agreement")]
    KeyMissing,
    #[error("expected a mask that leaves a column, found drop; take the column out of the schema instead")]
    Drop,
    #[error(
        "expected a time zone written as an offset such as +08:00, found {zone:?}; store the column with an offset"
    )]
    Zone { zone: String },
    #[error("expected a column of type {expected}, found {found}; make a masker for the type that is read")]
    OtherType { expected: DataType, found: DataType },
    #[error(
        "expected a value that can be written as text, found one out of range at row {row} of the batch; read it as text or redact the column"
    )]
    Unwritable { row: usize },
    #[error("expected masked text of at most 2 GiB in one batch, found more; read smaller batches")]
    TooLarge,
}

#[derive(Debug, Clone)]
enum Step {
    Keep,
    Redact,
    Partial { head: usize, tail: usize },
    Pseudonym(PseudonymKey),
    Year,
    District,
    Band(u64),
}

/// One mask, ready for columns of one type.
#[derive(Debug, Clone)]
pub struct Masker {
    input: DataType,
    step: Step,
}

impl Masker {
    /// Readies `mask` for columns of type `input`. `key` is read by the mask `pseudonym` only.
    pub fn new(mask: &Mask, input: &DataType, key: Option<&PseudonymKey>) -> Result<Self, MaskError> {
        let step = match mask {
            Mask::Keep => Step::Keep,
            Mask::Redact => Step::Redact,
            Mask::Drop => return Err(MaskError::Drop),
            Mask::Partial { head, tail } => Step::Partial { head: usize::from(*head), tail: usize::from(*tail) },
            Mask::Pseudonym => Step::Pseudonym(key.ok_or(MaskError::KeyMissing)?.clone()),
            Mask::Generalise { to: Generalisation::Year } => Step::Year,
            Mask::Generalise { to: Generalisation::District } => Step::District,
            Mask::Generalise { to: Generalisation::Band(0) } => return Err(MaskError::ZeroBand),
            Mask::Generalise { to: Generalisation::Band(width) } => Step::Band(*width),
        };
        if let Some(why) = objection(&step, Shape::of(input)) {
            return Err(MaskError::Senseless { mask: mask.to_string(), found: input.clone(), why });
        }
        if let (Step::Year, DataType::Timestamp(_, Some(zone))) = (&step, input) {
            zone.parse::<Tz>().map_err(|_| MaskError::Zone { zone: zone.to_string() })?;
        }
        Ok(Self { input: input.clone(), step })
    }

    /// The type of the masked column: the input's for `keep`, `Int32` for a year, `Utf8` for all else.
    pub fn output_type(&self) -> DataType {
        match self.step {
            Step::Keep => self.input.clone(),
            Step::Year => DataType::Int32,
            Step::Redact | Step::Partial { .. } | Step::Pseudonym(_) | Step::District | Step::Band(_) => DataType::Utf8,
        }
    }

    /// The masked column, as long as `column`; a missing value stays missing.
    pub fn apply(&self, column: &ArrayRef) -> Result<ArrayRef, MaskError> {
        if column.data_type() != &self.input {
            return Err(MaskError::OtherType { expected: self.input.clone(), found: column.data_type().clone() });
        }
        match &self.step {
            Step::Keep => Ok(ArrayRef::clone(column)),
            Step::Redact => redact(column),
            Step::Partial { head, tail } => partial::apply(column, *head, *tail),
            Step::Pseudonym(key) => pseudonym::apply(column, key),
            Step::Year => year::apply(column),
            Step::District => district::apply(column),
            Step::Band(width) => band::apply(column, *width),
        }
    }
}

/// Why `step` makes no sense on a column of `shape`; `None` when it does.
fn objection(step: &Step, shape: Option<Shape>) -> Option<&'static str> {
    let numeric = matches!(shape, Some(Shape::Integer | Shape::Float | Shape::Decimal));
    let boolean = shape == Some(Shape::Boolean);
    let (fits, why) = match step {
        Step::Keep | Step::Redact => return None,
        _ if shape.is_none() => (false, "knows no text form of this type"),
        Step::Partial { .. } => (!boolean, "would show a yes or a no by its length"),
        Step::Pseudonym(_) => (!boolean, "hides nothing where only two values exist"),
        Step::Year => {
            let dated = matches!(shape, Some(Shape::Text | Shape::Integer | Shape::Date | Shape::Instant));
            (dated, "needs dates, times or text dates")
        }
        Step::District => (shape == Some(Shape::Text), "needs addresses as text"),
        Step::Band(_) => (numeric, "needs a numeric type"),
    };
    (!fits).then_some(why)
}

fn redact(column: &ArrayRef) -> Result<ArrayRef, MaskError> {
    let mut out = TextOut::with_capacity(column.len(), column.len().saturating_mul(REDACTED.len()))?;
    let nulls = column.logical_nulls();
    for row in 0..column.len() {
        if nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            out.null();
        } else {
            out.push(REDACTED)?;
            out.end();
        }
    }
    Ok(out.finish())
}

#[cfg(test)]
mod tests;
