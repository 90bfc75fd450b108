//! Parquet: already typed, so its types are kept; what our names do not cover becomes text.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType as Arrow, Field, Schema, SchemaRef, TimeUnit};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;

use super::inspection::{DataType, Inspection};
use super::layout::unique;
use super::measure::Measure;
use super::pass::Outcome;
use super::profile::inspection;
use super::{BatchSink, Format, IngestError, Limits};

const ROWS: usize = 8_192;

pub(crate) fn read(path: &Path, limits: &Limits, sink: &mut dyn BatchSink) -> Result<Inspection, IngestError> {
    // A foreign parser reads the bytes; whatever it makes of a broken file stays here.
    let broken = || IngestError::Parquet(ParquetError::General("its pages contradict its footer".to_owned()));
    catch_unwind(AssertUnwindSafe(|| table(path, limits, sink))).unwrap_or_else(|_| Err(broken()))
}

fn table(path: &Path, limits: &Limits, sink: &mut dyn BatchSink) -> Result<Inspection, IngestError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path)?).map_err(IngestError::Parquet)?;
    let rows = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or_default();
    let source = builder.schema().clone();
    let columns = source.fields().len();
    if columns > limits.columns {
        return Err(IngestError::TooManyColumns { found: columns, limit: limits.columns });
    }
    let names = unique(source.fields().iter().map(|field| field.name().clone()).collect());
    let schema = ours(&source, &names);
    sink.begin(&schema).map_err(IngestError::Sink)?;
    let mut profile = Profile::new(&names, limits, rows);
    for batch in builder.with_batch_size(ROWS).build().map_err(IngestError::Parquet)? {
        let batch = batch.map_err(|error| IngestError::Parquet(ParquetError::ArrowError(error.to_string())))?;
        let arrays: Result<Vec<ArrayRef>, _> = batch
            .columns()
            .iter()
            .zip(schema.fields())
            .map(|(array, field)| convert(array, field.data_type()))
            .collect();
        let batch = RecordBatch::try_new(schema.clone(), arrays?)?;
        profile.observe(&batch)?;
        sink.batch(batch).map_err(IngestError::Sink)?;
    }
    let types: Vec<DataType> = schema.fields().iter().map(|field| data_type(field.data_type())).collect();
    Ok(inspection(Format::Parquet, "binary".to_owned(), &names, &types, profile.outcome, Vec::new()))
}

/// The schema we give on: the same names made different, each type as one of ours.
fn ours(source: &SchemaRef, names: &[String]) -> SchemaRef {
    let fields = source.fields().iter().zip(names);
    let field = |(field, name): (&Arc<Field>, &String)| Field::new(name, target(field.data_type()), true);
    Arc::new(Schema::new(fields.map(field).collect::<Vec<_>>()))
}

/// The type of ours that holds every value of `source`; text where none does.
fn target(source: &Arrow) -> Arrow {
    match source {
        Arrow::Int8 | Arrow::Int16 | Arrow::Int32 | Arrow::Int64 | Arrow::UInt8 | Arrow::UInt16 | Arrow::UInt32 => {
            Arrow::Int64
        }
        Arrow::UInt64 => Arrow::Decimal128(20, 0),
        Arrow::Float16 | Arrow::Float32 | Arrow::Float64 => Arrow::Float64,
        Arrow::Boolean => Arrow::Boolean,
        Arrow::Date32 => Arrow::Date32,
        Arrow::Decimal32(precision, scale)
        | Arrow::Decimal64(precision, scale)
        | Arrow::Decimal128(precision, scale) => Arrow::Decimal128(*precision, *scale),
        Arrow::Timestamp(TimeUnit::Nanosecond, _) => Arrow::Utf8,
        Arrow::Timestamp(_, zone) => Arrow::Timestamp(TimeUnit::Microsecond, zone.clone()),
        _ => Arrow::Utf8,
    }
}

fn convert(array: &ArrayRef, to: &Arrow) -> Result<ArrayRef, IngestError> {
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    if array.data_type() == to {
        return Ok(array.clone());
    }
    if *to != Arrow::Utf8 || matches!(array.data_type(), Arrow::LargeUtf8 | Arrow::Utf8View) {
        return Ok(cast_with_options(array, to, &strict)?);
    }
    let format = FormatOptions::default();
    let text = ArrayFormatter::try_new(array, &format)?;
    let values = (0..array.len()).map(|row| array.is_valid(row).then(|| text.value(row).to_string()));
    Ok(Arc::new(values.collect::<arrow::array::StringArray>()))
}

/// Measures the rows as they pass.
struct Profile {
    outcome: Outcome,
    /// Every so many rows go to the recognisers.
    step: usize,
}

impl Profile {
    fn new(names: &[String], limits: &Limits, rows: usize) -> Self {
        let mut outcome = Outcome::new(names, limits);
        outcome.measures = vec![Measure::new(limits.distinct_each(names.len())); names.len()];
        Self { outcome, step: rows.div_ceil(limits.sample_values.max(1)).max(1) }
    }

    fn observe(&mut self, batch: &RecordBatch) -> Result<(), IngestError> {
        let format = FormatOptions::default();
        let mut hashes = vec![0; batch.num_rows()];
        let mut sample = vec![Vec::new(); batch.num_columns()];
        for ((array, measure), sample) in batch.columns().iter().zip(&mut self.outcome.measures).zip(&mut sample) {
            let text = ArrayFormatter::try_new(array, &format)?;
            for (row, chained) in hashes.iter_mut().enumerate() {
                let value = if array.is_null(row) { String::new() } else { text.value(row).to_string() };
                *chained = measure.cell(&value, value.is_ascii(), *chained);
                if row % self.step == 0 {
                    sample.push(value);
                }
            }
        }
        self.outcome.duplicates.observe(&hashes);
        self.outcome.recognisers.observe(&sample);
        self.outcome.tally.kept += batch.num_rows() as u64;
        Ok(())
    }
}

fn data_type(arrow: &Arrow) -> DataType {
    match arrow {
        Arrow::Int64 => DataType::Int,
        Arrow::Decimal128(..) => DataType::Decimal,
        Arrow::Float64 => DataType::Float,
        Arrow::Boolean => DataType::Bool,
        Arrow::Date32 => DataType::Date,
        Arrow::Timestamp(..) => DataType::Timestamp,
        _ => DataType::Text,
    }
}
