//! Cells of a workbook as text.

use calamine::{Data, DataRef, ExcelDateTime};

/// Whole numbers a double holds exactly have at most this many digits; beyond, a spreadsheet shows zeros.
const EXACT: f64 = 1e15;

/// The text a cell stands for: numbers in their shortest form, dates as `yyyy-mm-dd`, with ` hh:mm:ss` when they carry
/// a time; nothing for an empty cell.
pub(crate) fn of_ref(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number(*value),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(value) => moment(*value),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

pub(crate) fn of_data(cell: &Data) -> String {
    match cell {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number(*value),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(value) => moment(*value),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// A workbook knows no sign of zero.
fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.fract() == 0.0 && value.abs() < EXACT { format!("{value:.0}") } else { value.to_string() }
}

fn moment(value: ExcelDateTime) -> String {
    if value.is_duration() {
        return duration(value.as_f64());
    }
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    let fraction = if milli > 0 { format!(".{milli:03}") } else { String::new() };
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    if value.as_f64() < 1.0 {
        time
    } else if (hour, minute, second, milli) == (0, 0, 0, 0) {
        date
    } else {
        format!("{date} {time}")
    }
}

/// Days as `hours:mm:ss`.
fn duration(days: f64) -> String {
    let sign = if days < 0.0 { "-" } else { "" };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole seconds, not negative")]
    let seconds = (days.abs() * 86_400.0).round() as u64;
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
