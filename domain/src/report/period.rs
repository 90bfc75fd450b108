use base::LawDate;
use chrono::Datelike as _;
use serde::{Deserialize, Serialize};

/// The days a report counts 统计期间: both ends inclusive, in Asia/Shanghai. Empty where `to` comes before `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub from: LawDate,
    pub to: LawDate,
}

impl Period {
    /// From the first of January to `day`.
    pub fn year_to(day: LawDate) -> Self {
        Self { from: LawDate::from_yo_opt(day.year(), 1).unwrap_or(day), to: day }
    }

    /// Whether `day` is one of them.
    pub fn contains(self, day: LawDate) -> bool {
        self.from <= day && day <= self.to
    }
}
