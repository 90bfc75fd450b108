//! What is written reads back to the same cells.

#![cfg(test)]

#[path = "controls/machine_readable.rs"]
mod machine_readable;

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow::datatypes::{DataType, Field, Schema};
use exchange::{EncodeError, Encoder, Format};
use proptest::prelude::*;
use serde_json::Value;

fn encode(format: Format, batches: &[RecordBatch]) -> Vec<u8> {
    let mut encoder = Encoder::new(format, &batches[0].schema(), Vec::new()).unwrap();
    for batch in batches {
        encoder.write(batch).unwrap();
    }
    encoder.finish().unwrap()
}

fn text(format: Format, batch: &RecordBatch) -> String {
    String::from_utf8(encode(format, std::slice::from_ref(batch))).unwrap()
}

fn table(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

fn sample() -> RecordBatch {
    table(vec![
        ("name", Arc::new(StringArray::from(vec![Some("王芳"), Some("a,\"b\"\r\nc"), Some(""), None]))),
        ("count", Arc::new(Int64Array::from(vec![Some(1), Some(-2), None, Some(i64::MAX)]))),
        ("share", Arc::new(Float64Array::from(vec![Some(0.1), Some(f64::NAN), None, Some(1e300)]))),
        ("open", Arc::new(BooleanArray::from(vec![Some(true), Some(false), None, None]))),
        ("on", Arc::new(Date32Array::from(vec![Some(0), None, Some(20_000), None]))),
        (
            "amount",
            Arc::new(
                Decimal128Array::from(vec![Some(1234), Some(-5), None, Some(0)])
                    .with_precision_and_scale(18, 2)
                    .unwrap(),
            ),
        ),
    ])
}

#[test]
fn a_lone_missing_value_is_still_a_row() {
    let lone = table(vec![("a", Arc::new(StringArray::from(vec![None, Some("x")])))]);
    assert_eq!(text(Format::Csv, &lone), "a\r\n\"\"\r\nx\r\n");
}

#[test]
fn lists_are_refused_by_name() {
    let list =
        arrow::array::ListArray::from_iter_primitive::<arrow::datatypes::Int64Type, _, _>(vec![Some(vec![Some(1)])]);
    let batch = table(vec![("many", Arc::new(list))]);
    let mut encoder = Encoder::new(Format::Csv, &batch.schema(), Vec::new()).unwrap();
    assert!(matches!(encoder.write(&batch), Err(EncodeError::Nested { field, .. }) if field == "many"));
}

#[test]
fn formats_are_known_by_name() {
    for format in Format::ALL {
        assert_eq!(format.as_str().parse::<Format>().unwrap(), format);
    }
    assert!("xls".parse::<Format>().is_err());
}

/// A plain reader of RFC 4180: `None` for an empty cell, `Some` for a quoted or filled one.
fn read_csv(text: &str) -> Vec<Vec<Option<String>>> {
    let (mut records, mut record, mut cell) = (Vec::new(), Vec::new(), None::<String>);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                let mut quoted = String::new();
                while let Some(inner) = characters.next() {
                    if inner != '"' {
                        quoted.push(inner);
                    } else if characters.peek() == Some(&'"') {
                        quoted.push('"');
                        characters.next();
                    } else {
                        break;
                    }
                }
                cell = Some(quoted);
            }
            ',' => record.push(cell.take()),
            '\r' => {
                assert_eq!(characters.next(), Some('\n'));
                record.push(cell.take());
                records.push(std::mem::take(&mut record));
            }
            other => cell.get_or_insert_default().push(other),
        }
    }
    records
}

fn cells() -> impl Strategy<Value = Vec<(Option<String>, Option<i64>)>> {
    let text = prop_oneof![Just(String::new()), ".{0,12}", "[,\"\r\n=]{0,6}"];
    prop::collection::vec((prop::option::of(text), prop::option::of(any::<i64>())), 0..40)
}

fn batch_of(rows: &[(Option<String>, Option<i64>)]) -> RecordBatch {
    let schema = Schema::new(vec![Field::new("文,本\"", DataType::Utf8, true), Field::new("n", DataType::Int64, true)]);
    let texts = rows.iter().map(|(text, _)| text.as_deref()).collect::<StringArray>();
    let numbers = rows.iter().map(|(_, number)| *number).collect::<Int64Array>();
    RecordBatch::try_new(Arc::new(schema), vec![Arc::new(texts), Arc::new(numbers)]).unwrap()
}

proptest! {
    #[test]
    fn every_format_reads_back_to_the_same_cells(rows in cells(), cut in any::<prop::sample::Index>()) {
        let whole = batch_of(&rows);
        let cut = cut.index(rows.len() + 1);
        let batches = [whole.slice(0, cut), whole.slice(cut, rows.len() - cut)];

        let csv = read_csv(std::str::from_utf8(&encode(Format::Csv, &batches)).unwrap());
        let expected: Vec<Vec<Option<String>>> =
            rows.iter().map(|(text, number)| vec![text.clone(), number.map(|number| number.to_string())]).collect();
        prop_assert_eq!(&csv[0], &vec![Some("文,本\"".to_owned()), Some("n".to_owned())]);
        prop_assert_eq!(&csv[1..], &expected[..]);

        let expected: Vec<Value> =
            rows.iter().map(|(text, number)| serde_json::json!({"文,本\"": text, "n": number})).collect();
        let array: Vec<Value> = serde_json::from_slice(&encode(Format::Json, &batches)).unwrap();
        prop_assert_eq!(&array, &expected);
        let lines = encode(Format::JsonLines, &batches);
        let lines: Vec<Value> =
            serde_json::Deserializer::from_slice(&lines).into_iter().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(&lines, &expected);

        let parquet = bytes::Bytes::from(encode(Format::Parquet, &batches));
        let read = parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(parquet, 1024).unwrap();
        let read: Vec<_> = read.map(Result::unwrap).collect();
        prop_assert_eq!(arrow::compute::concat_batches(&whole.schema(), &read).unwrap(), whole);
    }
}
