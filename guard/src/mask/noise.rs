use std::f64::consts::TAU;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};
use base::{NoiseShape, Quantity, Shape};

use super::MaskError;
use super::column::{as_floats, as_integers, shape_of};
use super::limit::{Towards, range, scaled};
use super::rows::{Draws, RowKeys, check_rows};

/// Noise of one field 加噪. It blurs single values and leaves averages nearly true; it is no differential privacy, for
/// it is cut at a bound and its budget is never spent.
#[derive(Clone)]
pub(super) struct Noise {
    draws: Draws,
    shape: NoiseShape,
    scale: f64,
    bound: Quantity,
}

impl Noise {
    pub(super) fn new(draws: Draws, shape: NoiseShape, scale: Quantity, bound: Quantity) -> Self {
        Self { draws, shape, scale: scale.to_f64(), bound }
    }

    /// Adds each row's draw, never more than the bound; what would leave the type's range stops at its end.
    pub(super) fn apply(&self, column: &ArrayRef, rows: &RowKeys) -> Result<ArrayRef, MaskError> {
        check_rows(rows, column)?;
        let wrong = |_| MaskError::Unwritable { row: 0 };
        let added = self.draws.of(rows).map(|words| self.draw(words));
        match (column.data_type(), shape_of(column.data_type())) {
            (DataType::Decimal128(precision, scale), _) => {
                let column = column.as_primitive::<Decimal128Type>();
                let sums = column
                    .iter()
                    .zip(self.units(added, *scale))
                    .map(|(value, noise)| add(value?, noise, column.data_type()));
                let out: arrow::array::Decimal128Array = sums.collect();
                Ok(Arc::new(out.with_precision_and_scale(*precision, *scale).map_err(wrong)?))
            }
            (to, Some(Shape::Float)) => {
                let column = as_floats(column)?;
                let values = column.as_primitive::<Float64Type>().iter();
                let out: Float64Array = values.zip(added).map(|(value, noise)| Some(value? + noise)).collect();
                cast(&out, to).map_err(wrong)
            }
            (to, _) => {
                let wide = as_integers(column)?;
                let values = wide.as_primitive::<Int64Type>().iter();
                let sums = values
                    .zip(self.units(added, 0))
                    .map(|(value, noise)| add(value?.into(), noise, to).and_then(|sum| i64::try_from(sum).ok()));
                cast(&sums.collect::<arrow::array::Int64Array>(), to).map_err(wrong)
            }
        }
    }

    /// The draws in whole units of 10^-scale, within the bound still.
    fn units(&self, draws: impl Iterator<Item = f64>, scale: i8) -> impl Iterator<Item = i128> {
        let bound = scaled(self.bound, scale, Towards::Down);
        let power = 10_f64.powi(i32::from(scale));
        draws.map(move |draw| whole(draw * power).clamp(-bound, bound))
    }

    /// One draw, on a grid of millionths: the last bits of a logarithm differ from machine to machine, files may not.
    fn draw(&self, words: [u64; 4]) -> f64 {
        let bound = self.bound.to_f64();
        let raw = match self.shape {
            NoiseShape::Laplace => self.laplace(words, bound),
            NoiseShape::Gaussian => self.gaussian(words, bound),
        };
        ((raw * 1e6).round() / 1e6).clamp(-bound, bound)
    }

    /// By inversion of the distribution cut at the bound.
    fn laplace(&self, [first, second, ..]: [u64; 4], bound: f64) -> f64 {
        let reach = -(-bound / self.scale).exp_m1();
        let distance = -self.scale * (-unit(first) * reach).ln_1p();
        if second % 2 == 0 { distance } else { -distance }
    }

    /// The first of four normal numbers (Box and Muller) that lies within the bound; else, one time in a hundred at
    /// the tightest bound allowed, the bound itself.
    fn gaussian(&self, [a, b, c, d]: [u64; 4], bound: f64) -> f64 {
        let pair = |radius: u64, angle: u64| {
            let radius = self.scale * (-2.0 * (-unit(radius)).ln_1p()).sqrt();
            let (sin, cos) = (TAU * unit(angle)).sin_cos();
            [radius * cos, radius * sin]
        };
        let [first, second] = pair(a, b);
        let mut draws = [first, second].into_iter().chain(pair(c, d));
        draws.find(|draw| draw.abs() <= bound).unwrap_or(bound.copysign(first))
    }
}

/// A number of [0, 1) from 53 bits.
fn unit(word: u64) -> f64 {
    (word >> 11) as f64 / (1_u64 << 53) as f64
}

#[expect(clippy::cast_possible_truncation, reason = "a bound holds it within 128 bits, and the cast saturates")]
fn whole(value: f64) -> i128 {
    value.round() as i128
}

#[expect(clippy::unnecessary_wraps, reason = "stands between optional values")]
fn add(value: i128, noise: i128, within: &DataType) -> Option<i128> {
    let (low, high) = range(within);
    Some(value.saturating_add(noise).clamp(low, high))
}

