use std::collections::{BTreeMap, BTreeSet};

use base::LawDate;
use chrono::{Datelike, Weekday};
use serde::Deserialize;
use toml::Spanned;

use crate::error::{Findings, Problem};
use crate::source::{Source, TomlDate};

/// The working-day calendar 工作日历: weekdays, less the State Council's holidays, plus the make-up days 调休上班日.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Per year, the addresses of the notices 国务院办公厅关于节假日安排的通知.
    notices: BTreeMap<i32, Vec<String>>,
    holidays: BTreeSet<LawDate>,
    make_up: BTreeSet<LawDate>,
}

/// What a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    pub working: bool,
    /// No notice covers the year yet and none of another year names the date: the weekday alone decided.
    pub provisional: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: Vec<Notice>,
}

/// One notice year. A notice may name days of the neighbouring year: that of 2019 moved 29 December 2018.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notice {
    year: Spanned<i32>,
    notices: Vec<String>,
    holidays: Vec<Spanned<Vec<TomlDate>>>,
    working: Vec<Spanned<TomlDate>>,
}

/// Longest holiday a notice may name; the longest so far had ten days (2020).
const LONGEST_HOLIDAY: i64 = 31;

impl Calendar {
    pub(crate) fn parse(source: &Source<'_>, findings: &mut Findings) -> Option<Self> {
        let file: File = source.read(findings)?;
        let mut calendar = Self::default();
        for year in file.year {
            calendar.add_year(year, source, findings);
        }
        Some(calendar)
    }

    fn add_year(&mut self, year: Notice, source: &Source<'_>, findings: &mut Findings) {
        let number = *year.year.get_ref();
        let site = source.site(&year.year.span());
        if year.notices.iter().all(|notice| notice.trim().is_empty()) {
            findings.push(&site, Problem::NoNotice);
        }
        if self.notices.insert(number, year.notices).is_some() {
            findings.push(&site, Problem::Twice { what: "year", name: number.to_string() });
        }
        for range in &year.holidays {
            let site = source.site(&range.span());
            let Some((first, last)) = ends(range.get_ref()) else {
                let found: Vec<String> = range.get_ref().iter().map(|day| day.0.to_string()).collect();
                findings.push(&site, Problem::HolidayRange { found: format!("[{}]", found.join(", ")) });
                continue;
            };
            for date in first.iter_days().take_while(|date| *date <= last) {
                if !is_near(number, date) {
                    findings.push(&site, Problem::FarDate { year: number, date });
                } else if !self.holidays.insert(date) {
                    findings.push(&site, Problem::DateTwice { date });
                }
            }
        }
        for day in &year.working {
            let (site, date) = (source.site(&day.span()), day.get_ref().0);
            if !is_near(number, date) {
                findings.push(&site, Problem::FarDate { year: number, date });
            } else if !is_weekend(date) {
                findings.push(&site, Problem::WorkingWeekday { date });
            } else if self.holidays.contains(&date) || !self.make_up.insert(date) {
                findings.push(&site, Problem::DateTwice { date });
            }
        }
    }

    /// Whether work is done on `date`.
    pub fn is_working_day(&self, date: LawDate) -> Day {
        if self.is_make_up(date) {
            Day { working: true, provisional: false }
        } else if self.holidays.contains(&date) {
            Day { working: false, provisional: false }
        } else {
            Day { working: !is_weekend(date), provisional: !self.notices.contains_key(&date.year()) }
        }
    }

    /// Whether `date` is a Saturday or Sunday a notice made a working day.
    pub fn is_make_up(&self, date: LawDate) -> bool {
        self.make_up.contains(&date)
    }

    /// The addresses of the notices that settled `year`; empty when none did.
    pub fn notices(&self, year: i32) -> &[String] {
        self.notices.get(&year).map_or(&[], Vec::as_slice)
    }

    /// The `days`-th working day after `from`, and whether any day on the way was provisional.
    ///
    /// The day of the event itself is not counted 自次日起算. No days give `from`.
    pub fn add_working_days(&self, from: LawDate, days: u16) -> (LawDate, bool) {
        let (mut date, mut left, mut provisional) = (from, days, false);
        while left > 0 {
            let Some(next) = date.succ_opt() else { return (date, true) };
            date = next;
            let day = self.is_working_day(date);
            provisional |= day.provisional;
            left -= u16::from(day.working);
        }
        (date, provisional)
    }

    /// How many working days lie after `from`, up to and with `to`. None when `to` is not later.
    pub fn working_days_between(&self, from: LawDate, to: LawDate) -> usize {
        days_after(from, to).filter(|date| self.is_working_day(*date).working).count()
    }
}

/// Every date after `from`, up to and with `to`.
pub(crate) fn days_after(from: LawDate, to: LawDate) -> impl Iterator<Item = LawDate> {
    from.iter_days().skip(1).take_while(move |date| *date <= to)
}

fn ends(range: &[TomlDate]) -> Option<(LawDate, LawDate)> {
    let (first, last) = match range {
        [only] => (only.0, only.0),
        [first, last] => (first.0, last.0),
        _ => return None,
    };
    (0..LONGEST_HOLIDAY).contains(&(last - first).num_days()).then_some((first, last))
}

fn is_near(year: i32, date: LawDate) -> bool {
    i64::from(date.year()).abs_diff(i64::from(year)) <= 1
}

fn is_weekend(date: LawDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests;
