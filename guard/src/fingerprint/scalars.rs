//! Columns read as numbers, days or seconds, whatever type they are kept in, and written back in that type.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Float32Array, Float64Array, Int64Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Float32Type, Float64Type, Int64Type, TimeUnit};

use super::date;
use super::decimal::Decimal;
use super::plan::Channel;

/// One column, read value by value.
#[derive(Debug, Clone)]
pub(super) enum Scalars {
    /// Whole numbers divided by a constant, rounded down.
    Whole(Int64Array, i64),
    Double(Float64Array),
    Single(Float32Array),
    Fixed(Decimal128Array, u8),
    NumberText(StringArray),
    DayText(StringArray),
    SecondText(StringArray),
    /// Days as `YYYYMMDD` or as a spreadsheet's serial day.
    DayNumber(Box<Scalars>),
    /// Instants as a spreadsheet's serial day with a fraction.
    SerialTime(Float64Array),
}

/// The day spreadsheets count as 0, in days from 1970-01-01.
const SERIAL_ZERO: i64 = -25_569;

const DAY: i64 = 86_400;

impl Scalars {
    /// Reads `column` for `channel`; `None` when its type holds no such values.
    pub(super) fn of(column: &ArrayRef, channel: &Channel) -> Option<Self> {
        match channel {
            Channel::Number { .. } => Self::numbers(column),
            Channel::Date => Self::days(column),
            Channel::Time => Self::seconds(column),
            Channel::Text { .. } | Channel::Pseudonym => None,
        }
    }

    fn numbers(column: &ArrayRef) -> Option<Self> {
        match column.data_type() {
            DataType::Float64 => Some(Self::Double(column.as_primitive::<Float64Type>().clone())),
            DataType::Float32 => Some(Self::Single(column.as_primitive::<Float32Type>().clone())),
            DataType::Decimal128(_, scale) => {
                let scale = u8::try_from(*scale).ok()?;
                Some(Self::Fixed(column.as_primitive::<Decimal128Type>().clone(), scale))
            }
            data_type if data_type.is_integer() => Some(Self::Whole(whole(column)?, 1)),
            data_type if is_text(data_type) => Some(Self::NumberText(text(column)?)),
            _ => None,
        }
    }

    fn days(column: &ArrayRef) -> Option<Self> {
        match column.data_type() {
            DataType::Date32 => Some(Self::Whole(whole(&cast(column, &DataType::Int32).ok()?)?, 1)),
            DataType::Date64 => Some(Self::Whole(whole(column)?, DAY * 1_000)),
            DataType::Timestamp(unit, _) => Some(Self::Whole(whole(column)?, DAY.checked_mul(per_second(*unit))?)),
            data_type if is_text(data_type) => Some(Self::DayText(text(column)?)),
            _ => Some(Self::DayNumber(Box::new(Self::numbers(column)?))),
        }
    }

    fn seconds(column: &ArrayRef) -> Option<Self> {
        match column.data_type() {
            DataType::Timestamp(unit, _) => Some(Self::Whole(whole(column)?, per_second(*unit))),
            DataType::Date64 => Some(Self::Whole(whole(column)?, 1_000)),
            DataType::Float64 => Some(Self::SerialTime(column.as_primitive::<Float64Type>().clone())),
            data_type if is_text(data_type) => Some(Self::SecondText(text(column)?)),
            _ => None,
        }
    }

    pub(super) fn get(&self, row: usize) -> Option<Decimal> {
        match self {
            Self::Whole(values, divisor) => {
                present(values, row)?;
                Some(Decimal::whole(values.value(row).div_euclid(*divisor)))
            }
            Self::Double(values) => Decimal::of_float(present(values, row).map(|()| values.value(row))?),
            Self::Single(values) => {
                present(values, row)?;
                // The shortest text of a single is the number that was meant; widened, it would have 17 digits.
                Decimal::parse(&values.value(row).to_string())
            }
            Self::Fixed(values, decimals) => {
                present(values, row)?;
                Some(Decimal { mantissa: values.value(row), decimals: *decimals })
            }
            Self::NumberText(values) => number_in(present(values, row).map(|()| values.value(row))?),
            Self::DayText(values) => {
                Some(Decimal::whole(date::read(present(values, row).map(|()| values.value(row))?.trim())?.days))
            }
            Self::SecondText(values) => {
                let written = date::read(present(values, row).map(|()| values.value(row))?.trim())?;
                Some(Decimal::whole(written.days * DAY + date::seconds_of_day(written.rest)?))
            }
            Self::DayNumber(numbers) => day_of(numbers.get(row)?),
            Self::SerialTime(values) => {
                let seconds = (present(values, row).map(|()| values.value(row))? * DAY as f64).round();
                #[expect(clippy::cast_possible_truncation, reason = "checked to lie within 300 years")]
                (0.0..1e10).contains(&seconds).then(|| Decimal::whole(seconds as i64 + SERIAL_ZERO * DAY))
            }
        }
    }
}

