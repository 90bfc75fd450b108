use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Form, Generalisation, Mask};
use crate::Kind;

/// How much a mask hides 脱敏强度, so that a rulebook can ask for no less. The order is the order of protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// 无: values leave as they are.
    None,
    /// 弱: values are changed, yet each may still tell of its row.
    Weak,
    /// 部分遮蔽: a part of each value stays readable.
    Partial,
    /// 假名: no value stays readable, yet one person's rows can still be told to be one person's.
    Pseudonym,
    /// 泛化: each value stands for many.
    Generalised,
    /// 全遮蔽: nothing is left but that a value was there.
    Redacted,
}

impl Strength {
    pub const ALL: [Self; 6] =
        [Self::None, Self::Weak, Self::Partial, Self::Pseudonym, Self::Generalised, Self::Redacted];

    /// The word in rulebooks, records and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Weak => "weak",
            Self::Partial => "partial",
            Self::Pseudonym => "pseudonym",
            Self::Generalised => "generalised",
            Self::Redacted => "redacted",
        }
    }
}

impl std::fmt::Display for Strength {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Mask {
    /// What this mask is worth on a column with values of any of `kinds`: what it is on the one it does worst on.
    pub fn strength_on(&self, kinds: &BTreeSet<Kind>) -> Strength {
        kinds.iter().map(|kind| self.strength(Some(*kind))).min().unwrap_or_else(|| self.strength(None))
    }

    /// What this mask is worth on values of `kind`; `None` for values of no kind that says who someone is. Doubt
    /// counts against the mask: what depends on the values at hand is taken at its least.
    pub fn strength(&self, kind: Option<Kind>) -> Strength {
        match self {
            Self::Keep => Strength::None,
            Self::TopBottom { .. } | Self::Round { .. } | Self::Noise { .. } | Self::Shuffle | Self::FreeText => {
                Strength::Weak
            }
            Self::Partial { head, tail } => partial(*head, *tail, kind),
            Self::Style { kind: style } => match kind {
                // A style hides what its own kind gives away, and may show it of another.
                Some(kind) if kind != *style => Strength::Weak,
                _ if *style == Kind::Address => Strength::Generalised,
                _ => Strength::Partial,
            },
            Self::Encrypt {
                form: Form::IdNumber { keep_region: true, .. } | Form::IdNumber { keep_birth: true, .. },
            } => Strength::Partial,
            Self::Pseudonym | Self::Encrypt { .. } => Strength::Pseudonym,
            Self::Generalise { to } => generalised(to, kind),
            Self::Redact | Self::Drop => Strength::Redacted,
        }
    }
}

/// Showing more than the official form of the kind shows is weak.
fn partial(head: u8, tail: u8, kind: Option<Kind>) -> Strength {
    let (most_head, most_tail) = match kind {
        Some(Kind::IdNumber | Kind::BankCard | Kind::ResidencePermit | Kind::TaxId | Kind::Vin) => (6, 4),
        Some(Kind::Mobile) => (3, 4),
        Some(Kind::Landline) => (5, 2),
        Some(Kind::Uscc) => (8, 4),
        Some(Kind::Email | Kind::Name | Kind::Account) => (1, 0),
        Some(Kind::Passport | Kind::TravelPermit | Kind::MedicalRecord) => (1, 3),
        Some(Kind::BirthDate) => (4, 0),
        Some(Kind::Plate) => (2, 1),
        // Six characters name a city, seldom a street.
        Some(Kind::Address) => (6, 0),
        Some(Kind::OrgCode | Kind::CaseNumber) | None => (4, 4),
        // No part of these is harmless.
        Some(
            Kind::Disease
            | Kind::Biometric
            | Kind::Location
            | Kind::Password
            | Kind::Ip
            | Kind::Mac
            | Kind::Property
            | Kind::Income
            | Kind::School
            | Kind::Employer,
        ) => (0, 0),
    };
    if head <= most_head && tail <= most_tail { Strength::Partial } else { Strength::Weak }
}

/// A band of an identifying number, or the year in one, still singles out; a year of birth or a band of incomes does not.
fn generalised(to: &Generalisation, kind: Option<Kind>) -> Strength {
    use Generalisation::{Age, Band, City, District, Month, Province, Quarter, Year, Years};
    match (to, kind) {
        (Band(1), _) => Strength::Weak,
        (_, None)
        | (Province | City | District, Some(Kind::Address | Kind::Location))
        | (Year | Years(_) | Age { .. }, Some(Kind::BirthDate))
        | (Band(_), Some(Kind::Property | Kind::Income)) => Strength::Generalised,
        (Month | Quarter, Some(Kind::BirthDate)) => Strength::Partial,
        (_, Some(_)) => Strength::Weak,
    }
}
