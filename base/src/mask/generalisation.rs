use serde::{Deserialize, Serialize};

use crate::LawDate;

/// The coarser form a generalised value takes 泛化层级.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Generalisation {
    /// Date or time → its month, `2024-01`.
    Month,
    /// Date or time → its quarter, `2024-Q1`.
    Quarter,
    /// Date or time → its year.
    Year,
    /// Date or time → the span of so many years it falls in, `[1980,1990)`.
    Years(u16),
    /// Date of birth → the band of so many years of age it gives on a day, `[30,35)`.
    Age { width: u8, on: LawDate },
    /// Address or division code → province.
    Province,
    /// Address or division code → province and city.
    City,
    /// Address or division code → province, city and district.
    District,
    /// Number → the band `[n·width, (n+1)·width)` it falls in.
    Band(u64),
    /// Code of the industrial classification (GB/T 4754) → a level above it.
    Industry(IndustryLevel),
}

/// A level of the industrial classification 国民经济行业分类 above its four-digit classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IndustryLevel {
    /// 门类, a letter.
    Section,
    /// 大类, two digits.
    Division,
    /// 中类, three digits.
    Group,
}
