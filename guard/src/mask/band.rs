use std::fmt::Write;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};
use base::Shape;

use super::column::{as_floats, as_integers, shape_of};
use super::text_out::TextOut;
use super::{MaskError, REDACTED};

/// Beyond this a float says nothing about its last hundred bits, and the band's ends would not fit.
const LARGEST: f64 = 1.0e36;

/// Replaces every number by the band `[n·width, (n+1)·width)` it lies in, written `[100,200)`. A number without a
/// band (not a number, infinite, beyond 10³⁶) becomes `***`.
pub(super) fn apply(column: &ArrayRef, width: u64) -> Result<ArrayRef, MaskError> {
    let mut out = BandOut {
        text: TextOut::with_capacity(column.len(), column.len().saturating_mul(12))?,
        width,
        scratch: String::new(),
        last: None,
    };
    match (shape_of(column.data_type()), column.data_type()) {
        (_, DataType::Decimal128(_, scale)) => {
            let floor = |value| whole_part(value, *scale);
            column.as_primitive::<Decimal128Type>().iter().try_for_each(|value| out.push(value, floor))?;
        }
        (Some(Shape::Float), _) => {
            let column = as_floats(column)?;
            column.as_primitive::<Float64Type>().iter().try_for_each(|value| out.push(value, floor))?;
        }
        _ => {
            let column = as_integers(column)?;
            column.as_primitive::<Int64Type>().iter().try_for_each(|value| out.push(value, |v| Some(v.into())))?;
        }
    }
    out.text.finish(column.logical_nulls())
}

struct BandOut {
    text: TextOut,
    width: u64,
    scratch: String,
    /// The band whose text stands in `scratch`: neighbours often share one.
    last: Option<(i128, i128)>,
}

impl BandOut {
    /// `floor` gives the whole part below a number, `None` where there is none.
    fn push<N>(&mut self, value: Option<N>, floor: impl Fn(N) -> Option<i128>) -> Result<(), MaskError> {
        if let Some(value) = value {
            let whole = floor(value);
            let again = whole.zip(self.last).is_some_and(|(whole, (low, high))| low <= whole && whole < high);
            match whole.and_then(|whole| if again { self.last } else { band(whole, self.width) }) {
                Some((low, high)) => {
                    if !again {
                        self.scratch.clear();
                        // Writing to a String cannot fail.
                        let _ = write!(self.scratch, "[{low},{high})");
                        self.last = Some((low, high));
                    }
                    self.text.push(&self.scratch);
                }
                None => self.text.push(REDACTED),
            }
        }
        self.text.end()
    }
}

/// The band's ends are whole, so a number and its whole part below lie in the same band.
fn band(whole: i128, width: u64) -> Option<(i128, i128)> {
    let width = i128::from(width);
    let low = whole.checked_div_euclid(width)?.checked_mul(width)?;
    Some((low, low.checked_add(width)?))
}

#[expect(clippy::cast_possible_truncation, reason = "whole floats below 10³⁶ are exact in 128 bits")]
fn floor(value: f64) -> Option<i128> {
    (value.abs() <= LARGEST).then(|| value.floor() as i128)
}

fn whole_part(value: i128, scale: i8) -> Option<i128> {
    let power = 10_i128.checked_pow(u32::from(scale.unsigned_abs()))?;
    if scale >= 0 { value.checked_div_euclid(power) } else { value.checked_mul(power) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_band_contains_its_value(value in any::<i64>(), width in 1..u64::MAX) {
            let (low, high) = band(value.into(), width).unwrap();
            prop_assert!(low <= value.into() && i128::from(value) < high);
            prop_assert_eq!(high - low, i128::from(width));
            prop_assert_eq!(low % i128::from(width), 0);
        }

        #[test]
        fn a_float_lies_in_the_band_of_its_floor(value in any::<f64>(), width in 1..1_000_000_u64) {
            match floor(value).and_then(|whole| band(whole, width)) {
                None => prop_assert!(value.is_nan() || value.abs() > LARGEST),
                Some((low, high)) => prop_assert!(low as f64 <= value && (value < high as f64 || value.abs() > 1e15)),
            }
        }

        #[test]
        fn a_decimal_floors_to_its_whole_part(value in any::<i64>(), scale in 0_i8..10) {
            let whole = whole_part(value.into(), scale).unwrap();
            let power = 10_i128.pow(u32::from(scale.unsigned_abs()));
            prop_assert!(whole * power <= value.into() && i128::from(value) < (whole + 1) * power);
        }
    }
}
