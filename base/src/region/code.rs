use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The six digits of a division 行政区划代码 (GB/T 2260). Having the form does not mean that the code was ever
/// assigned: ask [`super::lookup`] or [`super::ever`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(u32);

/// How high in the tree a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 省级: province, autonomous region, municipality, special administrative region.
    Province,
    /// 地级: prefecture-level city, prefecture, league.
    City,
    /// 县级: county, district, county-level city, banner.
    County,
}

/// Why a text is not a division code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegionCodeError {
    #[error("expected a division code of 6 digits (GB/T 2260), found {found} characters; write 海南省 as 460000")]
    Length { found: usize },
    #[error("expected only digits in a division code (GB/T 2260), found another character at position {position}")]
    NotADigit { position: usize },
    #[error(
        "expected a division code that starts with 1–9 (GB/T 2260), found a leading 0; a spreadsheet may have cut digits"
    )]
    LeadingZero,
}

impl RegionCode {
    /// `digits` read as a number, such as 460105; `None` outside 100000–999999.
    pub const fn from_number(digits: u32) -> Option<Self> {
        if digits >= 100_000 && digits <= 999_999 { Some(Self(digits)) } else { None }
    }

    pub const fn number(self) -> u32 {
        self.0
    }

    pub const fn level(self) -> Level {
        if self.0.is_multiple_of(10_000) {
            Level::Province
        } else if self.0.is_multiple_of(100) {
            Level::City
        } else {
            Level::County
        }
    }

    /// The province-level code this one lies in; itself for a province.
    #[must_use]
    pub const fn province(self) -> Self {
        Self(self.0 - self.0 % 10_000)
    }

    /// The prefecture-level code this one lies in; itself for a prefecture, `None` for a province and for a county
    /// numbered directly under one, with zeros in the middle (such as 460003).
    pub const fn city(self) -> Option<Self> {
        let city = Self(self.0 - self.0 % 100);
        match city.level() {
            Level::City => Some(city),
            Level::Province | Level::County => None,
        }
    }

    /// Whether `other` is this division or lies in it.
    pub const fn contains(self, other: Self) -> bool {
        match self.level() {
            Level::Province => self.0 / 10_000 == other.0 / 10_000,
            Level::City => self.0 / 100 == other.0 / 100,
            Level::County => self.0 == other.0,
        }
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for RegionCode {
    type Err = RegionCodeError;
    fn from_str(text: &str) -> Result<Self, RegionCodeError> {
        if let Some(at) = text.chars().position(|c| !c.is_ascii_digit()) {
            return Err(RegionCodeError::NotADigit { position: at + 1 });
        }
        if text.len() != 6 {
            return Err(RegionCodeError::Length { found: text.len() });
        }
        let digits = text.bytes().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        Self::from_number(digits).ok_or(RegionCodeError::LeadingZero)
    }
}

impl TryFrom<String> for RegionCode {
    type Error = RegionCodeError;
    fn try_from(text: String) -> Result<Self, RegionCodeError> {
        text.parse()
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> Self {
        code.to_string()
    }
}
