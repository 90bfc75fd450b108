//! Top and bottom coding and rounding: the type of the column stays.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};
use base::{Quantity, Shape};

use super::MaskError;
use super::column::{as_floats, as_integers, shape_of};

/// Puts what lies below `bottom` at it and what lies above `top` at that. A bound that a column's type cannot hold
/// counts as the nearest it can.
pub(super) fn top_bottom(
    column: &ArrayRef,
    bottom: Option<Quantity>,
    top: Option<Quantity>,
) -> Result<ArrayRef, MaskError> {
    map_numbers(
        column,
        |value, scale| {
            let low = bottom.map_or(value, |bottom| value.max(scaled(bottom, scale, Towards::Up)));
            top.map_or(low, |top| low.min(scaled(top, scale, Towards::Down)))
        },
        |value| {
            // Comparisons with what is not a number are false, so it stays what it is.
            let low = bottom.map(Quantity::to_f64).filter(|bottom| value < *bottom).unwrap_or(value);
            top.map(Quantity::to_f64).filter(|top| low > *top).unwrap_or(low)
        },
    )
}

/// Rounds half away from zero to so many places after the point. What rounding would carry out of the type's range is
/// cut towards zero instead.
pub(super) fn round(column: &ArrayRef, places: i8) -> Result<ArrayRef, MaskError> {
    let step = |scale: i8| {
        let power = u32::try_from(i16::from(scale) - i16::from(places)).unwrap_or_default();
        10_i128.checked_pow(power).unwrap_or(i128::MAX)
    };
    let (low, high) = range(column.data_type());
    map_numbers(
        column,
        |value, scale| {
            let step = step(scale);
            let cut = value - value % step;
            let away = if (value % step).unsigned_abs() >= step.unsigned_abs().div_ceil(2) { step } else { 0 };
            let rounded = cut.checked_add(if value < 0 { -away } else { away }).unwrap_or(cut);
            if (low..=high).contains(&rounded) { rounded } else { cut }
        },
        |value| round_float(value, places),
    )
}

/// Beyond this a float has no places after the point left.
const WHOLE: f64 = 9.0e15;

fn round_float(value: f64, places: i8) -> f64 {
    if places >= 0 {
        let power = 10_f64.powi(i32::from(places));
        let shifted = value * power;
        return if shifted.abs() < WHOLE { shifted.round() / power } else { value };
    }
    let power = 10_f64.powi(-i32::from(places));
    let rounded = (value / power).round() * power;
    if rounded.is_finite() { rounded } else { (value / power).trunc() * power }
}

/// Applies `exact` to whole numbers and decimals, given as units of 10^-scale, or `float` to floats.
pub(super) fn map_numbers(
    column: &ArrayRef,
    exact: impl Fn(i128, i8) -> i128,
    float: impl Fn(f64) -> f64,
) -> Result<ArrayRef, MaskError> {
    let wrong = |_| MaskError::Unwritable { row: 0 };
    let (low, high) = range(column.data_type());
    match (column.data_type(), shape_of(column.data_type())) {
        (DataType::Decimal128(precision, scale), _) => {
            let out = column
                .as_primitive::<Decimal128Type>()
                .unary::<_, Decimal128Type>(|value| exact(value, *scale).clamp(low, high));
            Ok(Arc::new(out.with_precision_and_scale(*precision, *scale).map_err(wrong)?))
        }
        (to, Some(Shape::Float)) => {
            let out = as_floats(column)?.as_primitive::<Float64Type>().unary::<_, Float64Type>(float);
            cast(&out, to).map_err(wrong)
        }
        (to, _) => {
            let within = |value: i128| i64::try_from(value.clamp(low, high)).unwrap_or_default();
            let out = as_integers(column)?
                .as_primitive::<Int64Type>()
                .unary::<_, Int64Type>(|value| within(exact(value.into(), 0)));
            cast(&out, to).map_err(wrong)
        }
    }
}

