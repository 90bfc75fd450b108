//! Reading one cell as a number, a truth value or a time, only when its text can be given back exactly.

use chrono::{Datelike, NaiveDate};

use super::evidence::{Evidence, Stamp, Truth};

/// Digits a double always gives back.
const SAFE_DIGITS: usize = 15;
/// Digits `Decimal128` holds.
const DECIMAL_DIGITS: usize = 38;
/// Days from 0001-01-01 (day 1 of the common era) to 1970-01-01.
const EPOCH_DAYS: i32 = 719_163;

/// A canonical number, taken apart.
#[derive(Debug, Clone, Copy)]
struct Number {
    negative: bool,
    /// All digits as one whole number.
    value: i128,
    /// Digits from the first that is not zero.
    digits: usize,
    scale: usize,
    /// The last digit after the point is a zero.
    padded: bool,
}

/// The narrowest evidence `text` gives; empty text gives none.
pub(crate) fn classify(text: &str) -> Evidence {
    let Some(first) = text.as_bytes().first() else { return Evidence::Empty };
    match first {
        b'0'..=b'9' | b'-' => match number(text.as_bytes()) {
            Some(number) => of_number(text, number),
            None => stamp(text.as_bytes()).map_or(Evidence::Text, |(_, stamp)| Evidence::Time(stamp)),
        },
        b't' | b'f' | b'T' | b'F' => truth(text).map_or(Evidence::Text, |(_, style)| Evidence::Bool(style)),
        _ => Evidence::Text,
    }
}

fn of_number(text: &str, number: Number) -> Evidence {
    let float = float_gives_back(text, number);
    match u8::try_from(number.scale) {
        Ok(0) if number.digits <= SAFE_DIGITS => Evidence::Int,
        Ok(0) | Err(_) => Evidence::Text,
        Ok(scale) => Evidence::Decimal { scale, wide: wide(number), float },
    }
}

/// Whether the number needs more than the 18 digits a 64-bit decimal holds.
fn wide(number: Number) -> bool {
    number.digits > 18 || number.scale > 18
}

