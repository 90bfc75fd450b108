//! Calendar dates as tables write them.

use base::LawDate;

/// A day between 1900 and 2099, or a month of one: `1990-01-31`, `1990/1/31`, `1990.01`, `19900131`, `1990年1月31日`,
/// with or without the time of day behind it.
pub(crate) fn is_date(text: &str) -> bool {
    let text = text.trim();
    let mut parts = [0_u32; 3];
    let mut lengths = [0_usize; 3];
    let mut part = 0;
    let mut rest = text.char_indices();
    let mut end = text.len();
    for (at, c) in rest.by_ref() {
        match (c.to_digit(10), c) {
            (Some(digit), _) => {
                let (Some(value), Some(length)) = (parts.get_mut(part), lengths.get_mut(part)) else { return false };
                *value = value.saturating_mul(10).saturating_add(digit);
                *length += 1;
                if *length > 8 {
                    return false;
                }
            }
            (None, '-' | '/' | '.' | '年' | '月') if part < 2 && lengths.get(part).is_some_and(|n| *n > 0) => {
                part += 1;
            }
            (None, '日' | ' ' | 'T' | '\u{3000}') => {
                end = at + c.len_utf8();
                break;
            }
            _ => return false,
        }
    }
    is_calendar(parts, lengths) && is_time(text.get(end..).unwrap_or_default())
}

fn is_calendar(parts: [u32; 3], lengths: [usize; 3]) -> bool {
    let [year, month, day] = parts;
    let (year, month, day) = match lengths {
        [8, 0, 0] => (year / 10_000, year / 100 % 100, year % 100),
        [4, 1..=2, 0] => (year, month, 1),
        [4, 1..=2, 1..=2] => (year, month, day),
        [1..=2, 1..=2, 4] if year > 12 => (day, month, year),
        [1..=2, 1..=2, 4] => (day, year, month.min(28)),
        _ => return false,
    };
    (1900..2100).contains(&year)
        && i32::try_from(year).is_ok_and(|year| LawDate::from_ymd_opt(year, month, day).is_some())
}

/// Nothing, or the time of day in digits, colons, a point and an offset.
fn is_time(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 24 && text.bytes().all(|b| b.is_ascii_digit() || b":.+-ZT ".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn dates_are_told_from_other_figures() {
        for date in [
            "1990-01-31",
            "1990/1/31",
            "1990.1.31",
            "19900131",
            "1990年1月31日",
            "1990年1月",
            "1990-01",
            "1990-01-31 08:30:00",
            "1990-01-31T08:30:00+08:00",
            "31/01/1990",
            "1/31/1990",
        ] {
            assert!(is_date(date), "{date}");
        }
        for other in
            ["1990-02-30", "19901331", "12345678", "2024", "1990-01-31-02", "3.14", "192.168.1.1", "", "年月日"]
        {
            assert!(!is_date(other), "{other}");
        }
    }
}
