use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array, Int32Builder};
use arrow::compute::{DatePart, cast, date_part};
use arrow::datatypes::{DataType, Int32Type};
use base::{LawDate, Shape};
use chrono::Datelike;

use super::column::{for_each_text, shape_of};
use super::text_out::TextOut;
use super::{MaskError, REDACTED};

/// What a date is made coarser to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Span {
    Month,
    Quarter,
    Years(u16),
    Age { width: u8, on: LawDate },
}

/// A calendar date of any year.
#[derive(Clone, Copy)]
struct Day {
    year: i32,
    month: u32,
    of_month: u32,
}

/// Replaces every date or time by its year; a time with a zone by the year on that zone's wall. Text and whole
/// numbers are read as dates; one that is none becomes missing.
pub(super) fn year(column: &ArrayRef) -> Result<ArrayRef, MaskError> {
    if is_dated(column) {
        return part(column, DatePart::Year).map(|years| Arc::new(years) as ArrayRef);
    }
    let mut out = Int32Builder::with_capacity(column.len());
    for_each_text(column, |text| {
        out.append_option(text.and_then(day_of).map(|day| day.year));
        Ok(())
    })?;
    Ok(Arc::new(out.finish()))
}

/// Replaces every date or time, read as [`year`] reads it, by the span it lies in: `2024-01`, `2024-Q1`,
/// `[1980,1990)`, or for a date of birth the band of ages `[30,35)`. What is no date, or a birth after the day asked
/// for, becomes `***`.
pub(super) fn span(column: &ArrayRef, span: Span) -> Result<ArrayRef, MaskError> {
    let mut out = TextOut::with_capacity(column.len(), column.len().saturating_mul(11))?;
    let mut scratch = String::new();
    let mut push = |day: Option<Day>, out: &mut TextOut| {
        scratch.clear();
        match day.and_then(|day| write_span(day, span, &mut scratch)) {
            Some(()) => out.push(&scratch),
            None => out.push(REDACTED),
        }
    };
    if is_dated(column) {
        let [years, months, days] =
            [part(column, DatePart::Year)?, part(column, DatePart::Month)?, part(column, DatePart::Day)?];
        for ((year, month), day) in years.iter().zip(months.iter()).zip(days.iter()) {
            if let (Some(year), Some(month), Some(day)) = (year, month, day) {
                let day = Day { year, month: month.unsigned_abs(), of_month: day.unsigned_abs() };
                push(Some(day), &mut out);
            }
            out.end()?;
        }
    } else {
        for_each_text(column, |text| {
            if let Some(text) = text {
                push(day_of(text), &mut out);
            }
            out.end()
        })?;
    }
    out.finish(column.logical_nulls())
}

fn is_dated(column: &ArrayRef) -> bool {
    matches!(shape_of(column.data_type()), Some(Shape::Date | Shape::Instant))
}

fn part(column: &ArrayRef, part: DatePart) -> Result<Int32Array, MaskError> {
    let parts = date_part(column, part).and_then(|parts| cast(&parts, &DataType::Int32));
    let parts = parts.map_err(|_| MaskError::Unwritable { row: 0 })?;
    let parts = parts.as_primitive::<Int32Type>().clone();
    // An instant no calendar reaches has no part although it is there.
    let beyond = (0..column.len()).find(|row| parts.is_null(*row) && !column.is_null(*row));
    beyond.map_or(Ok(parts), |row| Err(MaskError::Unwritable { row }))
}

fn write_span(day: Day, span: Span, out: &mut String) -> Option<()> {
    let Day { year, month, .. } = day;
    let band = |value: i32, width: i32, out: &mut String| {
        let low = value.div_euclid(width).checked_mul(width)?;
        write!(out, "[{low},{})", low.checked_add(width)?).ok()
    };
    match span {
        Span::Month => write!(out, "{year:04}-{month:02}").ok(),
        Span::Quarter => write!(out, "{year:04}-Q{}", month.div_ceil(3)).ok(),
        Span::Years(width) => band(year, i32::from(width), out),
        Span::Age { width, on } => band(age(day, on).filter(|age| *age >= 0)?, i32::from(width), out),
    }
}

/// Whole years of age on a day 周岁.
fn age(birth: Day, on: LawDate) -> Option<i32> {
    let before_birthday = (on.month(), on.day()) < (birth.month, birth.of_month);
    on.year().checked_sub(birth.year)?.checked_sub(i32::from(before_birthday))
}

/// The day of `2024-01-31`, `2024/1/31`, `2024.1.31`, `20240131` or `2024年1月31日`, each with or without a time.
fn day_of(text: &str) -> Option<Day> {
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
    (year >= 1000 && is_day(year, month, day) && is_time(after)).then_some(Day { year, month, of_month: day })
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
        let check =
            |text: &str, expected: Option<i32>| assert_eq!(day_of(text).map(|day| day.year), expected, "{text:?}");
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

    #[test]
    fn a_span_holds_its_day() {
        let on = LawDate::from_ymd_opt(2026, 3, 1).unwrap();
        let check = |text: &str, expected: [Option<&str>; 4]| {
            let spans = [Span::Month, Span::Quarter, Span::Years(10), Span::Age { width: 5, on }];
            let found = spans.map(|span| {
                let mut out = String::new();
                write_span(day_of(text).unwrap(), span, &mut out).map(|()| out)
            });
            assert_eq!(found.each_ref().map(Option::as_deref), expected, "{text}");
        };
        check("1984-12-31", [Some("1984-12"), Some("1984-Q4"), Some("[1980,1990)"), Some("[40,45)")]);
        check("1996-03-01", [Some("1996-03"), Some("1996-Q1"), Some("[1990,2000)"), Some("[30,35)")]);
        check("1996-03-02", [Some("1996-03"), Some("1996-Q1"), Some("[1990,2000)"), Some("[25,30)")]);
        check("2026-03-02", [Some("2026-03"), Some("2026-Q1"), Some("[2020,2030)"), None]);
    }
}
