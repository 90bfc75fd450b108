use std::fmt;

use base::{LawDate, Timestamp};
use chrono::{Days, Months};
use serde::{Deserialize, Serialize, Serializer};

use crate::basis::Basis;
use crate::source::Site;

/// How long a clock 时限 runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Length {
    /// 小时: from the event itself.
    Hours(u16),
    /// 工作日: counted by the [`Calendar`](crate::Calendar) from the day after the event.
    WorkingDays(u16),
    /// 日: every day counts, from the day after the event.
    CalendarDays(u16),
    /// 月: to the same day of the month, or its last.
    Months(u16),
    /// 到所定之日: to the date the step or the case's form states in `until` or `term`.
    Stated,
}

impl Length {
    pub const fn count(self) -> u16 {
        match self {
            Self::Hours(count) | Self::WorkingDays(count) | Self::CalendarDays(count) | Self::Months(count) => count,
            Self::Stated => 1,
        }
    }

    /// The most a region may set: ten years, or a hundred days in hours.
    pub(crate) const fn longest(self) -> u16 {
        match self {
            Self::Hours(_) => 2400,
            Self::WorkingDays(_) | Self::CalendarDays(_) => 3650,
            Self::Months(_) => 120,
            Self::Stated => 1,
        }
    }

    /// The day `times` lengths after `from`, reckoned from `from` each time so that short months shift nothing. None
    /// beyond the calendar, and for a length that is not of calendar days or months.
    pub fn times_after(self, from: LawDate, times: u32) -> Option<LawDate> {
        match self {
            Self::CalendarDays(days) => from.checked_add_days(Days::new(u64::from(days) * u64::from(times))),
            Self::Months(months) => from.checked_add_months(Months::new(u32::from(months).saturating_mul(times))),
            Self::Hours(_) | Self::WorkingDays(_) | Self::Stated => None,
        }
    }

    /// Whether it never runs longer than `other`, whatever holidays lie on the way.
    pub(crate) fn within(self, other: Self) -> bool {
        // A month has 28 to 31 days. Working days span at least as many days, and no bound is sure from above.
        let days = |count: u16, times: u32| u32::from(count) * times;
        match (self, other) {
            (_, Self::Stated) => true,
            (Self::Hours(own), Self::Hours(other))
            | (Self::WorkingDays(own) | Self::CalendarDays(own), Self::WorkingDays(other))
            | (Self::CalendarDays(own), Self::CalendarDays(other))
            | (Self::Months(own), Self::Months(other)) => own <= other,
            (Self::Hours(own), Self::WorkingDays(other) | Self::CalendarDays(other)) => days(own, 1) <= days(other, 24),
            (Self::Hours(own), Self::Months(other)) => days(own, 1) <= days(other, 28 * 24),
            (Self::CalendarDays(own), Self::Months(other)) => days(own, 1) <= days(other, 28),
            (Self::Months(own), Self::WorkingDays(other) | Self::CalendarDays(other)) => {
                days(own, 31) <= days(other, 1)
            }
            // The day of the event is not counted, so days in hours are one more.
            (Self::CalendarDays(own), Self::Hours(other)) => days(own, 24) + 24 <= days(other, 1),
            (Self::Months(own), Self::Hours(other)) => days(own, 31 * 24) + 24 <= days(other, 1),
            (Self::WorkingDays(_), Self::Hours(_) | Self::CalendarDays(_) | Self::Months(_)) | (Self::Stated, _) => {
                false
            }
        }
    }

    /// About how many hours, to tell whether a warning comes before the end.
    pub(crate) const fn hours(self) -> u32 {
        match self {
            Self::Hours(count) => count as u32,
            // Seven days for five working ones.
            Self::WorkingDays(count) => count as u32 * 24 * 7 / 5,
            Self::CalendarDays(count) => count as u32 * 24,
            Self::Months(count) => count as u32 * 24 * 30,
            // An order may state any date.
            Self::Stated => u32::MAX,
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingDays(days) => write!(f, "{days} working days"),
            Self::CalendarDays(days) => write!(f, "{days} days"),
            Self::Hours(hours) => write!(f, "{hours} hours"),
            Self::Months(months) => write!(f, "{months} months"),
            Self::Stated => f.write_str("until the date stated"),
        }
    }
}

/// Who fixed a clock's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetBy {
    /// The article names the number.
    Law,
    /// The article leaves the number to rules; the authority set it.
    Authority,
}

/// What becomes of a clock that stood still while a case was returned for correction 退回补正.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnReturn {
    /// It goes on with what was left.
    #[default]
    Continues,
    /// It begins anew.
    Restarts,
}

/// A clock's value in one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockRule {
    /// Such as `open.decide`.
    pub name: String,
    pub length: Length,
    pub basis: Basis,
    pub set_by: SetBy,
    pub on_return: OnReturn,
    /// How many days before the end a warning goes out.
    pub warn_days: u16,
    #[serde(skip)]
    pub(crate) site: Site,
}

impl ClockRule {
    /// Whether it runs longer than the warning comes before its end.
    pub(crate) fn warns(&self) -> bool {
        self.warn_days > 0 && self.length.hours() > u32::from(self.warn_days) * 24
    }
}

/// What a region says about a clock: it runs, or the law is silent and there is no deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClockValue {
    Runs(ClockRule),
    Silent,
}

/// When a running clock ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The last day, in Asia/Shanghai.
    #[serde(serialize_with = "iso_date")]
    pub date: LawDate,
    /// The last millisecond of that day; for hours, of the hour.
    pub at: Timestamp,
    /// A day on the way lies in a year without a holiday notice; the date may move once it comes.
    pub provisional: bool,
    pub basis: Basis,
    pub length: Length,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
pub(crate) fn iso_date<S: Serializer>(date: &LawDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}
