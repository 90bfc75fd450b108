//! Grades 分级 and kinds of sensitive values.
//!
//! They stand here because the catalogue (`domain`) records them and the kernels (`guard`) compute them.

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
