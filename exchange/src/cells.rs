use std::io::Write as _;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, StringArray, UInt64Array};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;

/// One column of a batch, ready to be written cell by cell.
pub(crate) enum Cells {
    Int(Int64Array),
    Unsigned(UInt64Array),
    Float(Float64Array),
    Bool(BooleanArray),
    /// Decimals: digits that are a JSON number as they stand.
    Digits(StringArray),
    Text(StringArray),
}

impl Cells {
    /// `None` for types that have no cell form, such as lists.
    pub(crate) fn of(column: &ArrayRef) -> Result<Option<Self>, ArrowError> {
        let cast =
            |to: &DataType| cast_with_options(column, to, &CastOptions { safe: false, ..CastOptions::default() });
        Ok(Some(match column.data_type() {
            DataType::Utf8 => Self::Text(column.as_string::<i32>().clone()),
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => {
                Self::Int(cast(&DataType::Int64)?.as_primitive().clone())
            }
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => {
                Self::Unsigned(cast(&DataType::UInt64)?.as_primitive().clone())
            }
            DataType::Float16 | DataType::Float32 | DataType::Float64 => {
                Self::Float(cast(&DataType::Float64)?.as_primitive().clone())
            }
            DataType::Boolean => Self::Bool(column.as_boolean().clone()),
            DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..) => {
                Self::Digits(cast(&DataType::Utf8)?.as_string::<i32>().clone())
            }
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
                Self::Text(hexadecimal(&cast(&DataType::Binary)?))
            }
            DataType::Null
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Date32
            | DataType::Date64
            | DataType::Time32(_)
            | DataType::Time64(_)
            | DataType::Timestamp(..)
            | DataType::Duration(_)
            | DataType::Interval(_)
            | DataType::Dictionary(..) => Self::Text(cast(&DataType::Utf8)?.as_string::<i32>().clone()),
            DataType::List(_)
            | DataType::ListView(_)
            | DataType::LargeList(_)
            | DataType::LargeListView(_)
            | DataType::FixedSizeList(..)
            | DataType::Struct(_)
            | DataType::Union(..)
            | DataType::Map(..)
            | DataType::RunEndEncoded(..) => return Ok(None),
        }))
    }

    pub(crate) fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Int(column) => column.is_null(row),
            Self::Unsigned(column) => column.is_null(row),
            Self::Float(column) => column.is_null(row),
            Self::Bool(column) => column.is_null(row),
            Self::Digits(column) | Self::Text(column) => column.is_null(row),
        }
    }

    /// JSON has no number for what is not finite: such a float becomes `null`.
    pub(crate) fn write_json(&self, row: usize, out: &mut Vec<u8>) -> std::io::Result<()> {
        if self.is_null(row) {
            out.extend_from_slice(b"null");
            return Ok(());
        }
        match self {
            Self::Int(column) => serde_json::to_writer(out, &column.value(row))?,
            Self::Unsigned(column) => serde_json::to_writer(out, &column.value(row))?,
            Self::Float(column) => serde_json::to_writer(out, &column.value(row))?,
            Self::Bool(column) => serde_json::to_writer(out, &column.value(row))?,
            Self::Digits(column) => out.extend_from_slice(column.value(row).as_bytes()),
            Self::Text(column) => serde_json::to_writer(out, column.value(row))?,
        }
        Ok(())
    }

    /// Nothing for a missing value.
    pub(crate) fn write_csv(&self, row: usize, out: &mut Vec<u8>) -> std::io::Result<()> {
        if self.is_null(row) {
            return Ok(());
        }
        match self {
            Self::Float(column) if !column.value(row).is_finite() => write!(out, "{}", column.value(row))?,
            Self::Int(_) | Self::Unsigned(_) | Self::Float(_) | Self::Bool(_) | Self::Digits(_) => {
                self.write_json(row, out)?;
            }
            Self::Text(column) => write_csv_text(column.value(row), out),
        }
        Ok(())
    }
}

/// A text cell: quoted when it is empty or holds a comma, a quote or a line end.
pub(crate) fn write_csv_text(text: &str, out: &mut Vec<u8>) {
    if !text.is_empty() && !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for (number, piece) in text.split('"').enumerate() {
        if number > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(piece.as_bytes());
    }
    out.push(b'"');
}

fn hexadecimal(column: &ArrayRef) -> StringArray {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    let text = |bytes: &[u8]| bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect::<String>();
    column.as_binary::<i32>().iter().map(|bytes| bytes.map(text)).collect()
}
