//! Reading any column as text or as numbers.

use std::fmt::Write;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, DecimalType, Float64Type, Int64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use base::Shape;

use super::MaskError;
use super::text_out::TextOut;

/// The shape of a column; `None` for a type no mask but keep, redact and shuffle can read.
pub(super) fn shape_of(data_type: &DataType) -> Option<Shape> {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Some(Shape::Text),
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32 => Some(Shape::Integer),
        DataType::Float32 | DataType::Float64 => Some(Shape::Float),
        DataType::Decimal128(_, _) => Some(Shape::Decimal),
        DataType::Boolean => Some(Shape::Boolean),
        DataType::Date32 => Some(Shape::Date),
        DataType::Timestamp(_, _) => Some(Shape::Instant),
        _ => None,
    }
}

/// Hands every value's canonical text to `each`, `None` for a missing one.
///
/// Text is itself, unchanged. Numbers take their shortest form (5, 5.0 and 5.00 are all `5`), so a number and the
/// same number kept as text agree. Dates are `2024-01-31`, times `2024-01-31T08:00:00`; a time with a zone is
/// written in UTC with a final `Z`, so one instant has one text.
pub(crate) fn for_each_text(
    column: &ArrayRef,
    mut each: impl FnMut(Option<&str>) -> Result<(), MaskError>,
) -> Result<(), MaskError> {
    match column.data_type() {
        DataType::Utf8 => text(column.as_string::<i32>().iter(), each),
        DataType::LargeUtf8 => text(column.as_string::<i64>().iter(), each),
        DataType::Utf8View => text(column.as_string_view().iter(), each),
        DataType::Decimal128(precision, scale) => {
            let (precision, scale) = (*precision, *scale);
            column.as_primitive::<Decimal128Type>().iter().try_for_each(|value| {
                let written = value.map(|value| Decimal128Type::format_decimal(value, precision, scale));
                each(written.as_deref().map(shortest))
            })
        }
        data_type => match shape_of(data_type) {
            Some(Shape::Integer) => numbers(as_integers(column)?.as_primitive::<Int64Type>().iter(), each),
            // Adding zero turns the negative zero into the plain one.
            Some(Shape::Float) => {
                numbers(as_floats(column)?.as_primitive::<Float64Type>().iter().map(|v| v.map(|v| v + 0.0)), each)
            }
            _ => formatted(column, each),
        },
    }
}

fn text<'a>(
    mut values: impl Iterator<Item = Option<&'a str>>,
    each: impl FnMut(Option<&str>) -> Result<(), MaskError>,
) -> Result<(), MaskError> {
    values.try_for_each(each)
}

fn numbers<N: std::fmt::Display>(
    mut values: impl Iterator<Item = Option<N>>,
    mut each: impl FnMut(Option<&str>) -> Result<(), MaskError>,
) -> Result<(), MaskError> {
    let mut scratch = String::new();
    values.try_for_each(|value| {
        let Some(value) = value else { return each(None) };
        scratch.clear();
        // Writing to a String cannot fail; were it to, the value would read as empty, never as more.
        let _ = write!(scratch, "{value}");
        each(Some(&scratch))
    })
}

fn formatted(column: &ArrayRef, mut each: impl FnMut(Option<&str>) -> Result<(), MaskError>) -> Result<(), MaskError> {
    let utc;
    let column = match column.data_type() {
        DataType::Timestamp(unit, Some(_)) => {
            // Only the zone's name changes; the instants are counted in UTC whatever the zone.
            let zoned = DataType::Timestamp(*unit, Some("+00:00".into()));
            utc = cast(column, &zoned).map_err(|_| MaskError::Unwritable { row: 0 })?;
            &utc
        }
        _ => column,
    };
    let options = FormatOptions::new().with_display_error(false);
    let formatter = ArrayFormatter::try_new(column, &options).map_err(|_| MaskError::Unwritable { row: 0 })?;
    let mut scratch = String::new();
    for row in 0..column.len() {
        if column.is_null(row) {
            each(None)?;
            continue;
        }
        scratch.clear();
        formatter.value(row).write(&mut scratch).map_err(|_| MaskError::Unwritable { row })?;
        each(Some(&scratch))?;
    }
    Ok(())
}

/// `5.00` → `5`, `0.50` → `0.5`.
fn shortest(decimal: &str) -> &str {
    if decimal.contains('.') { decimal.trim_end_matches('0').trim_end_matches('.') } else { decimal }
}

/// The column as `Int64`; lossless for every type that is [`Shape::Integer`].
pub(super) fn as_integers(column: &ArrayRef) -> Result<ArrayRef, MaskError> {
    widened(column, &DataType::Int64)
}

/// The column as `Float64`; lossless for every type that is [`Shape::Float`].
pub(super) fn as_floats(column: &ArrayRef) -> Result<ArrayRef, MaskError> {
    widened(column, &DataType::Float64)
}

fn widened(column: &ArrayRef, to: &DataType) -> Result<ArrayRef, MaskError> {
    cast(column, to).map_err(|_| MaskError::OtherType { expected: to.clone(), found: column.data_type().clone() })
}

/// A masked text for every value: `each` writes it, and is not asked for a missing one.
pub(super) fn to_text(
    column: &ArrayRef,
    bytes_per_row: usize,
    mut each: impl FnMut(&str, &mut TextOut) -> Result<(), MaskError>,
) -> Result<ArrayRef, MaskError> {
    let mut out = TextOut::with_capacity(column.len(), column.len().saturating_mul(bytes_per_row))?;
    for_each_text(column, |text| {
        if let Some(text) = text {
            each(text, &mut out)?;
        }
        out.end()
    })?;
    out.finish(column.logical_nulls())
}
