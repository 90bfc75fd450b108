use std::sync::Arc;

use arrow::array::{Float64Array, Int64Array, StringArray};
use proptest::prelude::*;

use super::*;

fn quantity(text: &str) -> Quantity {
    text.parse().unwrap()
}

#[test]
fn sums_count_within_their_bounds() {
    let mut sum = BoundedSum::new(quantity("0"), quantity("100"), quantity("0.5")).unwrap();
    let column: ArrayRef = Arc::new(Float64Array::from(vec![Some(10.2), None, Some(1e12), Some(-5.0), Some(f64::NAN)]));
    sum.take(&column).unwrap();
    assert_eq!((sum.total(), sum.rows(), sum.reach()), (20 + 200, 3, 200));
    let text: ArrayRef = Arc::new(StringArray::from(vec!["5"]));
    assert_eq!(sum.take(&text).unwrap_err(), StatisticError::NotNumeric { found: DataType::Utf8 });
    for (low, high, step) in
        [("5", "5", "1"), ("6", "5", "1"), ("0", "1", "0"), ("0", "9000", "0.000001"), ("0", "1", "-1")]
    {
        assert!(BoundedSum::new(quantity(low), quantity(high), quantity(step)).is_err(), "{low} {high} {step}");
    }
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
        prop_assert!((with.total() - without.total()).abs() <= with.reach());
    }
}
