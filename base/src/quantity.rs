use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Places after the point that a quantity holds.
const PLACES: usize = 6;

/// One unit, in millionths.
const UNIT: i64 = 1_000_000;

/// An exact number with at most six places after the point 数量, such as `12`, `-0.5` or `0.000001`. At most nine
/// million million either way. Written as text in JSON, because a number there is a float for most readers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

/// Why a text is not a quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a number within ±9000000000000 with at most 6 places after the point, such as 12 or 0.25, found {found:?}; round it"
)]
pub struct ParseQuantityError {
    /// What was given, cut to 80 characters.
    pub found: String,
}

impl Quantity {
    pub const ZERO: Self = Self(0);

    const LARGEST: i64 = 9_000_000_000_000;

    /// A whole number; `None` beyond nine million million.
    pub const fn whole(units: i64) -> Option<Self> {
        if units > Self::LARGEST || units < -Self::LARGEST { None } else { Some(Self(units * UNIT)) }
    }

    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The difference; `None` beyond nine million million.
    pub fn less(self, other: Self) -> Option<Self> {
        let difference = self.0.checked_sub(other.0)?;
        (difference.unsigned_abs() <= Self::LARGEST.unsigned_abs() * UNIT.unsigned_abs()).then_some(Self(difference))
    }

    pub const fn to_f64(self) -> f64 {
        self.0 as f64 / UNIT as f64
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (all, unit) = (self.0.unsigned_abs(), UNIT.unsigned_abs());
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", all / unit)?;
        let part = format!("{:0PLACES$}", all % unit);
        match part.trim_end_matches('0') {
            "" => Ok(()),
            part => write!(f, ".{part}"),
        }
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Quantity {
    type Err = ParseQuantityError;
    fn from_str(text: &str) -> Result<Self, ParseQuantityError> {
        read(text).ok_or_else(|| ParseQuantityError { found: text.chars().take(80).collect() })
    }
}

fn read(text: &str) -> Option<Quantity> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |text: &str| !text.is_empty() && text.len() <= 13 && text.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !plain(part) || part.len() > PLACES {
        return None;
    }
    let whole = Quantity::whole(whole.parse().ok()?)?;
    let scale = 10_i64.checked_pow(u32::try_from(PLACES - part.len()).ok()?)?;
    let all = whole.0.checked_add(part.parse::<i64>().ok()?.checked_mul(scale)?)?;
    Some(Quantity(if negative { -all } else { all }))
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Read)
    }
}

struct Read;

impl Visitor<'_> for Read {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number with at most 6 places after the point, as a number or as text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Quantity, E> {
        number.to_string().parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Quantity, E> {
        number.to_string().parse().map_err(E::custom)
    }

    /// The shortest text of a float is what a person wrote.
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Quantity, E> {
        number.to_string().parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_a_quantity() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(text.parse::<Quantity>().ok().map(|q| q.to_string()).as_deref(), expected, "{text:?}");
        };
        check("12", Some("12"));
        check("-0.50", Some("-0.5"));
        check("0.000001", Some("0.000001"));
        check("-0", Some("0"));
        check("9000000000000", Some("9000000000000"));
        for text in ["", "-", ".", "1.", ".5", "1e3", "+1", "1.0000001", "9000000000001", "99999999999999", "１", "1,5"]
        {
            check(text, None);
        }
    }

    #[test]
    fn json_may_write_it_as_a_number_or_as_text() {
        let check = |json: &str, expected: Option<&str>| {
            let read = serde_json::from_str::<Quantity>(json).ok();
            assert_eq!(read.map(|q| q.to_string()).as_deref(), expected, "{json}");
        };
        check("\"0.25\"", Some("0.25"));
        check("0.1", Some("0.1"));
        check("-7", Some("-7"));
        check("1e300", None);
        check("true", None);
    }

    proptest! {
        #[test]
        fn text_and_json_round_trip(units in -1_000_000_000_000_000_000_i64..1_000_000_000_000_000_000) {
            let quantity = Quantity(units);
            prop_assert_eq!(quantity.to_string().parse::<Quantity>().unwrap(), quantity);
            let json = serde_json::to_string(&quantity).unwrap();
            prop_assert_eq!(serde_json::from_str::<Quantity>(&json).unwrap(), quantity);
        }

        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "\\PC{0,24}|-?[0-9]{0,15}\\.?[0-9]{0,8}") {
            if let Ok(quantity) = text.parse::<Quantity>() {
                prop_assert_eq!(quantity.to_string().parse::<Quantity>().unwrap(), quantity);
            }
        }
    }
}
