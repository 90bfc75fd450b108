//! What a column's values allow, as a join-semilattice: order and grouping of the values never change the outcome.

/// How a date or time was written; two values share a type only when they share this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Stamp {
    /// `-` or `/`.
    pub(crate) separator: u8,
    /// Between date and time, ` ` or `T`; 0 for a plain date.
    pub(crate) join: u8,
    pub(crate) seconds: bool,
    /// Digits after the second, 0 to 6.
    pub(crate) fraction: u8,
}

/// How truth is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Truth {
    Lower,
    Upper,
    Title,
}

impl Truth {
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Lower => ("true", "false"),
            Self::Upper => ("TRUE", "FALSE"),
            Self::Title => ("True", "False"),
        }
    }
}

/// The narrowest type that holds every value seen so far and gives each one's text back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Evidence {
    /// No value yet.
    Empty,
    /// Canonical whole numbers of at most 15 digits.
    Int,
    /// Numbers with exactly `scale` digits after the point; `wide` when one has more than 18 digits;
    /// `float` when a double gives every one of them back too.
    Decimal {
        scale: u8,
        wide: bool,
        float: bool,
    },
    /// Numbers whose shortest double form is their text.
    Float,
    Bool(Truth),
    Time(Stamp),
    Text,
}

impl Evidence {
    #[must_use]
    pub(crate) fn join(self, other: Self) -> Self {
        use Evidence::{Decimal, Empty, Float, Int, Text};
        match (self, other) {
            (Empty, x) | (x, Empty) => x,
            (a, b) if a == b => a,
            (Decimal { scale, wide, float }, Decimal { scale: s, wide: w, float: f }) => {
                if scale == s {
                    Decimal { scale, wide: wide || w, float: float && f }
                } else if float && f {
                    Float
                } else {
                    Text
                }
            }
            (Int | Float, Decimal { float: true, .. } | Int | Float) | (Decimal { float: true, .. }, Int | Float) => {
                Float
            }
            _ => Text,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_evidence() -> impl Strategy<Value = Evidence> {
        prop_oneof![
            Just(Evidence::Empty),
            Just(Evidence::Int),
            (0..3_u8, any::<bool>(), any::<bool>()).prop_map(|(scale, wide, float)| Evidence::Decimal {
                scale,
                wide,
                float
            }),
            Just(Evidence::Float),
            prop_oneof![Just(Truth::Lower), Just(Truth::Upper)].prop_map(Evidence::Bool),
            prop_oneof![Just(b'-'), Just(b'/')].prop_map(|separator| Evidence::Time(Stamp {
                separator,
                join: 0,
                seconds: false,
                fraction: 0
            })),
            Just(Evidence::Text),
        ]
    }

    proptest! {
        #[test]
        fn join_is_a_semilattice(a in any_evidence(), b in any_evidence(), c in any_evidence()) {
            prop_assert_eq!(a.join(a), a);
            prop_assert_eq!(a.join(b), b.join(a));
            prop_assert_eq!(a.join(b).join(c), a.join(b.join(c)));
        }
    }
}
