//! Turning the values of a row into one number of 64 bits, column by column.
//!
//! Two different rows get one number with a chance of n²/2⁶⁵ for n classes: three in a hundred million for a million.
//! A missing value is a value of its own.

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, GenericStringArray, OffsetSizeTrait, PrimitiveArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimeUnit, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};

use super::RiskError;
use crate::mask::for_each_text;

const START: u64 = 0x9e37_79b9_7f4a_7c15;
const WORD: u64 = 0xd6e8_feb8_6659_fd93;
const MISSING: u64 = 0xa076_1d64_78bd_642f;

/// Both halves of the product, so that every bit of the input reaches every bit of the output.
#[inline]
fn mixed(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let low = u64::try_from(product & u128::from(u64::MAX)).unwrap_or_default();
    low ^ u64::try_from(product >> 64).unwrap_or_default()
}

#[inline]
fn with_word(hash: u64, word: u64) -> u64 {
    mixed(hash ^ word, WORD)
}

/// What every row starts from.
pub(super) fn start(hashes: &mut Vec<u64>, rows: usize) {
    hashes.clear();
    hashes.resize(rows, START);
}

/// Takes a number that stands for a value into a row's.
#[inline]
pub(super) fn with_number(hash: u64, number: u64) -> u64 {
    with_word(hash, number)
}

/// Takes `length` bytes from `from` on. Short texts are read with one load, though it reaches into their neighbours.
#[inline]
fn with_bytes(hash: u64, data: &[u8], from: usize, length: usize) -> u64 {
    let load =
        |at: usize| data.get(at..).and_then(|rest| rest.first_chunk::<8>()).map(|word| u64::from_le_bytes(*word));
    if length <= 8 {
        let word = load(from).unwrap_or_else(|| tail(data, from, length));
        let unused = 64 - 8 * u32::try_from(length).unwrap_or_default();
        let word = word.checked_shl(unused).unwrap_or_default();
        return mixed(hash ^ word, WORD ^ length as u64);
    }
    let (mut hash, mut at, end) = (hash, from, from + length);
    while at + 8 < end {
        hash = with_word(hash, load(at).unwrap_or_default());
        at += 8;
    }
    mixed(hash ^ load(end - 8).unwrap_or_default(), WORD ^ length as u64)
}

#[cold]
fn tail(data: &[u8], from: usize, length: usize) -> u64 {
    let mut word = [0_u8; 8];
    word.iter_mut().zip(data.iter().skip(from).take(length)).for_each(|(to, from)| *to = *from);
    u64::from_le_bytes(word)
}

/// Takes a column into the numbers of its rows, each value by its canonical text: the number 5 and the text `5` are
/// one, so that tables of different origin can be compared.
pub(super) fn texts(column: &ArrayRef, hashes: &mut [u64]) -> Result<(), RiskError> {
    let mut rows = hashes.iter_mut();
    for_each_text(column, |text| {
        if let Some(hash) = rows.next() {
            *hash = text.map_or(with_word(*hash, MISSING), |text| with_bytes(*hash, text.as_bytes(), 0, text.len()));
        }
        Ok(())
    })?;
    Ok(())
}

/// Takes a column into the numbers of its rows. Columns of one type compare.
pub(super) fn values(column: &ArrayRef, hashes: &mut [u64]) -> Result<(), RiskError> {
    let number = |float: f64| if float == 0.0 || float.is_nan() { float.abs().to_bits() } else { float.to_bits() };
    match column.data_type() {
        DataType::Utf8 => strings(column.as_string::<i32>(), hashes),
        DataType::LargeUtf8 => strings(column.as_string::<i64>(), hashes),
        DataType::Int8 => words::<Int8Type>(column, hashes, |v| i64::from(v).cast_unsigned()),
        DataType::Int16 => words::<Int16Type>(column, hashes, |v| i64::from(v).cast_unsigned()),
        DataType::Int32 => words::<Int32Type>(column, hashes, |v| i64::from(v).cast_unsigned()),
        DataType::Int64 => words::<Int64Type>(column, hashes, i64::cast_unsigned),
        DataType::UInt8 => words::<UInt8Type>(column, hashes, u64::from),
        DataType::UInt16 => words::<UInt16Type>(column, hashes, u64::from),
        DataType::UInt32 => words::<UInt32Type>(column, hashes, u64::from),
        DataType::UInt64 => words::<UInt64Type>(column, hashes, |v| v),
        DataType::Date32 => words::<Date32Type>(column, hashes, |v| i64::from(v).cast_unsigned()),
        DataType::Float32 => words::<Float32Type>(column, hashes, |v| number(v.into())),
        DataType::Float64 => words::<Float64Type>(column, hashes, number),
        DataType::Decimal128(_, _) => decimals(column.as_primitive(), hashes),
        DataType::Timestamp(TimeUnit::Second, _) => {
            words::<TimestampSecondType>(column, hashes, i64::cast_unsigned);
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            words::<TimestampMillisecondType>(column, hashes, i64::cast_unsigned);
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            words::<TimestampMicrosecondType>(column, hashes, i64::cast_unsigned);
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            words::<TimestampNanosecondType>(column, hashes, i64::cast_unsigned);
        }
        DataType::Utf8View | DataType::Boolean => texts(column, hashes)?,
        other => return Err(RiskError::Column { found: other.clone() }),
    }
    Ok(())
}

