//! Tables that were made from nobody's copy.

use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use proptest::prelude::*;

use super::table::*;
use crate::fingerprint::code::Codebook;
use crate::fingerprint::score::Evidence;
use crate::fingerprint::*;

#[test]
fn a_table_of_other_rows_or_other_values_is_not_ours() {
    let (table, plan) = (grants(3_000, 1), plan(|_| {}));
    let check = |what: &str, suspect: RecordBatch| {
        let trace = trace(&table, &plan, vec![suspect], 200);
        assert_eq!(trace.verdict, Verdict::NotOurs, "{what}: {trace:?}");
    };
    let strangers: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new((0..3_000).map(|n| n * 3 + 1).collect::<Int64Array>())),
        ("amount", Arc::new(StringArray::from(vec!["1.00"; 3_000]))),
    ];
    check("other rows", RecordBatch::try_from_iter(strangers).unwrap());
    check("the same keys and other values", grants(3_000, 2));
    let unlike: Vec<(&str, ArrayRef)> = vec![("x", Arc::new(StringArray::from(vec!["甲", "乙"])))];
    check("another table altogether", RecordBatch::try_from_iter(unlike).unwrap());
}

#[test]
fn the_unmarked_original_accuses_nobody_and_a_scrap_clears_nobody() {
    let (table, plan) = (grants(3_000, 1), plan(|_| {}));
    assert_eq!(trace(&table, &plan, vec![table.clone()], 200).verdict, Verdict::Original);
    let scrap = copy(&table, &plan, 3).slice(0, 4);
    let report = trace(&table, &plan, vec![scrap], 200);
    let written = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Trace>(&written).unwrap(), report);
    let verdict = report.verdict;
    assert!(matches!(verdict, Verdict::TooFewMarks { votes: 5..=24, needed: 50..=200 }), "{verdict:?}");
}

#[test]
fn a_copy_nobody_asked_about_accuses_nobody() {
    let (table, plan) = (grants(3_000, 1), plan(|_| {}));
    let trace = trace(&table, &plan, vec![copy(&table, &plan, 999)], 200);
    assert_eq!(trace.verdict, Verdict::NotOurs);
    assert!(trace.ranked.iter().all(|ranked| ranked.score < 6.0), "{:?}", trace.ranked.first());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// The bound against what happens: of 4,000 innocent copies no larger share may reach a score than the bound says.
    #[test]
    fn innocent_scores_stay_below_their_bound(seed in any::<u64>(), colluders in 2_u8..12, heavy in 1_usize..200) {
        let secret = DatasetSecret::new(&[u8::try_from(seed % 251).unwrap(); 32]);
        let book = Codebook::new(Code::new(colluders, 256).unwrap(), &secret);
        let mut n = Sequence(seed);
        // Few positions may weigh far more than the others, as an attacker might arrange.
        let weights: Vec<f64> =
            (0..256).map(|at| (n.below(201) as f64 / 100.0 - 1.0) * if at % heavy == 0 { 20.0 } else { 1.0 }).collect();
        let evidence = Evidence::new(&book, weights, 1);
        let mut scores: Vec<f64> = (0..4_000).map(|copy| evidence.score(&copy_id(copy))).collect();
        scores.sort_by(f64::total_cmp);
        for (rank, score) in scores.iter().rev().enumerate().skip(3).step_by(40) {
            let share = (rank + 1) as f64 / 4_000.0;
            let allowed = evidence.bound(*score);
            // Five standard deviations of a share that small, so that the test is sure and can still fail.
            prop_assert!(share <= allowed + 5.0 * (allowed / 4_000.0).sqrt() + 5.0 / 4_000.0, "{share} {allowed}");
        }
        prop_assert!(scores.last().unwrap() < &evidence.threshold);
    }
}