fn present(values: &dyn Array, row: usize) -> Option<()> {
    (row < values.len() && values.is_valid(row)).then_some(())
}

/// A number in a text, in half or full width, with separators of thousands or without.
fn number_in(text: &str) -> Option<Decimal> {
    let text = text.trim();
    Decimal::parse(text).or_else(|| {
        if text.len() > 96 {
            return None;
        }
        let plain: String = text.chars().map(super::forms::half_width).filter(|c| !matches!(c, ',' | ' ')).collect();
        Decimal::parse(&plain)
    })
}

fn day_of(number: Decimal) -> Option<Decimal> {
    let number = number.shortest();
    let whole = i64::try_from(number.mantissa).ok().filter(|_| number.decimals == 0)?;
    match whole {
        1..=99_999 => Some(Decimal::whole(whole + SERIAL_ZERO)),
        10_000_101..=99_991_231 => {
            let (year, month, day) = (whole / 10_000, whole / 100 % 100, whole % 100);
            let real = (1..=12).contains(&month) && (1..=date::month_length(year, month)).contains(&day);
            real.then(|| Decimal::whole(date::day_number(year, month, day)))
        }
        _ => None,
    }
}

pub(super) const fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

pub(super) const fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn whole(column: &ArrayRef) -> Option<Int64Array> {
    Some(cast(column, &DataType::Int64).ok()?.as_primitive::<Int64Type>().clone())
}

/// The column as plain text; `None` beyond 2 GiB.
pub(super) fn text(column: &ArrayRef) -> Option<StringArray> {
    Some(cast(column, &DataType::Utf8).ok()?.as_string::<i32>().clone())
}

/// A change of one value in the channel's unit: steps, days or seconds.
pub(super) type Shift = (usize, i64);

/// `column` with the values of some rows moved. Rows ascend, each at most once, and each change has been found
/// admissible. `None` when the type holds no values of the channel.
pub(super) fn moved(column: &ArrayRef, channel: &Channel, shifts: &[Shift]) -> Option<ArrayRef> {
    if shifts.is_empty() {
        return Some(ArrayRef::clone(column));
    }
    match (channel, column.data_type()) {
        (Channel::Number { decimals, .. }, DataType::Float64 | DataType::Float32) => {
            moved_floats(column, *decimals, shifts)
        }
        (Channel::Number { decimals, .. }, DataType::Decimal128(precision, scale)) => {
            let power = u32::try_from(i16::from(*scale) - i16::from(*decimals)).ok()?;
            let unit = 10_i128.checked_pow(power)?;
            let values = column.as_primitive::<Decimal128Type>();
            let moved = values.values().to_vec();
            let moved = added(moved, shifts, |value, steps| value.checked_add(i128::from(steps).checked_mul(unit)?));
            let array = Decimal128Array::try_new(moved.into(), values.nulls().cloned()).ok()?;
            Some(Arc::new(array.with_precision_and_scale(*precision, *scale).ok()?))
        }
        (Channel::Number { decimals, .. }, data_type) if is_text(data_type) => {
            rewritten(column, shifts, |text, steps| {
                let mut out = String::with_capacity(text.len() + 1);
                Decimal::parse(text)?.moved(steps, *decimals)?.write(&mut out);
                Some(out)
            })
        }
        (Channel::Number { decimals, .. }, _) => {
            moved_whole(column, 10_i64.checked_pow(u32::try_from(-i16::from(*decimals)).ok()?)?, shifts)
        }
        (Channel::Date, DataType::Date32) => {
            let days = cast(column, &DataType::Int32).ok()?;
            cast(&moved_whole(&days, 1, shifts)?, &DataType::Date32).ok()
        }
        (Channel::Date, _) => rewritten(column, shifts, with_other_day),
        (Channel::Time, DataType::Timestamp(unit, _)) => moved_whole(column, per_second(*unit), shifts),
        _ => None,
    }
}

