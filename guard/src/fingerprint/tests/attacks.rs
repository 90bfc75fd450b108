//! What is done to a copy before it turns up, and who is named all the same.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
    UInt32Array,
};
use arrow::compute::{cast, filter_record_batch, interleave, take_record_batch};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};

use super::table::*;
use crate::fingerprint::*;

const CANDIDATES: usize = 200;

/// Copies 3, 11, 19, … leak.
pub(super) fn leaked(table: &RecordBatch, plan: &Plan, count: usize) -> Vec<RecordBatch> {
    (0..count).map(|n| copy(table, plan, 3 + 8 * n)).collect()
}

pub(super) fn kept(table: &RecordBatch, seed: u64, thousandths: usize) -> RecordBatch {
    let mut n = Sequence(seed);
    let rows: BooleanArray = (0..table.num_rows()).map(|_| Some(n.below(1_000) < thousandths)).collect();
    filter_record_batch(table, &rows).unwrap()
}

pub(super) fn shuffled(table: &RecordBatch) -> RecordBatch {
    let mut n = Sequence(5);
    let mut order: Vec<u32> = (0..u32::try_from(table.num_rows()).unwrap()).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, n.below(last + 1));
    }
    take_record_batch(table, &UInt32Array::from(order)).unwrap()
}

pub(super) fn with(table: &RecordBatch, name: &str, change: impl FnOnce(&ArrayRef) -> ArrayRef) -> RecordBatch {
    let changed = change(table.column_by_name(name).unwrap());
    let schema = table.schema();
    let columns = schema.fields().iter().zip(table.columns()).map(|(field, column)| {
        let column = if field.name() == name { &changed } else { column };
        (field.name(), Arc::clone(column), true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

/// Half of all cells move somewhere else inside the bounds, without knowing which are marked or how.
pub(super) fn flipped(table: &RecordBatch) -> RecordBatch {
    let mut n = Sequence(9);
    let mut noise = |bound: i64| {
        let moved = i64::try_from(n.below(usize::try_from(4 * bound + 1).unwrap())).unwrap() - 2 * bound;
        if n.below(2) == 0 { moved } else { 0 }
    };
    let mut table = table.clone();
    for (name, bound) in [("amount", 50), ("points", 2), ("paid_on", 3), ("seen_at", 120)] {
        table = with(&table, name, |column| {
            let kind = column.data_type().clone();
            let raw = if kind == DataType::Date32 { cast(column, &DataType::Int32).unwrap() } else { column.clone() };
            let unscaled: ArrayRef = match &kind {
                DataType::Decimal128(_, _) => {
                    let values = raw.as_primitive::<Decimal128Type>();
                    let moved: Decimal128Array =
                        values.iter().map(|v| v.map(|v| v + i128::from(noise(bound)))).collect();
                    return Arc::new(moved.with_precision_and_scale(18, 2).unwrap());
                }
                _ => cast(&raw, &DataType::Int64).unwrap(),
            };
            let moved: Int64Array =
                unscaled.as_primitive::<Int64Type>().iter().map(|v| v.map(|v| v + noise(bound))).collect();
            let moved: ArrayRef = Arc::new(moved);
            let moved = if kind == DataType::Date32 { cast(&moved, &DataType::Int32).unwrap() } else { moved };
            cast(&moved, &kind).unwrap()
        });
    }
    with(&table, "income", |column| {
        let values = column.as_primitive::<Float64Type>();
        let moved: Float64Array =
            values.iter().map(|v| v.map(|v| ((v * 100.0).round() + noise(40) as f64) / 100.0)).collect();
        Arc::new(moved)
    })
}

/// Everything becomes text, as from a CSV file, in normal forms and under other names.
pub(super) fn re_encoded(table: &RecordBatch) -> RecordBatch {
    let columns = table.columns().iter().enumerate().map(|(number, column)| {
        let text = cast(column, &DataType::Utf8).unwrap();
        let plain = |text: &str| text.replace('（', "(").replace('）', ")").replace(' ', "");
        let text: StringArray = text.as_string::<i32>().iter().map(|v| v.map(plain)).collect();
        (format!("c{number}"), Arc::new(text) as ArrayRef, true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

pub(super) fn rounded(table: &RecordBatch) -> RecordBatch {
    let to = |value: f64, unit: f64| (value / unit).round() * unit;
    let table = with(table, "income", |column| {
        let values = column.as_primitive::<Float64Type>();
        Arc::new(values.iter().map(|v| v.map(|v| to(v, 0.4))).collect::<Float64Array>())
    });
    with(&table, "amount", |column| {
        let values = cast(column, &DataType::Float64).unwrap();
        let values =
            values.as_primitive::<Float64Type>().iter().map(|v| v.map(|v| to(v, 0.5))).collect::<Float64Array>();
        Arc::new(values)
    })
}

/// Every row from one of the copies.
pub(super) fn mixed_by_row(copies: &[RecordBatch]) -> RecordBatch {
    let mut n = Sequence(21);
    let choice: Vec<(usize, usize)> = (0..copies[0].num_rows()).map(|row| (n.below(copies.len()), row)).collect();
    mixed(copies, |_| choice.clone())
}

/// Every cell from one of the copies.
fn mixed_by_cell(copies: &[RecordBatch]) -> RecordBatch {
    let mut n = Sequence(22);
    mixed(copies, |_| (0..copies[0].num_rows()).map(|row| (n.below(copies.len()), row)).collect())
}

/// Every cell as most copies have it.
fn majority(copies: &[RecordBatch]) -> RecordBatch {
    mixed(copies, |column| {
        let texts: Vec<ArrayRef> =
            copies.iter().map(|copy| cast(copy.column(column), &DataType::Utf8).unwrap()).collect();
        let value = |copy: usize, row: usize| {
            let text = texts[copy].as_string::<i32>();
            text.is_valid(row).then(|| text.value(row))
        };
        let votes =
            |copy: usize, row: usize| (0..copies.len()).filter(|other| value(*other, row) == value(copy, row)).count();
        (0..copies[0].num_rows())
            .map(|row| ((0..copies.len()).max_by_key(|copy| votes(*copy, row)).unwrap(), row))
            .collect()
    })
}

fn mixed(copies: &[RecordBatch], mut choice: impl FnMut(usize) -> Vec<(usize, usize)>) -> RecordBatch {
    let columns = (0..copies[0].num_columns()).map(|column| {
        let parts: Vec<&dyn Array> = copies.iter().map(|copy| copy.column(column).as_ref()).collect();
        interleave(&parts, &choice(column)).unwrap()
    });
    RecordBatch::try_new(copies[0].schema(), columns.collect()).unwrap()
}

/// Numbers averaged over the copies.
fn averaged(copies: &[RecordBatch]) -> RecordBatch {
    numbers(copies, |values| (values.iter().sum::<f64>() / values.len() as f64 * 100.0).round() / 100.0)
}

/// Where copies differ the original lies halfway between them, and that is what is published.
fn restored(copies: &[RecordBatch]) -> RecordBatch {
    numbers(copies, |values| {
        f64::midpoint(values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(f64::MIN, f64::max))
    })
}

fn numbers(copies: &[RecordBatch], of: impl Fn(&[f64]) -> f64) -> RecordBatch {
    let mut out = copies[0].clone();
    for name in ["amount", "income", "points"] {
        out = with(&out, name, |first| {
            let floats: Vec<ArrayRef> = copies
                .iter()
                .map(|copy| cast(copy.column_by_name(name).unwrap(), &DataType::Float64).unwrap())
                .collect();
            let value = |row: usize| {
                let values: Vec<f64> =
                    floats.iter().map(|column| column.as_primitive::<Float64Type>().value(row)).collect();
                first.is_valid(row).then(|| of(&values))
            };
            Arc::new((0..first.len()).map(value).collect::<Float64Array>())
        });
    }
    out.project(&[0, 2, 3, 4]).unwrap()
}

#[track_caller]
fn check(attack: &str, table: &RecordBatch, suspect: RecordBatch, guilty: usize, named_at_least: usize) {
    let plan = plan(|_| {});
    let trace = trace(table, &plan, vec![suspect], CANDIDATES);
    let named = accused(&trace);
    assert!(named.len() >= named_at_least, "{attack}: named {named:?} of {guilty}: {:?}", &trace.ranked[..3]);
    assert!(named.iter().all(|copy| (0..guilty).any(|n| *copy == 3 + 8 * n)), "{attack}: {named:?} hold innocents");
    let Verdict::Accused { copies } = &trace.verdict else { panic!("{attack}: {:?}", trace.verdict) };
    assert!(copies.iter().all(|copy| copy.bound <= FALSE_ACCUSATION), "{attack}");
}

#[test]
fn a_single_leaked_copy_is_named_after_every_attack() {
    let table = grants(5_000, 1);
    let leak = leaked(&table, &plan(|_| {}), 1).remove(0);
    let columns = |numbers: &[usize]| leak.project(numbers).unwrap();
    check("untouched", &table, leak.clone(), 1, 1);
    check("99 of 100 rows deleted", &table, kept(&leak, 3, 10), 1, 1);
    check("rows shuffled", &table, shuffled(&leak), 1, 1);
    check("columns dropped and reordered", &table, columns(&[5, 3, 0]), 1, 1);
    check("the key dropped", &table, columns(&[8, 3, 2, 1]), 1, 1);
    check("half of all cells flipped", &table, flipped(&leak), 1, 1);
    check("numbers rounded to the bound", &table, rounded(&leak).project(&[0, 1, 2, 3]).unwrap(), 1, 1);
    check("written as text under other names", &table, re_encoded(&leak), 1, 1);
}

#[test]
fn five_recipients_who_mix_their_copies_are_named() {
    let table = grants(4_000, 2);
    let copies = leaked(&table, &plan(|_| {}), 5);
    check("row by row", &table, mixed_by_row(&copies), 5, 5);
    check("cell by cell", &table, mixed_by_cell(&copies), 5, 5);
    check("what most copies have", &table, majority(&copies), 5, 4);
    check("numbers averaged", &table, averaged(&copies), 5, 4);
    check("numbers restored where copies differ", &table, restored(&copies), 5, 4);
    check("row by row, then shuffled and halved", &table, kept(&shuffled(&mixed_by_row(&copies)), 4, 500), 5, 4);
}

#[test]
fn rows_and_pseudonyms_name_a_copy_that_has_no_key() {
    let rows = 24_000;
    let pseudonym = |row: usize| format!("0{:025}", row % 4_000).replace('1', "k");
    let people: StringArray = (0..rows).map(|row| Some(pseudonym(row))).collect();
    let notes: StringArray = (0..rows).map(|row| Some(format!("第{row}条"))).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![("person", Arc::new(people)), ("note", Arc::new(notes))];
    let table = RecordBatch::try_from_iter(columns).unwrap();
    let plan = plan(|draft| {
        draft.fields = vec![field("person"), field("note")];
        draft.key = Vec::new();
        draft.rules = vec![rule("person", Channel::Pseudonym, 0)];
        draft.totals = Vec::new();
        draft.rows = RowRule { select: 20, order: 200 };
    });
    let (leak, utility) = copy_in_batches(&table, &plan, 3, 777);
    assert!(utility.rows_out < utility.rows_in && utility.pairs_swapped > 1_000, "{utility:?}");
    let notes_only = leak.project(&[1]).unwrap();
    for (attack, suspect) in [
        ("pseudonyms and rows", leak.clone()),
        ("rows alone", notes_only.clone()),
        ("the first half of the rows", notes_only.slice(0, 12_000)),
        ("pseudonyms, shuffled", shuffled(&leak)),
    ] {
        assert_eq!(accused(&trace(&table, &plan, vec![suspect], CANDIDATES)), [3], "{attack}");
    }
}
