use std::sync::Arc;

use arrow::array::{Float64Array, Int64Array, StringArray};
use proptest::prelude::*;

use super::*;

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

fn budget(text: &str) -> Budget {
    Budget::granted(quantity(text)).unwrap()
}

#[test]
fn a_budget_only_decreases_and_ends() {
    let mut budget = budget("1");
    count(100, quantity("0.4"), &mut budget).unwrap();
    histogram(&[1, 2, 3], quantity("0.4"), &mut budget).unwrap();
    assert_eq!(budget.left(), quantity("0.2"));
    let refused = count(100, quantity("0.3"), &mut budget).unwrap_err();
    let exhausted = BudgetError::Exhausted { asked: quantity("0.3"), left: quantity("0.2") };
    assert_eq!(refused, StatisticError::Budget(exhausted));
    assert_eq!(budget.left(), quantity("0.2"));
    for epsilon in ["0", "-0.1"] {
        assert!(count(100, quantity(epsilon), &mut budget).is_err());
    }
    assert_eq!(budget.left(), quantity("0.2"));
}

#[test]
fn a_budget_is_read_as_written_or_not_at_all() {
    let mut spent = budget("2");
    count(1, quantity("0.5"), &mut spent).unwrap();
    let json = serde_json::to_string(&spent).unwrap();
    assert_eq!(json, r#"{"granted":"2","left":"1.5"}"#);
    assert_eq!(serde_json::from_str::<Budget>(&json).unwrap(), spent);
    for changed in [r#"{"granted":"2","left":"3"}"#, r#"{"granted":"2","left":"-1"}"#, r#"{"granted":"11","left":"1"}"#]
    {
        assert!(serde_json::from_str::<Budget>(changed).is_err(), "{changed}");
    }
}

/// Noise of scale 1/epsilon deviates by about that; its mean over many answers is near the truth. The bounds below are
/// missed once in more than 10^12 runs.
#[test]
fn answers_lie_about_the_truth() {
    let answers: Vec<i64> = (0..2_000).map(|_| noisy(1_000, 1, 0.5).unwrap()).collect();
    let mean = answers.iter().sum::<i64>() as f64 / 2_000.0;
    let deviation = answers.iter().map(|answer| (answer - 1_000).abs()).sum::<i64>() as f64 / 2_000.0;
    assert!((mean - 1_000.0).abs() < 0.7, "{mean}");
    assert!((1.5..2.5).contains(&deviation), "{deviation}");
}

#[test]
fn sums_and_means_count_within_their_bounds() {
    let mut sum = BoundedSum::new(quantity("0"), quantity("100"), quantity("0.5")).unwrap();
    let column: ArrayRef = Arc::new(Float64Array::from(vec![Some(10.2), None, Some(1e12), Some(-5.0), Some(f64::NAN)]));
    sum.take(&column).unwrap();
    assert_eq!((sum.total, sum.rows), (20 + 200, 3));
    let mut budget = budget("10");
    let mean = sum.mean(quantity("5"), &mut budget).unwrap();
    assert!((0.0..=100.0).contains(&mean));
    let text: ArrayRef = Arc::new(StringArray::from(vec!["5"]));
    assert_eq!(sum.take(&text).unwrap_err(), StatisticError::NotNumeric { found: DataType::Utf8 });
    for (low, high, step) in
        [("5", "5", "1"), ("6", "5", "1"), ("0", "1", "0"), ("0", "9000", "0.000001"), ("0", "1", "-1")]
    {
        assert!(BoundedSum::new(quantity(low), quantity(high), quantity(step)).is_err(), "{low} {high} {step}");
    }
    let mut none = Budget::granted(quantity("1")).unwrap();
    assert!(matches!(histogram(&[], quantity("1"), &mut none), Err(StatisticError::Groups { .. })));
    assert_eq!(none.left(), quantity("1"));
}

proptest! {
    #[test]
    fn one_row_more_moves_a_sum_by_its_reach_at_most(values in proptest::collection::vec(any::<i64>(), 1..30), low in -1000_i64..1000, width in 1_i64..2000) {
        let sum = |values: &[i64]| {
            let mut sum = BoundedSum::new(Quantity::whole(low).unwrap(), Quantity::whole(low + width).unwrap(), quantity("1")).unwrap();
            sum.take(&(Arc::new(Int64Array::from(values.to_vec())) as ArrayRef)).unwrap();
            sum
        };
        let (with, without) = (sum(&values), sum(&values[1..]));
        prop_assert!((with.total - without.total).abs() <= i128::from(with.low.abs().max(with.high.abs())));
    }
}
