//! Whether a copy is what its receipt says.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, UInt32Array};
use arrow::compute::{cast, take_record_batch};
use arrow::datatypes::DataType;
use proptest::prelude::*;

use super::table::*;
use crate::fingerprint::*;

fn digest(table: &RecordBatch, batch: usize) -> CopyDigest {
    let mut digester = CopyDigester::new(&secret(), &table.schema());
    for from in (0..table.num_rows()).step_by(batch) {
        digester.push(&table.slice(from, batch.min(table.num_rows() - from))).unwrap();
    }
    digester.finish()
}

fn with_other_cell(table: &RecordBatch, column: usize, row: usize, text: &str) -> RecordBatch {
    let texts = cast(table.column(column), &DataType::Utf8).unwrap();
    let texts = texts.as_string::<i32>();
    let texts: StringArray = (0..texts.len())
        .map(|n| if n == row { Some(text) } else { texts.is_valid(n).then(|| texts.value(n)) })
        .collect();
    let schema = table.schema();
    let columns = schema.fields().iter().zip(table.columns()).enumerate().map(|(n, (field, kept))| {
        let array: ArrayRef = if n == column { Arc::new(texts.clone()) } else { Arc::clone(kept) };
        (field.name(), array, true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

#[test]
fn what_was_altered_is_named() {
    let table = grants(500, 1);
    let receipt = digest(&table, 100);
    let check = |what: &str, found: &RecordBatch, expected: &dyn Fn(&Alteration) -> bool| {
        let altered = receipt.altered(&digest(found, 33));
        assert!(altered.as_ref().is_some_and(expected), "{what}: {altered:?}");
    };
    check("a cell", &with_other_cell(&table, 2, 77, "1.23"), &|found| {
        found.columns_changed == ["amount"] && !found.rows_reordered && !found.rows_recombined
    });
    check("a row less", &table.slice(1, 499), &|found| {
        (found.rows_expected, found.rows_found) == (500, 499) && found.columns_changed.is_empty()
    });
    check("a column less", &table.project(&[0, 1, 2, 3, 4, 5, 6, 8]).unwrap(), &|found| {
        found.columns_missing == ["address"] && found.columns_added.is_empty() && found.columns_changed.is_empty()
    });
    check("columns reordered", &table.project(&[1, 0, 2, 3, 4, 5, 6, 7, 8]).unwrap(), &|found| {
        found.columns_reordered && !found.rows_reordered && found.columns_changed.is_empty()
    });
    let order = UInt32Array::from((0..500).rev().collect::<Vec<u32>>());
    check("rows reversed", &take_record_batch(&table, &order).unwrap(), &|found| {
        found.rows_reordered && !found.rows_recombined && found.columns_changed.is_empty()
    });
    let district = take_record_batch(&table, &order).unwrap().column(1).clone();
    let schema = table.schema();
    let columns = schema.fields().iter().zip(table.columns()).enumerate();
    let columns =
        columns.map(|(n, (field, kept))| (field.name(), Arc::clone(if n == 1 { &district } else { kept }), true));
    check("one column turned round", &RecordBatch::try_from_iter_with_nullable(columns).unwrap(), &|found| {
        found.rows_recombined && !found.rows_reordered && found.columns_changed.is_empty()
    });
}

#[test]
fn another_file_format_is_no_alteration() {
    let table = grants(200, 3);
    let schema = table.schema();
    let texts = schema.fields().iter().zip(table.columns()).map(|(field, column)| {
        let text = cast(column, &DataType::Utf8).unwrap();
        let text: StringArray = text.as_string::<i32>().iter().map(|v| Some(v.unwrap_or_default())).collect();
        (field.name(), Arc::new(text) as ArrayRef, true)
    });
    let texts = RecordBatch::try_from_iter_with_nullable(texts).unwrap();
    assert_eq!(digest(&table, 64).altered(&digest(&texts, 64)), None);
    let written = serde_json::to_string(&digest(&table, 64)).unwrap();
    assert_eq!(serde_json::from_str::<CopyDigest>(&written).unwrap(), digest(&table, 7));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_single_change_of_a_cell_goes_unseen(row in 0_usize..60, column in 0_usize..9, text in "[a-z]{1,5}") {
        let table = grants(60, 4);
        let altered = digest(&table, 16).altered(&digest(&with_other_cell(&table, column, row, &text), 16)).unwrap();
        prop_assert_eq!(&altered.columns_changed, &[table.schema().field(column).name().clone()]);
    }
}
