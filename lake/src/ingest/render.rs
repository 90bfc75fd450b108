//! A typed value back to the text it was read from.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{
    DataType as Arrow, Date32Type, Decimal128Type, Field, Float64Type, Int64Type, TimestampMicrosecondType,
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};
use memchr::memchr_iter;

use super::column::PATTERN;
use super::evidence::Stamp;

impl Stamp {
    /// Such as `yyyy-mm-dd` or `yyyy/mm/ddThh:mm:ss.ffffff`.
    pub(crate) fn pattern(self) -> String {
        let separator = char::from(self.separator);
        let mut pattern = format!("yyyy{separator}mm{separator}dd");
        if self.join != 0 {
            pattern.push(char::from(self.join));
            pattern.push_str(if self.seconds { "hh:mm:ss" } else { "hh:mm" });
            if self.fraction > 0 {
                pattern.push('.');
                pattern.extend((0..self.fraction).map(|_| 'f'));
            }
        }
        pattern
    }

    fn of_pattern(pattern: &str) -> Option<Self> {
        let bytes = pattern.as_bytes();
        let fraction = memchr_iter(b'f', bytes).count();
        Some(Self {
            separator: *bytes.get(4)?,
            join: bytes.get(10).copied().unwrap_or(0),
            seconds: pattern.ends_with("ss") || fraction > 0,
            fraction: u8::try_from(fraction).ok()?,
        })
    }

    fn write(self, time: NaiveDateTime) -> String {
        let separator = char::from(self.separator);
        let mut text = format!("{:04}{separator}{:02}{separator}{:02}", time.year(), time.month(), time.day());
        if self.join != 0 {
            text.push(char::from(self.join));
            text.push_str(&time.format("%H:%M").to_string());
        }
        if self.seconds {
            text.push_str(&time.format(":%S").to_string());
        }
        if self.fraction > 0 {
            let nanos = format!("{:09}", time.nanosecond());
            text.push('.');
            text.extend(nanos.chars().take(usize::from(self.fraction)));
        }
        text
    }
}

/// The text of row `row` of `array`, a column of the schema [`read`](super::read) gave to the sink, exactly as it stood
/// in the file; none for a null, a row out of range, or a type ingest never makes.
pub fn render(field: &Field, array: &dyn Array, row: usize) -> Option<String> {
    if row >= array.len() || array.is_null(row) {
        return None;
    }
    let pattern = field.metadata().get(PATTERN);
    match array.data_type() {
        Arrow::Utf8 => Some(array.as_string::<i32>().value(row).to_owned()),
        Arrow::Int64 => Some(array.as_primitive::<Int64Type>().value(row).to_string()),
        Arrow::Float64 => Some(array.as_primitive::<Float64Type>().value(row).to_string()),
        Arrow::Decimal128(..) => Some(array.as_primitive::<Decimal128Type>().value_as_string(row)),
        Arrow::Boolean => {
            let truth = array.as_boolean().value(row);
            let word = match (pattern.map(String::as_str), truth) {
                (Some("TRUE"), true) => "TRUE",
                (Some("TRUE"), false) => "FALSE",
                (Some("True"), true) => "True",
                (Some("True"), false) => "False",
                (_, true) => "true",
                (_, false) => "false",
            };
            Some(word.to_owned())
        }
        Arrow::Date32 => {
            let days = array.as_primitive::<Date32Type>().value_as_date(row)?;
            let stamp = pattern.and_then(|pattern| Stamp::of_pattern(pattern)).unwrap_or(ISO_DATE);
            Some(stamp.write(NaiveDate::and_time(&days, chrono::NaiveTime::MIN)))
        }
        Arrow::Timestamp(arrow::datatypes::TimeUnit::Microsecond, _) => {
            let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
            let time = DateTime::from_timestamp_micros(micros)?.naive_utc();
            let stamp = pattern.and_then(|pattern| Stamp::of_pattern(pattern)).unwrap_or(ISO_TIME);
            Some(stamp.write(time))
        }
        _ => None,
    }
}

const ISO_DATE: Stamp = Stamp { separator: b'-', join: 0, seconds: false, fraction: 0 };
const ISO_TIME: Stamp = Stamp { separator: b'-', join: b'T', seconds: true, fraction: 6 };