/// The least and the largest number of a type; decimals in units of their last place.
pub(super) fn range(data_type: &DataType) -> (i128, i128) {
    match data_type {
        DataType::Int8 => (i8::MIN.into(), i8::MAX.into()),
        DataType::Int16 => (i16::MIN.into(), i16::MAX.into()),
        DataType::Int32 => (i32::MIN.into(), i32::MAX.into()),
        DataType::UInt8 => (0, u8::MAX.into()),
        DataType::UInt16 => (0, u16::MAX.into()),
        DataType::UInt32 => (0, u32::MAX.into()),
        DataType::Decimal128(precision, _) => {
            let most = 10_i128.checked_pow(u32::from(*precision)).map_or(i128::MAX, |power| power - 1);
            (-most, most)
        }
        _ => (i64::MIN.into(), i64::MAX.into()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Towards {
    Up,
    Down,
}

/// The quantity in units of 10^-scale.
pub(super) fn scaled(quantity: Quantity, scale: i8, towards: Towards) -> i128 {
    let millionths = i128::from(quantity.millionths());
    let shift = i32::from(scale) - 6;
    let power = 10_i128.checked_pow(shift.unsigned_abs()).unwrap_or(i128::MAX);
    if shift >= 0 {
        return millionths.saturating_mul(power);
    }
    let down = millionths.div_euclid(power);
    if towards == Towards::Up && millionths.rem_euclid(power) != 0 { down + 1 } else { down }
}

#[cfg(test)]
mod tests {
    use arrow::array::{Decimal128Array, Float64Array, Int8Array, Int64Array};
    use arrow::datatypes::Int8Type;
    use proptest::prelude::*;

    use super::*;

    fn quantity(text: &str) -> Quantity {
        text.parse().unwrap()
    }

    #[test]
    fn bounds_hold_in_every_type() {
        let whole: ArrayRef = Arc::new(Int64Array::from(vec![Some(-5), Some(50), Some(95), None]));
        let out = top_bottom(&whole, Some(quantity("0.5")), Some(quantity("89.9"))).unwrap();
        assert_eq!(out.as_primitive::<Int64Type>().iter().collect::<Vec<_>>(), [Some(1), Some(50), Some(89), None]);
        let small: ArrayRef = Arc::new(Int8Array::from(vec![1, -1]));
        let out = top_bottom(&small, Some(quantity("1000")), None).unwrap();
        assert_eq!(out.as_primitive::<Int8Type>().values(), &[127, 127]);
        let float: ArrayRef = Arc::new(Float64Array::from(vec![-0.5, 2.5, f64::NAN, f64::INFINITY]));
        let out = top_bottom(&float, Some(quantity("0")), Some(quantity("2.25"))).unwrap();
        assert_eq!(out.as_primitive::<Float64Type>().values()[..2], [0.0, 2.25]);
        assert!(out.as_primitive::<Float64Type>().value(2).is_nan());
        assert_eq!(out.as_primitive::<Float64Type>().value(3).to_bits(), 2.25_f64.to_bits());
        let money: ArrayRef = Arc::new(Decimal128Array::from(vec![-1, 1_050]).with_precision_and_scale(4, 2).unwrap());
        let out = top_bottom(&money, Some(quantity("0.005")), Some(quantity("10"))).unwrap();
        assert_eq!(out.as_primitive::<Decimal128Type>().values(), &[1, 1_000]);
    }

    #[test]
    fn rounding_is_half_away_from_zero_and_stays_in_the_type() {
        let whole: ArrayRef = Arc::new(Int64Array::from(vec![1_449, 1_450, -1_450, 49, i64::MAX, i64::MIN]));
        let out = round(&whole, -2).unwrap();
        assert_eq!(
            out.as_primitive::<Int64Type>().values(),
            &[1_400, 1_500, -1_500, 0, 9_223_372_036_854_775_800, -9_223_372_036_854_775_800]
        );
        let small: ArrayRef = Arc::new(Int8Array::from(vec![127, -128, 4]));
        let out = round(&small, -1).unwrap();
        assert_eq!(out.as_primitive::<Int8Type>().values(), &[120, -120, 0]);
        let float: ArrayRef = Arc::new(Float64Array::from(vec![39.908_72, -0.125, 1e300]));
        let out = round(&float, 2).unwrap();
        assert_eq!(out.as_primitive::<Float64Type>().values(), &[39.91, -0.13, 1e300]);
        let money: ArrayRef =
            Arc::new(Decimal128Array::from(vec![9_996, 150, -149]).with_precision_and_scale(4, 2).unwrap());
        let out = round(&money, 0).unwrap();
        assert_eq!(out.as_primitive::<Decimal128Type>().values(), &[9_900, 200, -100]);
    }

    proptest! {
        #[test]
        fn coded_numbers_lie_between_the_bounds(values in proptest::collection::vec(any::<i64>(), 0..20), low in -1000_i64..0, high in 0_i64..1000) {
            let column: ArrayRef = Arc::new(Int64Array::from(values.clone()));
            let out = top_bottom(&column, Quantity::whole(low), Quantity::whole(high + 1)).unwrap();
            for (out, value) in out.as_primitive::<Int64Type>().values().iter().zip(values) {
                prop_assert_eq!(*out, value.clamp(low, high + 1));
            }
        }

        #[test]
        fn a_rounded_number_is_a_multiple_and_near(value in any::<i64>(), places in -12_i8..0) {
            let column: ArrayRef = Arc::new(Int64Array::from(vec![value]));
            let out = i128::from(round(&column, places).unwrap().as_primitive::<Int64Type>().value(0));
            let step = 10_i128.pow(u32::from(places.unsigned_abs()));
            prop_assert_eq!(out % step, 0);
            prop_assert!((out - i128::from(value)).abs() < step);
        }

        #[test]
        fn a_float_never_rounds_further_than_its_step(value in any::<f64>(), places in -12_i8..=6) {
            let out = round_float(value, places);
            prop_assert!(value.is_nan() || value.is_infinite() || out.is_finite());
            if value.abs() < 1e9 {
                prop_assert!((out - value).abs() <= 0.500_000_1 * 10_f64.powi(-i32::from(places)) + 1e-6);
            }
        }
    }
}
