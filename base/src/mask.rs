//! Masks 脱敏: the ways a field may leave the platform, as an agreement names them.
//!
//! They stand here because agreements (`domain`) record them, rulebooks (`law`) set their least strength and kernels
//! (`guard`) carry them out. A mask read from outside has sound parameters; one written in code is checked by whoever
//! makes it ready.

mod defaults;
mod display;
mod fault;
mod fit;
mod generalisation;
mod strength;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Kind, Quantity};

pub use fault::MaskFault;
pub use fit::Shape;
pub use generalisation::{Generalisation, IndustryLevel};
pub use strength::Strength;

/// How a field leaves the platform 脱敏方式. `Drop` means the field does not exist for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(remote = "Self", tag = "mask", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Mask {
    /// 原样.
    Keep,
    /// 全遮蔽: every value becomes `***`, a missing one stays missing.
    Redact,
    /// 部分遮蔽: so many leading and trailing characters stay, the rest become `*`.
    Partial { head: u8, tail: u8 },
    /// 按类型部分遮蔽: the form departments publish values of this kind in, such as `142402********1534`.
    Style { kind: Kind },
    /// 假名: keyed, stable inside one agreement, unlinkable between agreements.
    Pseudonym,
    /// 保留格式加密 (FF1): another value of the same form; only the key's holder can turn it back.
    Encrypt { form: Form },
    /// 泛化.
    Generalise { to: Generalisation },
    /// 顶端和底端编码: what lies beyond a bound is put at the bound. At least one of the two is given.
    TopBottom { bottom: Option<Quantity>, top: Option<Quantity> },
    /// 取整: to so many places after the point; -3 rounds to thousands.
    Round { places: i8 },
    /// 加噪: a keyed draw with this scale is added, never more than `bound` either way.
    Noise { shape: NoiseShape, scale: Quantity, bound: Quantity },
    /// 混排: values change places among the rows read together.
    Shuffle,
    /// 文本脱敏: what is recognised inside a text is hidden, the rest stays.
    FreeText,
    /// 删除.
    Drop,
}

/// What a format-preserving encryption keeps true of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Form {
    /// 公民身份号码 of 18 or 15 characters: a date of birth and a check character that hold. The division or the
    /// date of birth may stay as it is, not both: what is left would be too few numbers to hide among.
    #[serde(rename_all = "kebab-case")]
    IdNumber {
        #[serde(default)]
        keep_region: bool,
        #[serde(default)]
        keep_birth: bool,
    },
    /// 手机号码: the first three digits stay.
    Mobile,
    /// 银行卡号: the issuer's digits stay, the check digit holds.
    BankCard,
    /// 统一社会信用代码: authority, category and division stay, both check characters hold.
    Uscc,
    /// 6 to 36 digits, as many as before.
    Digits,
    /// 4 to 32 letters and digits, as many as before; capitals only, where they were.
    Alphanumeric,
}

/// The distribution noise is drawn from, centred on zero and cut at the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoiseShape {
    /// 拉普拉斯分布; the scale is its mean deviation.
    Laplace,
    /// 高斯分布; the scale is its standard deviation.
    Gaussian,
}

impl Serialize for Mask {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Mask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mask = Self::deserialize(deserializer)?;
        mask.check().map_err(serde::de::Error::custom)?;
        Ok(mask)
    }
}

#[cfg(test)]
mod tests;