fn added<T: Copy>(mut values: Vec<T>, shifts: &[Shift], sum: impl Fn(T, i64) -> Option<T>) -> Vec<T> {
    for (row, steps) in shifts {
        if let Some(value) = values.get_mut(*row)
            && let Some(moved) = sum(*value, *steps)
        {
            *value = moved;
        }
    }
    values
}

fn moved_whole(column: &ArrayRef, unit: i64, shifts: &[Shift]) -> Option<ArrayRef> {
    let values = whole(column)?;
    let moved = added(values.values().to_vec(), shifts, |value, steps| value.checked_add(steps.checked_mul(unit)?));
    let moved: ArrayRef = Arc::new(Int64Array::try_new(moved.into(), values.nulls().cloned()).ok()?);
    cast(&moved, column.data_type()).ok()
}

fn moved_floats(column: &ArrayRef, decimals: i8, shifts: &[Shift]) -> Option<ArrayRef> {
    let numbers = Scalars::numbers(column)?;
    let least = u8::try_from(decimals).unwrap_or(0);
    let moved = |row: usize, steps: i64| numbers.get(row)?.with_decimals(least)?.moved(steps, decimals);
    match &numbers {
        Scalars::Single(values) => {
            let mut out = values.values().to_vec();
            for (row, steps) in shifts {
                if let (Some(value), Some(number)) = (out.get_mut(*row), moved(*row, *steps)) {
                    let mut text = String::new();
                    number.write(&mut text);
                    *value = text.parse().unwrap_or(*value);
                }
            }
            Some(Arc::new(Float32Array::try_new(out.into(), values.nulls().cloned()).ok()?))
        }
        Scalars::Double(values) => {
            let mut out = values.values().to_vec();
            for (row, steps) in shifts {
                if let (Some(value), Some(number)) = (out.get_mut(*row), moved(*row, *steps)) {
                    *value = number.to_float();
                }
            }
            Some(Arc::new(Float64Array::try_new(out.into(), values.nulls().cloned()).ok()?))
        }
        _ => None,
    }
}

/// `text` with the day of its date moved inside its month.
fn with_other_day(text: &str, days: i64) -> Option<String> {
    let written = date::read(text)?;
    let (from, to) = written.day;
    let day = date::civil(written.days.checked_add(days)?).2;
    let padded = to - from == 2 && (text.get(from..to)?.starts_with('0') || zero_padded_month(text));
    let (head, tail) = (text.get(..from)?, text.get(to..)?);
    Some(if padded { format!("{head}{day:02}{tail}") } else { format!("{head}{day}{tail}") })
}

/// Whether the month is written `01`, or could not be shorter: then a day is written with two digits as well.
fn zero_padded_month(text: &str) -> bool {
    let month = text.get(4..).map(|rest| rest.trim_start_matches(['-', '/', '.', '年'])).unwrap_or_default();
    month.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
}

/// `column`, a text column, with some rows written anew.
pub(super) fn rewritten(
    column: &ArrayRef,
    shifts: &[Shift],
    write: impl Fn(&str, i64) -> Option<String>,
) -> Option<ArrayRef> {
    let values = text(column)?;
    // No form adds more than 64 bytes; beyond what offsets can count there would be no column.
    i32::try_from(values.value_data().len().saturating_add(shifts.len().saturating_mul(64))).ok()?;
    let mut shifts = shifts.iter().peekable();
    let out: StringArray = values
        .iter()
        .enumerate()
        .map(|(row, value)| {
            let shift = shifts.next_if(|(changed, _)| *changed == row);
            let value = value?;
            let changed = shift.and_then(|(_, steps)| write(value, *steps));
            Some(changed.map_or(std::borrow::Cow::Borrowed(value), std::borrow::Cow::Owned))
        })
        .collect();
    cast(&(Arc::new(out) as ArrayRef), column.data_type()).ok()
}
