use base::LawDate;
use serde::{Deserialize, Serialize};

/// The days a report counts 统计期间: both ends inclusive, in Asia/Shanghai. Empty where `to` comes before `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub from: LawDate,
    pub to: LawDate,
}

impl Period {
    /// Whether `day` is one of them.
    pub fn contains(self, day: LawDate) -> bool {
        self.from <= day && day <= self.to
    }
}
