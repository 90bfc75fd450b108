use utoipa::ToSchema;

use super::catalogue::Kind;

/// How a field leaves 脱敏方式. Quantities have at most six places after the point and may be written as numbers too.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[serde(tag = "mask")]
pub(crate) enum Mask {
    Keep,
    Redact,
    /// So many leading and trailing characters stay.
    Partial {
        head: u8,
        tail: u8,
    },
    /// The form departments publish values of this kind in.
    Style {
        kind: Kind,
    },
    Pseudonym,
    /// Another value of the same form, which only the agreement's key turns back.
    Encrypt {
        form: Form,
    },
    Generalise {
        to: Generalisation,
    },
    /// What lies beyond a bound is put at the bound. At least one of the two is given.
    TopBottom {
        #[schema(required = false)]
        bottom: Option<String>,
        #[schema(required = false)]
        top: Option<String>,
    },
    /// To so many places after the point, 6 to -12; -3 rounds to thousands.
    Round {
        places: i8,
    },
    /// A keyed draw with this scale is added, never more than the bound either way.
    Noise {
        shape: NoiseShape,
        scale: String,
        bound: String,
    },
    /// Values change places among the rows read together.
    Shuffle,
    /// What is recognised inside a text is hidden.
    FreeText,
    Drop,
}

/// What an encryption keeps true of its values. Of an identity number the division or the birth may stay, not both.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Form {
    IdNumber {
        #[serde(rename = "keep-region")]
        #[schema(required = false)]
        keep_region: bool,
        #[serde(rename = "keep-birth")]
        #[schema(required = false)]
        keep_birth: bool,
    },
    Mobile,
    BankCard,
    Uscc,
    Digits,
    Alphanumeric,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum NoiseShape {
    Laplace,
    Gaussian,
}

#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum Generalisation {
    Month,
    Quarter,
    Year,
    /// Years in a span.
    Years(u16),
    /// Bands of so many years of age, on a day.
    Age {
        width: u8,
        #[schema(format = Date)]
        on: String,
    },
    Province,
    City,
    District,
    /// Width of the bands.
    Band(u64),
    Industry(IndustryLevel),
}

/// Level of the industrial classification (GB/T 4754).
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(crate) enum IndustryLevel {
    Section,
    Division,
    Group,
}
