//! A suspect read part by part, and whatever may be handed in as one.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};

use super::table::*;
use crate::fingerprint::*;

/// Reads `suspect` in parts of so many rows.
fn in_parts(table: &RecordBatch, plan: &Plan, suspect: &RecordBatch, rows: usize) -> Findings {
    let (secret, mut findings) = (secret(), Findings::new(plan));
    for from in (0..suspect.num_rows()).step_by(rows) {
        let part = Suspect::new(vec![suspect.slice(from, rows.min(suspect.num_rows() - from))]).unwrap();
        let detector = Detector::new(plan, &secret, &table.schema(), &part, None).unwrap();
        let mut detector = detector.after(findings);
        detector.observe(table).unwrap();
        findings = detector.findings().unwrap();
    }
    findings
}

#[test]
fn a_suspect_in_parts_says_what_it_says_whole() {
    let (table, plan) = (grants(3_000, 1), plan(|_| {}));
    let suspect = copy(&table, &plan, 3);
    let whole = trace(&table, &plan, vec![suspect.clone()], 50);
    let candidates: Vec<CopyId> = (0..50).map(copy_id).collect();
    let parts = in_parts(&table, &plan, &suspect, 700).conclude(&plan, &secret(), &candidates, 50);
    assert_eq!((accused(&parts), parts.rows, parts.votes), (vec![3], 3_000, whole.votes));
    assert_eq!((parts.rows_matched, parts.cells_compared), (whole.rows_matched, whole.cells_compared));
    assert_eq!(parts.ranked, whole.ranked);
}

#[test]
fn the_more_copies_are_scored_beside_these_the_more_it_takes_to_name_one() {
    let (table, plan) = (grants(400, 1), plan(|_| {}));
    let suspect = copy(&table, &plan, 3).slice(0, 40);
    let candidates = [copy_id(3), copy_id(4)];
    let bound = |among: usize| {
        let trace = in_parts(&table, &plan, &suspect, 40).conclude(&plan, &secret(), &candidates, among);
        (trace.ranked[0].bound, trace.threshold.unwrap())
    };
    let ((alone, low), (beside, high)) = (bound(2), bound(2_000));
    assert!(low < high && beside > alone * 10.0, "{alone} {beside}");
}

/// Cells, columns and names made of any bytes: read without panic, and nobody is accused.
#[test]
fn any_table_is_looked_at_without_panic_and_accuses_nobody() {
    let held = AssertUnwindSafe((grants(60, 1), plan(|_| {})));
    let names = ["id", "amount", "income", "points", "paid_on", "seen_at", "address", "district", "Ａmount", "x"];
    bolero::check!().with_iterations(200).with_max_len(400).for_each(|bytes: &[u8]| {
        let Some((first, rest)) = bytes.split_first() else { return };
        let width = usize::from(first % 5) + 1;
        let cells: Vec<String> = rest.chunks(5).map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let rows = cells.len() / width;
        let column = |number: usize| -> (&str, ArrayRef) {
            let texts: StringArray = cells.iter().skip(number).step_by(width).take(rows).map(Some).collect();
            (names[(usize::from(*first) + number) % names.len()], Arc::new(texts))
        };
        if rows > 0 {
            let suspect = RecordBatch::try_from_iter((0..width).map(column)).unwrap();
            let (table, plan) = &*held;
            let found = trace(table, plan, vec![suspect], 20);
            assert!(accused(&found).is_empty(), "{found:?}");
        }
    });
}
