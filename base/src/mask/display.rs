use std::fmt;

use super::{Form, Generalisation, IndustryLevel, Mask, NoiseShape};

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keep => f.write_str("keep"),
            Self::Redact => f.write_str("redact"),
            Self::Partial { head, tail } => write!(f, "partial({head},{tail})"),
            Self::Style { kind } => write!(f, "style({})", kind.word()),
            Self::Pseudonym => f.write_str("pseudonym"),
            Self::Encrypt { form } => write!(f, "encrypt({form})"),
            Self::Generalise { to } => write!(f, "generalise({to})"),
            Self::TopBottom { bottom, top } => {
                f.write_str("top-bottom(")?;
                bottom.iter().try_for_each(|bottom| write!(f, "from {bottom}"))?;
                let between = if bottom.is_some() && top.is_some() { " " } else { "" };
                top.iter().try_for_each(|top| write!(f, "{between}to {top}"))?;
                f.write_str(")")
            }
            Self::Round { places } => write!(f, "round({places})"),
            Self::Noise { shape, scale, bound } => {
                let shape = match shape {
                    NoiseShape::Laplace => "laplace",
                    NoiseShape::Gaussian => "gaussian",
                };
                write!(f, "noise({shape} {scale} within {bound})")
            }
            Self::Shuffle => f.write_str("shuffle"),
            Self::FreeText => f.write_str("free-text"),
            Self::Drop => f.write_str("drop"),
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IdNumber { keep_region: false, keep_birth: false } => "id-number",
            Self::IdNumber { keep_region: true, keep_birth: false } => "id-number, same region",
            Self::IdNumber { keep_region: false, keep_birth: true } => "id-number, same birth",
            Self::IdNumber { keep_region: true, keep_birth: true } => "id-number, same region and birth",
            Self::Mobile => "mobile",
            Self::BankCard => "bank-card",
            Self::Uscc => "uscc",
            Self::Digits => "digits",
            Self::Alphanumeric => "alphanumeric",
        })
    }
}

impl fmt::Display for Generalisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month => f.write_str("month"),
            Self::Quarter => f.write_str("quarter"),
            Self::Year => f.write_str("year"),
            Self::Years(span) => write!(f, "{span} years"),
            Self::Age { width, on } => write!(f, "age by {width} on {on}"),
            Self::Province => f.write_str("province"),
            Self::City => f.write_str("city"),
            Self::District => f.write_str("district"),
            Self::Band(width) => write!(f, "band {width}"),
            Self::Industry(IndustryLevel::Section) => f.write_str("industry section"),
            Self::Industry(IndustryLevel::Division) => f.write_str("industry division"),
            Self::Industry(IndustryLevel::Group) => f.write_str("industry group"),
        }
    }
}
