//! Cells of one column as an Arrow array of the type the evidence names.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType as Arrow, Field, Schema, SchemaRef, TimeUnit};

use super::block::Block;
use super::class;
use super::evidence::{Evidence, Stamp};
use super::inspection::DataType;

/// Field metadata: how a truth value, date or time was written, as a pattern such as `yyyy/mm/dd hh:mm`.
pub(crate) const PATTERN: &str = "gongshu:pattern";

impl Evidence {
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Empty | Self::Text => DataType::Text,
            Self::Int => DataType::Int,
            Self::Decimal { .. } => DataType::Decimal,
            Self::Float => DataType::Float,
            Self::Bool(_) => DataType::Bool,
            Self::Time(Stamp { join: 0, .. }) => DataType::Date,
            Self::Time(_) => DataType::Timestamp,
        }
    }

    fn arrow(self) -> Arrow {
        match self {
            Self::Empty | Self::Text => Arrow::Utf8,
            Self::Int => Arrow::Int64,
            Self::Decimal { scale, wide, .. } => Arrow::Decimal128(precision(wide), signed(scale)),
            Self::Float => Arrow::Float64,
            Self::Bool(_) => Arrow::Boolean,
            Self::Time(Stamp { join: 0, .. }) => Arrow::Date32,
            Self::Time(_) => Arrow::Timestamp(TimeUnit::Microsecond, None),
        }
    }

    fn pattern(self) -> Option<String> {
        match self {
            Self::Bool(truth) => Some(truth.words().0.to_owned()),
            Self::Time(stamp) => Some(stamp.pattern()),
            _ => None,
        }
    }
}

/// 18 digits fit 64 bits in Parquet; 38 are all there are.
fn precision(wide: bool) -> u8 {
    if wide { 38 } else { 18 }
}

/// A scale is at most 38.
fn signed(scale: u8) -> i8 {
    i8::try_from(scale).unwrap_or(i8::MAX)
}

pub(crate) fn schema(names: &[String], types: &[Evidence]) -> SchemaRef {
    let field = |(name, evidence): (&String, &Evidence)| {
        let metadata = evidence.pattern().map(|pattern| HashMap::from([(PATTERN.to_owned(), pattern)]));
        Field::new(name, evidence.arrow(), true).with_metadata(metadata.unwrap_or_default())
    };
    Arc::new(Schema::new(names.iter().zip(types).map(field).collect::<Vec<_>>()))
}

macro_rules! build {
    ($builder:expr, $cells:expr, $parse:expr) => {{
        let mut builder = $builder;
        for cell in $cells {
            if cell.is_empty() {
                builder.append_null();
            } else {
                builder.append_value($parse(cell)?);
            }
        }
        Arc::new(builder.finish()) as ArrayRef
    }};
}

/// The column as an array of the type `evidence` names, and the evidence of its cells as far as that type needs it;
/// none when a cell does not fit.
pub(crate) fn build(block: &Block, column: usize, evidence: Evidence) -> Option<(ArrayRef, Evidence)> {
    let (cells, rows) = (block.column(column), block.rows);
    let mut seen = evidence;
    let array = match evidence {
        Evidence::Empty => build!(StringBuilder::new(), cells, |_| None::<&str>),
        Evidence::Text => {
            let bytes = block.text.len() / block.width.max(1);
            build!(StringBuilder::with_capacity(rows, bytes), cells, Some)
        }
        Evidence::Int => build!(Int64Builder::with_capacity(rows), cells, |cell: &str| class::int(cell.as_bytes())),
        Evidence::Float => build!(Float64Builder::with_capacity(rows), cells, class::float),
        Evidence::Decimal { scale, wide, float } => {
            let mut every = float;
            let builder = Decimal128Builder::with_capacity(rows);
            let builder = builder.with_precision_and_scale(precision(wide), signed(scale)).ok()?;
            let array = build!(builder, cells, |cell| class::decimal(cell, scale, wide).map(|(value, float)| {
                every &= float;
                value
            }));
            seen = Evidence::Decimal { scale, wide, float: every };
            array
        }
        Evidence::Bool(style) => build!(BooleanBuilder::with_capacity(rows), cells, |cell| {
            class::truth(cell).filter(|(_, found)| *found == style).map(|(value, _)| value)
        }),
        Evidence::Time(style @ Stamp { join: 0, .. }) => {
            build!(Date32Builder::with_capacity(rows), cells, |cell: &str| {
                class::date(cell.as_bytes())
                    .filter(|(_, separator)| *separator == style.separator)
                    .map(|(days, _)| days)
            })
        }
        Evidence::Time(style) => build!(TimestampMicrosecondBuilder::with_capacity(rows), cells, |cell: &str| {
            class::stamp(cell.as_bytes()).filter(|(_, found)| *found == style).map(|(micros, _)| micros)
        }),
    };
    Some((array, seen))
}