#[cfg(test)]
mod tests {
    use arrow::array::{Decimal128Array, Int8Array, Int64Array};
    use arrow::datatypes::Int8Type;
    use proptest::prelude::*;

    use super::*;
    use crate::mask::PseudonymKey;

    fn noise(shape: NoiseShape, scale: &str, bound: &str, field: &str) -> Noise {
        let draws = Draws::new(&PseudonymKey::new(&[7; 32]), "noise", field);
        Noise::new(draws, shape, scale.parse().unwrap(), bound.parse().unwrap())
    }

    fn rows(from: i64, count: i64) -> RowKeys {
        RowKeys::of(&[Arc::new(Int64Array::from_iter_values(from..from + count)) as ArrayRef]).unwrap()
    }

    #[test]
    fn draws_have_the_shape_asked_for() {
        let zeros: ArrayRef = Arc::new(Float64Array::from(vec![0.0; 20_000]));
        for (shape, mean_deviation) in [(NoiseShape::Laplace, 3.0), (NoiseShape::Gaussian, 2.394)] {
            let out = noise(shape, "3", "30", "x").apply(&zeros, &rows(0, 20_000)).unwrap();
            let values = out.as_primitive::<Float64Type>().values();
            let mean = values.iter().sum::<f64>() / 20_000.0;
            let deviation = values.iter().map(|value| value.abs()).sum::<f64>() / 20_000.0;
            assert!(mean.abs() < 0.15, "{shape:?} mean {mean}");
            assert!((deviation - mean_deviation).abs() < 0.1, "{shape:?} mean deviation {deviation}");
        }
    }

    #[test]
    fn one_row_has_one_draw_in_any_batch_and_another_in_another_field() {
        let column: ArrayRef = Arc::new(Int64Array::from(vec![1_000; 100]));
        let here = noise(NoiseShape::Laplace, "50", "500", "income");
        let whole = here.apply(&column, &rows(0, 100)).unwrap();
        let part = here.apply(&column.slice(0, 10), &rows(40, 10)).unwrap();
        assert_eq!(&whole.slice(40, 10), &part);
        let other = noise(NoiseShape::Laplace, "50", "500", "savings").apply(&column, &rows(0, 100)).unwrap();
        assert_ne!(&whole, &other);
    }

    #[test]
    fn noise_stays_in_the_type() {
        let small: ArrayRef = Arc::new(Int8Array::from(vec![Some(127), Some(-128), None]));
        let out = noise(NoiseShape::Gaussian, "90", "90", "x").apply(&small, &rows(0, 3)).unwrap();
        assert_eq!((out.data_type(), out.is_null(2)), (&DataType::Int8, true));
        assert_eq!(out.as_primitive::<Int8Type>().len(), 3);
        let error = noise(NoiseShape::Gaussian, "9", "9", "x").apply(&small, &rows(0, 2)).unwrap_err();
        assert_eq!(error, MaskError::RowCount { expected: 2, found: 3 });
    }

    proptest! {
        #[test]
        fn no_draw_passes_the_bound(words in any::<[u64; 4]>(), scale in 1_i64..10_000_000, more in 0_i64..10_000_000) {
            for shape in [NoiseShape::Laplace, NoiseShape::Gaussian] {
                let text = |n: i64| format!("{}.{:06}", n / 1_000_000, n % 1_000_000);
                let noise = noise(shape, &text(scale), &text(scale + more), "x");
                let draw = noise.draw(words);
                prop_assert!(draw.abs() <= noise.bound.to_f64(), "{shape:?} {draw}");
            }
        }

        #[test]
        fn whole_and_decimal_columns_keep_to_the_bound(values in proptest::collection::vec(-1_000_000_i64..1_000_000, 1..40), bound in 1_i64..2_500_000) {
            let text = format!("{}.{:06}", bound / 1_000_000, bound % 1_000_000);
            let noise = noise(NoiseShape::Gaussian, &text, &text, "x");
            let keys = rows(0, i64::try_from(values.len()).unwrap());
            let whole: ArrayRef = Arc::new(Int64Array::from(values.clone()));
            let decimal: ArrayRef = Arc::new(
                Decimal128Array::from_iter_values(values.iter().map(|v| i128::from(*v)))
                    .with_precision_and_scale(12, 2)
                    .unwrap(),
            );
            let (whole, decimal) = (noise.apply(&whole, &keys).unwrap(), noise.apply(&decimal, &keys).unwrap());
            for (row, value) in values.iter().enumerate() {
                let moved = whole.as_primitive::<Int64Type>().value(row) - value;
                prop_assert!(moved.abs() * 1_000_000 <= bound);
                let moved = decimal.as_primitive::<Decimal128Type>().value(row) - i128::from(*value);
                prop_assert!(moved.abs() * 10_000 <= i128::from(bound));
            }
        }
    }
}