fn float_gives_back(text: &str, number: Number) -> bool {
    if number.padded {
        return false;
    }
    number.digits <= SAFE_DIGITS
        || (number.digits <= 17 && text.parse::<f64>().is_ok_and(|value| value.to_string() == text))
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?`, not a negative zero, at most 38 digits.
fn number(text: &[u8]) -> Option<Number> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if rest.len() > DECIMAL_DIGITS + 1 || !rest.first()?.is_ascii_digit() || matches!(rest, [b'0', b'0'..=b'9', ..]) {
        return None;
    }
    let mut value: i128 = 0;
    let mut digits = 0_usize;
    let mut scale = None;
    for &byte in rest {
        match byte {
            b'0'..=b'9' => {
                value = value.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
                digits += usize::from(value != 0);
                scale = scale.map(|s| s + 1);
            }
            b'.' if scale.is_none() => scale = Some(0_usize),
            _ => return None,
        }
    }
    if scale == Some(0) || (negative && value == 0) {
        return None;
    }
    let padded = scale.is_some() && rest.last() == Some(&b'0');
    Some(Number { negative, value, digits, scale: scale.unwrap_or(0), padded })
}

/// A canonical whole number of at most 15 digits.
pub(crate) fn int(text: &[u8]) -> Option<i64> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if rest.is_empty() || rest.len() > SAFE_DIGITS || (rest.first() == Some(&b'0') && text.len() > 1) {
        return None;
    }
    let mut value = 0_i64;
    for byte in rest {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

/// A canonical number with exactly `scale` digits after the point and at most 18 digits unless `may_be_wide`;
/// also whether a double gives it back.
pub(crate) fn decimal(text: &str, scale: u8, may_be_wide: bool) -> Option<(i128, bool)> {
    let number = number(text.as_bytes())?;
    if number.scale != usize::from(scale) || (wide(number) && !may_be_wide) {
        return None;
    }
    let value = if number.negative { -number.value } else { number.value };
    Some((value, float_gives_back(text, number)))
}

/// A canonical number a double gives back.
pub(crate) fn float(text: &str) -> Option<f64> {
    let number = number(text.as_bytes())?;
    if number.scale == 0 && number.digits > SAFE_DIGITS {
        return None;
    }
    if float_gives_back(text, number) { text.parse().ok() } else { None }
}

/// A truth value and how it is written.
pub(crate) fn truth(text: &str) -> Option<(bool, Truth)> {
    Some(match text {
        "true" => (true, Truth::Lower),
        "false" => (false, Truth::Lower),
        "TRUE" => (true, Truth::Upper),
        "FALSE" => (false, Truth::Upper),
        "True" => (true, Truth::Title),
        "False" => (false, Truth::Title),
        _ => return None,
    })
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0_u32, |value, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then(|| value * 10 + u32::from(digit))
    })
}

/// `yyyy-mm-dd` or `yyyy/mm/dd`, zero-padded, as days since 1970-01-01, and its separator.
pub(crate) fn date(text: &[u8]) -> Option<(i32, u8)> {
    let [y1, y2, y3, y4, separator @ (b'-' | b'/'), m1, m2, second, d1, d2] = text else { return None };
    if separator != second {
        return None;
    }
    let year = i32::try_from(digits(&[*y1, *y2, *y3, *y4])?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)?;
    (year > 0).then(|| (date.num_days_from_ce() - EPOCH_DAYS, *separator))
}

/// A date, or a date and a time of day without a zone, in microseconds since 1970-01-01T00:00:00, and how it is written.
pub(crate) fn stamp(text: &[u8]) -> Option<(i64, Stamp)> {
    let (day, time) = text.split_at_checked(10)?;
    let (days, separator) = date(day)?;
    let midnight = i64::from(days) * 86_400_000_000;
    let Some((&join, clock)) = time.split_first() else {
        return Some((midnight, Stamp { separator, join: 0, seconds: false, fraction: 0 }));
    };
    let (hm, rest) = clock.split_at_checked(5)?;
    let [h1, h2, b':', m1, m2] = hm else { return None };
    let (second, micros, seconds, fraction) = seconds_part(rest)?;
    let (hour, minute) = (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?);
    if !matches!(join, b' ' | b'T') || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let of_day = i64::from(hour * 3600 + minute * 60 + second) * 1_000_000 + i64::from(micros);
    Some((midnight + of_day, Stamp { separator, join, seconds, fraction }))
}

/// The `:ss` or `:ss.ffffff` after `hh:mm`: seconds, microseconds, whether there were seconds, digits of the fraction.
fn seconds_part(rest: &[u8]) -> Option<(u32, u32, bool, u8)> {
    match rest {
        [] => Some((0, 0, false, 0)),
        [b':', s1, s2] => Some((digits(&[*s1, *s2])?, 0, true, 0)),
        [b':', s1, s2, b'.', fraction @ ..] if (1..=6).contains(&fraction.len()) => {
            let length = u8::try_from(fraction.len()).ok()?;
            let micros = digits(fraction)? * 10_u32.pow(u32::from(6 - length));
            Some((digits(&[*s1, *s2])?, micros, true, length))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Evidence) {
        assert_eq!(classify(text), expected, "{text}");
    }

    #[test]
    fn only_text_that_comes_back_is_typed() {
        use Evidence::{Bool, Decimal, Empty, Int, Text, Time};
        check("", Empty);
        for text in ["0", "7", "-12", "123456789012345"] {
            check(text, Int);
        }
        for text in
            ["007", "+1", "-0", "1,000", "1e5", " 1", "1 ", "1234567890123456", "110101199003070019", "１２", "-"]
        {
            check(text, Text);
        }
        check("12.50", Decimal { scale: 2, wide: false, float: false });
        check("12.25", Decimal { scale: 2, wide: false, float: true });
        check("0.30000000000000004", Decimal { scale: 17, wide: false, float: true });
        check("1234567890123456789.5", Decimal { scale: 1, wide: true, float: false });
        for text in [".5", "1.", "-0.0", "01.5", "1.2.3", "0x1"] {
            check(text, Text);
        }
        check("true", Bool(Truth::Lower));
        check("tRUE", Text);
        let day = Stamp { separator: b'-', join: 0, seconds: false, fraction: 0 };
        check("2024-02-29", Time(day));
        check("2023/02/28", Time(Stamp { separator: b'/', ..day }));
        for text in ["2023-02-29", "2023-2-28", "2023-02/28", "0000-00-00", "28/02/2023", "2023.02.28"] {
            check(text, Text);
        }
        check("2023-02-28 23:59", Time(Stamp { join: b' ', ..day }));
        check("2023-02-28T23:59:59.120", Time(Stamp { join: b'T', seconds: true, fraction: 3, ..day }));
        for text in ["2023-02-28 24:00:00", "2023-02-28T10:00:00Z", "2023-02-28 1:00:00", "2023-02-28 "] {
            check(text, Text);
        }
    }
}
