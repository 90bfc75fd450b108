use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int32Builder};
use arrow::compute::{DatePart, cast, date_part};
use arrow::datatypes::DataType;

use super::MaskError;
use super::column::{Shape, for_each_text};

/// Replaces every date or time by its year; a time with a zone by the year on that zone's wall. Text and whole
/// numbers are read as dates; one that is none becomes missing.
pub(super) fn apply(column: &ArrayRef) -> Result<ArrayRef, MaskError> {
    if matches!(Shape::of(column.data_type()), Some(Shape::Date | Shape::Instant)) {
        let years = date_part(column, DatePart::Year).and_then(|years| cast(&years, &DataType::Int32));
        return years.map_err(|_| MaskError::Unwritable { row: 0 });
    }
    let mut out = Int32Builder::with_capacity(column.len());
    for_each_text(column, |text| {
        out.append_option(text.and_then(year_of));
        Ok(())
    })?;
    Ok(Arc::new(out.finish()))
}

/// The year of `2024-01-31`, `2024/1/31`, `2024.1.31`, `20240131` or `2024年1月31日`, each with or without a time.
fn year_of(text: &str) -> Option<i32> {
    let text = text.trim();
    let year = text.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    let rest = text.get(4..)?;
    let (month, day, after) = match rest.chars().next()? {
        '年' => {
            let (month, rest) = number(rest.strip_prefix('年')?)?;
            let (day, rest) = number(rest.strip_prefix('月')?)?;
            (month, day, rest.strip_prefix('日')?)
        }
        mark @ ('-' | '/' | '.') => {
            let (month, rest) = number(rest.strip_prefix(mark)?)?;
            let (day, rest) = number(rest.strip_prefix(mark)?)?;
            (month, day, rest)
        }
        _ => (rest.get(..2)?.parse().ok()?, rest.get(2..4)?.parse().ok()?, rest.get(4..)?),
    };
    (year >= 1000 && is_day(year, month, day) && is_time(after)).then_some(year)
}

/// One or two digits at the front, and what follows them.
fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    Some((text.get(..digits)?.parse().ok()?, text.get(digits..)?))
}

fn is_day(year: i32, month: u32, day: u32) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=length).contains(&day)
}

/// Nothing, six digits (`083000`), or a blank or T and then only what clock times are written with.
fn is_time(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let Some(clock) = text.strip_prefix([' ', 'T']) else { return false };
    clock.bytes().all(|b| b.is_ascii_digit() || b":.+-Z ".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_dates_give_their_year() {
        let check = |text: &str, expected: Option<i32>| assert_eq!(year_of(text), expected, "{text:?}");
        for text in ["2024-01-31", "2024/1/31", "2024.1.31", "20240131", "2024年1月31日", " 2024-1-1 ", "2024-02-29"]
        {
            check(text, Some(2024));
        }
        for text in ["2024-01-31 08:30:00", "2024-01-31T08:30:00.123+08:00", "20240131083000", "2024年1月31日 8:30"]
        {
            check(text, Some(2024));
        }
        for text in ["", "2024", "31/01/2024", "2023-02-29", "2024-13-01", "2024-0-1", "0999-01-01", "2024-01-311"] {
            check(text, None);
        }
        for text in
            ["20240132", "2024年", "二〇二四年一月", "2024-01/31", "2024-01-31某人", "９９９９-01-01", "+024-01-01"]
        {
            check(text, None);
        }
    }
}
