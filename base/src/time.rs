//! Time as the law reads it: instants in milliseconds, dates in Asia/Shanghai.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use serde::{Deserialize, Serialize};

/// A calendar date in Asia/Shanghai, the time zone of law.
pub type LawDate = NaiveDate;

/// Asia/Shanghai has kept UTC+8 without summer time since 1991-09-15; the oldest law here is of 2019.
const SHANGHAI_SECONDS: i32 = 8 * 3600;
const DAY_MS: i64 = 86_400_000;

/// An instant, in milliseconds since 1970-01-01T00:00:00Z. Written as RFC 3339 with offset +08:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// Why a text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an RFC 3339 instant such as 2026-01-05T09:00:00+08:00, found {found:?}")]
pub struct TimestampError {
    pub found: String,
}

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY_MS)))
    }

    /// The date in Asia/Shanghai.
    pub fn law_date(self) -> LawDate {
        self.in_shanghai().date_naive()
    }

    /// The first instant of `date` in Asia/Shanghai.
    pub fn start_of(date: LawDate) -> Self {
        let midnight = date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        Self(midnight - i64::from(SHANGHAI_SECONDS) * 1000)
    }

    /// The last millisecond of `date` in Asia/Shanghai: a deadline "within the day" runs to here.
    pub fn end_of(date: LawDate) -> Self {
        Self(Self::start_of(date).0.saturating_add(DAY_MS - 1))
    }

    fn in_shanghai(self) -> DateTime<FixedOffset> {
        let utc = DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        FixedOffset::east_opt(SHANGHAI_SECONDS).map_or_else(|| utc.fixed_offset(), |zone| utc.with_timezone(&zone))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_shanghai().to_rfc3339_opts(SecondsFormat::Millis, false))
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;
    fn from_str(text: &str) -> Result<Self, TimestampError> {
        DateTime::parse_from_rfc3339(text)
            .map(|instant| Self(instant.timestamp_millis()))
            .map_err(|_| TimestampError { found: text.chars().take(80).collect() })
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampError;
    fn try_from(text: String) -> Result<Self, TimestampError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(instant: Timestamp) -> Self {
        instant.to_string()
    }
}

/// Where the time comes from. Only the program's entry point holds the real one.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_in_shanghai_is_sixteen_utc() {
        let last = "2026-01-05T15:59:59.999Z".parse::<Timestamp>().unwrap();
        assert_eq!(last.law_date().to_string(), "2026-01-05");
        assert_eq!(last.plus_millis(1).law_date().to_string(), "2026-01-06");
        assert_eq!(Timestamp::end_of(last.law_date()), last);
        assert_eq!(Timestamp::start_of(last.law_date()).to_string(), "2026-01-05T00:00:00.000+08:00");
    }

    #[test]
    fn text_round_trips() {
        let instant = Timestamp::from_millis(1_767_600_123_456);
        assert_eq!(instant.to_string().parse::<Timestamp>().unwrap(), instant);
        assert!("yesterday".parse::<Timestamp>().is_err());
    }
}