fn words<T: ArrowPrimitiveType>(column: &ArrayRef, hashes: &mut [u64], word: impl Fn(T::Native) -> u64) {
    let column = column.as_primitive::<T>();
    let values = column.values().iter();
    match column.nulls() {
        None => values.zip(hashes).for_each(|(value, hash)| *hash = with_word(*hash, word(*value))),
        Some(nulls) => {
            for ((value, valid), hash) in values.zip(nulls.iter()).zip(hashes) {
                *hash = if valid { with_word(*hash, word(*value)) } else { with_word(*hash, MISSING) };
            }
        }
    }
}

fn decimals(column: &PrimitiveArray<Decimal128Type>, hashes: &mut [u64]) {
    let half = |value: i128, shift: u32| {
        u64::try_from(value.cast_unsigned() >> shift & u128::from(u64::MAX)).unwrap_or_default()
    };
    for (value, hash) in column.iter().zip(hashes) {
        *hash = value
            .map_or(with_word(*hash, MISSING), |value| with_word(with_word(*hash, half(value, 0)), half(value, 64)));
    }
}

fn strings<O: OffsetSizeTrait>(column: &GenericStringArray<O>, hashes: &mut [u64]) {
    let data = column.value_data();
    let spans = column.value_offsets().windows(2).map(|ends| match ends {
        [from, to] => (from.as_usize(), to.as_usize() - from.as_usize()),
        _ => (0, 0),
    });
    match column.nulls() {
        None => spans.zip(hashes).for_each(|((from, length), hash)| *hash = with_bytes(*hash, data, from, length)),
        Some(nulls) => {
            for (((from, length), valid), hash) in spans.zip(nulls.iter()).zip(hashes) {
                *hash = if valid { with_bytes(*hash, data, from, length) } else { with_word(*hash, MISSING) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;

    use arrow::array::{Decimal128Array, Float64Array, Int64Array, StringArray};
    use proptest::prelude::*;

    use super::*;

    fn of(column: impl Array + 'static) -> Vec<u64> {
        let column: ArrayRef = Arc::new(column);
        let mut hashes = Vec::new();
        start(&mut hashes, column.len());
        values(&column, &mut hashes).unwrap();
        hashes
    }

    proptest! {
        #[test]
        fn equal_values_have_equal_numbers_wherever_they_stand(texts in proptest::collection::vec(proptest::option::of("\\PC{0,6}|a{0,20}"), 1..40)) {
            let hashes = of(StringArray::from(texts.clone()));
            for (a, x) in texts.iter().zip(&hashes) {
                for (b, y) in texts.iter().zip(&hashes) {
                    prop_assert_eq!(a == b, x == y, "{:?} {:?}", a, b);
                }
            }
            let alone = of(StringArray::from(vec![texts[0].clone()]));
            prop_assert_eq!(alone[0], hashes[0]);
        }

        /// One batch of a column may hold missing values and another none.
        #[test]
        fn a_value_has_one_number_with_and_without_missing_neighbours(value: i64, text in "\\PC{0,20}") {
            prop_assert_eq!(of(Int64Array::from(vec![Some(value)]))[0], of(Int64Array::from(vec![Some(value), None]))[0]);
            prop_assert_eq!(of(StringArray::from(vec![Some(text.clone())]))[0], of(StringArray::from(vec![Some(text), None]))[0]);
        }
    }

    #[test]
    fn decimals_of_either_sign_stay_apart() {
        let hashes: HashSet<u64> = of(Decimal128Array::from_iter_values(-500..500)).into_iter().collect();
        assert_eq!(hashes.len(), 1_000);
        assert_eq!(of(Float64Array::from(vec![0.0])), of(Float64Array::from(vec![-0.0])));
    }

    #[test]
    fn a_million_neighbouring_numbers_stay_apart() {
        let hashes: HashSet<u64> = of(Int64Array::from_iter_values(0..1_000_000)).into_iter().collect();
        assert_eq!(hashes.len(), 1_000_000);
    }
}
