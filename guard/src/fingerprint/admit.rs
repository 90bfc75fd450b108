//! Which changes of a value keep its sense.

use std::cmp::Ordering;

use arrow::datatypes::DataType;

use super::date;
use super::decimal::{Decimal, power};
use super::plan::Channel;

/// Whole numbers from here on are identifiers rather than measures: 11 digits are a mobile number.
const IDENTIFIERS: u128 = 10_000_000_000;

/// Seconds of the stretch a time never leaves: offsets of time zones are whole quarters of an hour, so the day and the
/// hour stay whichever zone it is read in.
const QUARTER: i64 = 900;

/// Whether `value`, of a column kept as `data_type`, may be moved by `steps` either way.
pub(super) fn admits(channel: &Channel, data_type: &DataType, value: Decimal, steps: i64) -> bool {
    match channel {
        Channel::Number { decimals, least, most } => {
            let Some(value) = prepared(data_type, value, *decimals) else { return false };
            let identifier = value.decimals == 0 && value.mantissa.unsigned_abs() >= IDENTIFIERS;
            !identifier
                && value.mantissa != 0
                && [steps, -steps].into_iter().all(|steps| {
                    value.moved(steps, *decimals).is_some_and(|moved| {
                        moved.mantissa.signum() == value.mantissa.signum()
                            && least.is_none_or(|least| compared(moved, least).is_some_and(Ordering::is_ge))
                            && most.is_none_or(|most| compared(moved, most).is_some_and(Ordering::is_le))
                            && fits(data_type, moved)
                    })
                })
        }
        Channel::Date => i64::try_from(value.mantissa).is_ok_and(|days| {
            let (year, month, day) = date::civil(days.clamp(-1_000_000, 10_000_000));
            day - steps >= 1 && day + steps <= date::month_length(year, month)
        }),
        Channel::Time => i64::try_from(value.mantissa).is_ok_and(|seconds| {
            let second = seconds.rem_euclid(QUARTER);
            second - steps >= 0 && second + steps < QUARTER
        }),
        Channel::Text { .. } | Channel::Pseudonym => false,
    }
}

/// A float has room for as many decimals as its rule names; a text shows those it has.
fn prepared(data_type: &DataType, value: Decimal, decimals: i8) -> Option<Decimal> {
    if data_type.is_floating() { value.with_decimals(u8::try_from(decimals).unwrap_or(0)) } else { Some(value) }
}

/// How `value` stands to a whole number; nothing where that cannot be counted.
fn compared(value: Decimal, whole: i64) -> Option<Ordering> {
    let whole = i128::from(whole).checked_mul(power(u32::from(value.decimals))?)?;
    Some(value.mantissa.cmp(&whole))
}

fn fits(data_type: &DataType, value: Decimal) -> bool {
    let within = |least: i128, most: i128| (least..=most).contains(&value.mantissa);
    match data_type {
        DataType::Int8 => within(i8::MIN.into(), i8::MAX.into()),
        DataType::Int16 => within(i16::MIN.into(), i16::MAX.into()),
        DataType::Int32 => within(i32::MIN.into(), i32::MAX.into()),
        DataType::Int64 => within(i64::MIN.into(), i64::MAX.into()),
        DataType::UInt8 => within(0, u8::MAX.into()),
        DataType::UInt16 => within(0, u16::MAX.into()),
        DataType::UInt32 => within(0, u32::MAX.into()),
        // Numbers that keep all their decimals: 6 digits in a single, 15 in a double.
        DataType::Float32 => within(-999_999, 999_999),
        DataType::Float64 => within(-999_999_999_999_999, 999_999_999_999_999),
        DataType::Decimal128(precision, _) => {
            10_i128.checked_pow(u32::from(*precision)).is_some_and(|limit| within(1 - limit, limit - 1))
        }
        _ => true,
    }
}
