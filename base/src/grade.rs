//! Grades 分级, kinds of sensitive values, and the masks an agreement may name.
//!
//! They stand here because the catalogue (`domain`) records them and the kernels (`guard`) compute them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Grade of data after GB/T 43697-2024: general data split into four, then important, then core.
/// The order is the order of protection, so "the strictest applies" 就高从严 is `max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// 一般1级: public.
    General1,
    /// 一般2级: internal.
    General2,
    /// 一般3级: sensitive.
    General3,
    /// 一般4级: highly sensitive.
    General4,
    /// 重要数据.
    Important,
    /// 核心数据.
    Core,
}

/// What a value is, when it says something about a person or an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 公民身份号码 (GB 11643).
    IdNumber,
    /// 手机号码.
    Mobile,
    /// 固定电话.
    Landline,
    /// 银行卡号.
    BankCard,
    /// 统一社会信用代码 (GB 32100).
    Uscc,
    /// 电子邮箱.
    Email,
    /// 机动车号牌.
    Plate,
    /// 自然人姓名.
    Name,
    /// 地址.
    Address,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::IdNumber,
        Self::Mobile,
        Self::Landline,
        Self::BankCard,
        Self::Uscc,
        Self::Email,
        Self::Plate,
        Self::Name,
        Self::Address,
    ];
}

/// How a field leaves the platform 脱敏方式. `Drop` means the field does not exist for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "mask", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Mask {
    /// 原样.
    Keep,
    /// 全遮蔽: every value becomes `***`, a missing one stays missing.
    Redact,
    /// 部分遮蔽: so many leading and trailing characters stay, the rest become `*`.
    Partial { head: u8, tail: u8 },
    /// 假名: keyed, stable inside one agreement, unlinkable between agreements.
    Pseudonym,
    /// 泛化.
    Generalise { to: Generalisation },
    /// 删除.
    Drop,
}

/// The coarser form a generalised value takes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Generalisation {
    /// Date or time → its year.
    Year,
    /// Address → province, city and district.
    District,
    /// Number → the band `[n·width, (n+1)·width)` it falls in.
    Band(u64),
}

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keep => f.write_str("keep"),
            Self::Redact => f.write_str("redact"),
            Self::Partial { head, tail } => write!(f, "partial({head},{tail})"),
            Self::Pseudonym => f.write_str("pseudonym"),
            Self::Generalise { to: Generalisation::Year } => f.write_str("generalise(year)"),
            Self::Generalise { to: Generalisation::District } => f.write_str("generalise(district)"),
            Self::Generalise { to: Generalisation::Band(width) } => write!(f, "generalise(band {width})"),
            Self::Drop => f.write_str("drop"),
        }
    }
}
