//! Which masks make sense on which columns.

use std::collections::BTreeSet;

use super::{Form, Generalisation, IndustryLevel, Mask, NoiseShape};
use crate::{Kind, Quantity};

/// The sort of values a column holds 数据类型, as far as masks tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    Integer,
    Float,
    Decimal,
    Boolean,
    Date,
    Instant,
}

const NUMERIC: &str = "needs a numeric type";
const UNCHANGED: &str = "would leave every value as it is";

impl Shape {
    /// The shape the catalogue calls by this word: `text int decimal float bool date timestamp`. `None` for another.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "text" => Self::Text,
            "int" => Self::Integer,
            "decimal" => Self::Decimal,
            "float" => Self::Float,
            "bool" => Self::Boolean,
            "date" => Self::Date,
            "timestamp" => Self::Instant,
            _ => return None,
        })
    }

    const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Float | Self::Decimal)
    }

    /// Text and whole numbers: what codes are written in.
    const fn is_code(self) -> bool {
        matches!(self, Self::Text | Self::Integer)
    }
}

impl Mask {
    /// Why this mask makes no sense on values of `shape`; `None` where it does.
    pub fn objection(&self, shape: Shape) -> Option<&'static str> {
        let (fits, why) = match self {
            Self::Keep | Self::Redact | Self::Drop | Self::Shuffle => return None,
            Self::Partial { .. } => (shape != Shape::Boolean, "would show a yes or a no by its length"),
            Self::Pseudonym => (shape != Shape::Boolean, "hides nothing where only two values exist"),
            Self::Style { kind: Kind::Address | Kind::Email | Kind::Name | Kind::Plate } | Self::FreeText => {
                (shape == Shape::Text, "needs text")
            }
            Self::Style { .. } | Self::Encrypt { .. } => (shape.is_code(), "needs text or whole numbers"),
            Self::Generalise { to } => return generalisation(to, shape),
            Self::TopBottom { .. } => (shape.is_number(), NUMERIC),
            Self::Round { .. } | Self::Noise { .. } if !shape.is_number() => (false, NUMERIC),
            Self::Round { places } => (shape != Shape::Integer || *places < 0, UNCHANGED),
            Self::Noise { bound, .. } => {
                (shape != Shape::Integer || Quantity::whole(1).is_some_and(|one| *bound >= one), UNCHANGED)
            }
        };
        (!fits).then_some(why)
    }

    /// Whether this mask is made for values of another kind than any of `kinds`. A column without kinds takes every
    /// mask its shape takes.
    pub fn is_foreign_to(&self, kinds: &BTreeSet<Kind>) -> bool {
        let none_of = |made_for: &[Kind]| !kinds.is_empty() && made_for.iter().all(|kind| !kinds.contains(kind));
        match self {
            Self::Style { kind } => none_of(&[*kind]),
            Self::Encrypt { form } => match form {
                Form::IdNumber { .. } => none_of(&[Kind::IdNumber]),
                Form::Mobile => none_of(&[Kind::Mobile]),
                Form::BankCard => none_of(&[Kind::BankCard]),
                Form::Uscc => none_of(&[Kind::Uscc, Kind::TaxId]),
                Form::Digits | Form::Alphanumeric => false,
            },
            Self::Generalise { to: Generalisation::Province | Generalisation::City | Generalisation::District } => {
                none_of(&[Kind::Address, Kind::Location])
            }
            Self::Generalise { to: Generalisation::Age { .. } } => none_of(&[Kind::BirthDate]),
            _ => false,
        }
    }

    /// Words for the masks that make sense on a column, the strongest last, for whoever chose one that does not.
    pub fn fitting(shape: Shape, kinds: &BTreeSet<Kind>) -> Vec<&'static str> {
        let tried = samples(kinds)
            .into_iter()
            .filter(|(_, mask)| mask.objection(shape).is_none() && !mask.is_foreign_to(kinds));
        let mut words: Vec<&str> = tried.map(|(word, _)| word).collect();
        words.dedup();
        words
    }
}

/// One mask of every sort, under its word; of those that come in several, enough to find one that fits.
fn samples(kinds: &BTreeSet<Kind>) -> Vec<(&'static str, Mask)> {
    let one = Quantity::whole(1).unwrap_or(Quantity::ZERO);
    let generalise = |to| ("generalise", Mask::Generalise { to });
    let mut samples = vec![
        ("shuffle", Mask::Shuffle),
        ("round", Mask::Round { places: -1 }),
        ("noise", Mask::Noise { shape: NoiseShape::Laplace, scale: one, bound: one }),
        ("top-bottom", Mask::TopBottom { bottom: Some(Quantity::ZERO), top: None }),
        ("free-text", Mask::FreeText),
        ("partial", Mask::Partial { head: 1, tail: 0 }),
    ];
    samples.extend(kinds.iter().map(|kind| ("style", Mask::Style { kind: *kind })));
    samples.push(("pseudonym", Mask::Pseudonym));
    samples.push(("encrypt", Mask::Encrypt { form: Form::Digits }));
    samples.extend([
        generalise(Generalisation::Year),
        generalise(Generalisation::District),
        generalise(Generalisation::Band(10)),
        generalise(Generalisation::Industry(IndustryLevel::Section)),
        ("redact", Mask::Redact),
        ("drop", Mask::Drop),
    ]);
    samples
}

fn generalisation(to: &Generalisation, shape: Shape) -> Option<&'static str> {
    let (fits, why) = match to {
        Generalisation::Month
        | Generalisation::Quarter
        | Generalisation::Year
        | Generalisation::Years(_)
        | Generalisation::Age { .. } => {
            (shape.is_code() || matches!(shape, Shape::Date | Shape::Instant), "needs dates, times or text dates")
        }
        Generalisation::Province | Generalisation::City | Generalisation::District => {
            (shape.is_code(), "needs addresses as text, or division codes")
        }
        Generalisation::Band(_) => (shape.is_number(), NUMERIC),
        // As a number, 0111 and 111 are one.
        Generalisation::Industry(_) => (shape == Shape::Text, "needs codes as text"),
    };
    (!fits).then_some(why)
}
