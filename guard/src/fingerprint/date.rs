//! Days of the proleptic Gregorian calendar, counted from 1970-01-01, and the texts they are written in.

/// Year, month and day of a day number.
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from 1 March of the year 0, so that the leap day ends a year.
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The number of a day that exists.
pub(super) fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Days of the month.
pub(super) fn month_length(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// A date at the front of a text: its day number, where its day of the month stands, and what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written<'a> {
    pub(super) days: i64,
    /// Byte range of the day of the month.
    pub(super) day: (usize, usize),
    pub(super) rest: &'a str,
}

/// Reads `2024-01-31`, `2024/1/31`, `2024.1.31`, `20240131` or `2024年1月31日`, whatever follows.
pub(super) fn read(text: &str) -> Option<Written<'_>> {
    let bytes = text.as_bytes();
    let run = |from: usize, most: usize| {
        Some(bytes.get(from..)?.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count())
    };
    let number = |from: usize, length: usize| text.get(from..from + length)?.parse::<i64>().ok();
    if run(0, 5)? < 4 {
        return None;
    }
    let year = number(0, 4)?;
    let (month, at, length) = if run(0, 9)? == 8 {
        (number(4, 2)?, 6, 2)
    } else {
        let mark = text.get(4..)?.chars().next().filter(|mark| matches!(mark, '-' | '/' | '.' | '年'))?;
        let from = 4 + mark.len_utf8();
        let digits = run(from, 2)?;
        let month = number(from, digits)?;
        let after = text.get(from + digits..)?.chars().next()?;
        let matching = if mark == '年' { after == '月' } else { after == mark };
        let at = from + digits + after.len_utf8();
        (month, matching.then_some(at)?, run(at, 2)?)
    };
    let day = number(at, length)?;
    let real = year >= 1_000 && (1..=12).contains(&month) && (1..=month_length(year, month)).contains(&day);
    let rest = text.get(at + length..)?;
    let rest = rest.strip_prefix('日').unwrap_or(rest);
    let ends = !rest.starts_with(|next: char| next.is_ascii_digit()) || (at, length) == (6, 2);
    (real && ends).then(|| Written { days: day_number(year, month, day), day: (at, at + length), rest })
}

/// Seconds of the day in a text such as `08:30`, `T08:30:05.25`, with an offset or without; seconds are counted in UTC
/// when an offset is given.
pub(super) fn seconds_of_day(text: &str) -> Option<i64> {
    let text = text.trim_start_matches(['T', ' ']);
    let (clock, offset) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let mut parts = clock.trim_end().splitn(3, ':').map(|part| part.split('.').next().unwrap_or_default());
    let mut next = |most: i64| parts.next()?.parse::<i64>().ok().filter(|part| (0..=most).contains(part));
    let (hour, minute) = (next(23)?, next(59)?);
    let second = next(59).unwrap_or_default();
    let ahead = match offset.trim_end_matches('Z') {
        "" => 0,
        offset => {
            let (sign, rest) = offset.split_at_checked(1)?;
            let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
            let ahead =
                hours.parse::<i64>().ok()?.checked_mul(3_600)?.checked_add(minutes.parse::<i64>().ok()? * 60)?;
            if sign == "-" { -ahead } else { ahead }
        }
    };
    Some(hour * 3_600 + minute * 60 + second - ahead.clamp(-86_400, 86_400))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_in_the_forms_tables_hold() {
        for text in ["2024-01-31", "2024/1/31", "2024.1.31", "20240131", "2024年1月31日", "2024-01-31 08:30:00"] {
            assert_eq!(read(text).map(|date| date.days), Some(19_753), "{text}");
        }
        for text in ["", "2024", "2024-13-01", "2023-02-29", "2024-01/31", "31/01/2024", "2024-01-311", "2024年1月"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn clock_times_are_read_with_and_without_offset() {
        let check = |text: &str, expected: Option<i64>| assert_eq!(seconds_of_day(text), expected, "{text}");
        check("T08:30:05.250Z", Some(30_605));
        check(" 08:30", Some(30_600));
        check("T08:30:00+08:00", Some(1_800));
        check("25:00", None);
        check("", None);
    }

    proptest! {
        #[test]
        fn a_day_and_its_date_are_one(days in -350_000_i64..2_900_000) {
            let (year, month, day) = civil(days);
            prop_assert_eq!(day_number(year, month, day), days);
            prop_assert!((1..=month_length(year, month)).contains(&day));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC*|[0-9年月日:/.T+Z -]*") {
            let _ = (read(&text), seconds_of_day(&text));
        }
    }
}
