use super::{Form, Generalisation, Mask};
use crate::Quantity;

/// Why the parameters of a mask make no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MaskFault {
    #[error("expected a band width of 1 or more, found 0; name the width of the bands, such as band 100")]
    ZeroBand,
    #[error("expected a span of 2 to 100 years, found {found}; name one such as years 10")]
    Years { found: u16 },
    #[error("expected age bands of 2 to 50 years, found {found}; name a width such as 5")]
    AgeBand { found: u8 },
    #[error("expected 6 to -12 places to round to, found {found}; 2 keeps hundredths, -3 rounds to thousands")]
    Places { found: i8 },
    #[error("expected a bottom, a top or both, found neither; name the bound beyond which values are coded")]
    NoBound,
    #[error("expected the bottom below the top, found {bottom} and {top}; exchange or correct them")]
    BoundsCross { bottom: Quantity, top: Quantity },
    #[error("expected a scale of noise above 0, found {found}; name the usual deviation in the field's own unit")]
    NoiseScale { found: Quantity },
    #[error(
        "expected a bound of noise of at least its scale {scale}, found {found}; name the largest deviation allowed"
    )]
    NoiseBound { scale: Quantity, found: Quantity },
    #[error(
        "expected an identity number to keep its division or its date of birth, found both kept, which leaves a thousand numbers to try; keep one of them, or none"
    )]
    KeepsTooMuch,
}

impl Mask {
    /// Whether every parameter is one that makes sense.
    pub fn check(&self) -> Result<(), MaskFault> {
        match self {
            Self::Generalise { to } => generalisation(to),
            Self::Round { places } if !(-12..=6).contains(places) => Err(MaskFault::Places { found: *places }),
            Self::TopBottom { bottom: None, top: None } => Err(MaskFault::NoBound),
            Self::TopBottom { bottom: Some(bottom), top: Some(top) } if bottom >= top => {
                Err(MaskFault::BoundsCross { bottom: *bottom, top: *top })
            }
            Self::Noise { scale, .. } if *scale <= Quantity::ZERO => Err(MaskFault::NoiseScale { found: *scale }),
            Self::Noise { scale, bound, .. } if bound < scale => {
                Err(MaskFault::NoiseBound { scale: *scale, found: *bound })
            }
            Self::Encrypt { form: Form::IdNumber { keep_region: true, keep_birth: true } } => {
                Err(MaskFault::KeepsTooMuch)
            }
            Self::Keep
            | Self::Redact
            | Self::Partial { .. }
            | Self::Style { .. }
            | Self::Pseudonym
            | Self::Encrypt { .. }
            | Self::TopBottom { .. }
            | Self::Round { .. }
            | Self::Noise { .. }
            | Self::Shuffle
            | Self::FreeText
            | Self::Drop => Ok(()),
        }
    }
}

fn generalisation(to: &Generalisation) -> Result<(), MaskFault> {
    match to {
        Generalisation::Band(0) => Err(MaskFault::ZeroBand),
        Generalisation::Years(found) if !(2..=100).contains(found) => Err(MaskFault::Years { found: *found }),
        Generalisation::Age { width, .. } if !(2..=50).contains(width) => Err(MaskFault::AgeBand { found: *width }),
        Generalisation::Month
        | Generalisation::Quarter
        | Generalisation::Year
        | Generalisation::Years(_)
        | Generalisation::Age { .. }
        | Generalisation::Province
        | Generalisation::City
        | Generalisation::District
        | Generalisation::Band(_)
        | Generalisation::Industry(_) => Ok(()),
    }
}
