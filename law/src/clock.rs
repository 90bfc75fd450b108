use std::fmt;

use base::{LawDate, Timestamp};
use serde::{Deserialize, Serialize, Serializer};

use crate::basis::Basis;
use crate::source::Site;

/// How long a clock 时限 runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Length {
    /// 工作日: counted by the [`Calendar`](crate::Calendar) from the day after the event.
    WorkingDays(u16),
    /// 日: every day counts, from the day after the event.
    CalendarDays(u16),
}

impl Length {
    pub const fn days(self) -> u16 {
        match self {
            Self::WorkingDays(days) | Self::CalendarDays(days) => days,
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingDays(days) => write!(f, "{days} working days"),
            Self::CalendarDays(days) => write!(f, "{days} days"),
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

/// A clock's value in one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockRule {
    /// Such as `open.decide`.
    pub name: String,
    pub length: Length,
    pub basis: Basis,
    pub set_by: SetBy,
    #[serde(skip)]
    pub(crate) site: Site,
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
    /// The last millisecond of that day.
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
