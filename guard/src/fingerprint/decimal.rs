use std::fmt::Write;

/// A number as it is written: `mantissa · 10^-decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) mantissa: i128,
    pub(super) decimals: u8,
}

/// More digits than any measure has, few enough that sums of products stay inside `i128`.
const MOST_DIGITS: usize = 30;

/// Ten to the power of `exponent`. Most rules move money or measures, and checking each product is dear.
pub(super) fn power(exponent: u32) -> Option<i128> {
    match exponent {
        0 => Some(1),
        1 => Some(10),
        2 => Some(100),
        3 => Some(1_000),
        _ => 10_i128.checked_pow(exponent),
    }
}

impl Decimal {
    pub(super) const fn whole(number: i64) -> Self {
        Self { mantissa: number as i128, decimals: 0 }
    }

    /// The shortest decimal that reads back as `number`; `None` beyond 15 decimals or 2^53.
    pub(super) fn of_float(number: f64) -> Option<Self> {
        // Adding zero turns the negative zero into the plain one.
        let number = number + 0.0;
        let mut scale = 1.0_f64;
        for decimals in 0..=15 {
            let mantissa = (number * scale).round();
            if mantissa.is_nan() || mantissa.abs() > 9_007_199_254_740_992.0 {
                return None;
            }
            if (mantissa / scale).to_bits() == number.to_bits() {
                #[expect(clippy::cast_possible_truncation, reason = "at most 2^53")]
                return Some(Self { mantissa: mantissa as i128, decimals });
            }
            scale *= 10.0;
        }
        None
    }

    /// Reads plain decimals such as `-12.50`: no exponent, no blank, at least one digit before the point.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if digits.len() > MOST_DIGITS {
            return None;
        }
        let (mut mantissa, mut decimals, mut point, mut whole) = (0_i128, 0_u8, false, 0_u8);
        for byte in digits.bytes() {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa * 10 + i128::from(byte - b'0');
                    if point { decimals += 1 } else { whole += 1 }
                }
                b'.' if !point => point = true,
                _ => return None,
            }
        }
        let complete = whole > 0 && (decimals > 0 || !point);
        complete.then_some(Self { mantissa: if negative { -mantissa } else { mantissa }, decimals })
    }

    pub(super) fn to_float(self) -> f64 {
        self.mantissa as f64 / 10_f64.powi(i32::from(self.decimals))
    }

    /// This number with at least `decimals` decimals; `None` when it has no room for them.
    pub(super) fn with_decimals(self, decimals: u8) -> Option<Self> {
        if decimals <= self.decimals {
            return Some(self);
        }
        let scale = power(u32::from(decimals - self.decimals))?;
        Some(Self { mantissa: self.mantissa.checked_mul(scale)?, decimals })
    }

    /// This number moved by `steps` of `10^-step`; `None` when a step is smaller than its last decimal.
    pub(super) fn moved(self, steps: i64, step: i8) -> Option<Self> {
        let exponent = u32::try_from(i16::from(self.decimals) - i16::from(step)).ok()?;
        let change = i128::from(steps).checked_mul(power(exponent)?)?;
        Some(Self { mantissa: self.mantissa.checked_add(change)?, decimals: self.decimals })
    }

    /// `self − other` in steps of `10^-step`; `None` when it is beyond counting.
    pub(super) fn minus(self, other: Self, step: i8) -> Option<f64> {
        let decimals = self.decimals.max(other.decimals);
        let (one, two) = (self.with_decimals(decimals)?, other.with_decimals(decimals)?);
        let difference = one.mantissa.checked_sub(two.mantissa)?;
        Some(difference as f64 * 10_f64.powi(i32::from(step) - i32::from(decimals)))
    }

    /// The same number without trailing zeros.
    pub(super) fn shortest(mut self) -> Self {
        while self.decimals > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.decimals -= 1;
        }
        self
    }

    /// Appends the number with exactly its decimals.
    pub(super) fn write(self, out: &mut String) {
        if self.mantissa < 0 {
            out.push('-');
        }
        let digits = usize::from(self.decimals) + 1;
        let from = out.len();
        // Writing to a String cannot fail.
        let _ = write!(out, "{:0digits$}", self.mantissa.unsigned_abs());
        if self.decimals > 0 {
            let point = out.len().saturating_sub(usize::from(self.decimals)).max(from);
            out.insert(point, '.');
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, mantissa: i128, decimals: u8) {
        let decimal = Decimal::parse(text).unwrap();
        assert_eq!(decimal, Decimal { mantissa, decimals });
        let mut written = String::new();
        decimal.write(&mut written);
        assert_eq!(written, text);
    }

    #[test]
    fn decimals_are_read_and_written_as_they_stand() {
        check("0", 0, 0);
        check("-12.50", -1_250, 2);
        check("0.005", 5, 3);
        check("1000", 1_000, 0);
        for text in ["", "-", ".5", "5.", "1e3", "1,000", " 1", "+1", "1.2.3", "１", &"9".repeat(31)] {
            assert_eq!(Decimal::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn moving_by_steps_keeps_the_form() {
        let moved = |text, steps, step| Decimal::parse(text).unwrap().moved(steps, step);
        assert_eq!(moved("12.50", 3, 2), Decimal::parse("12.53"));
        assert_eq!(moved("12000", -2, -3), Decimal::parse("10000"));
        assert_eq!(moved("12", 1, 2), None, "a hundredth would show");
    }

    proptest! {
        #[test]
        fn a_float_and_its_decimal_are_one_number(number in -1e9_f64..1e9, decimals in 0_i32..6) {
            let number = (number * 10_f64.powi(decimals)).round() / 10_f64.powi(decimals);
            let decimal = Decimal::of_float(number).unwrap();
            prop_assert_eq!(decimal.to_float().to_bits(), (number + 0.0).to_bits());
            prop_assert!(i32::from(decimal.decimals) <= decimals);
        }

        #[test]
        fn a_difference_is_what_was_moved(mantissa in -1_000_000_i64..1_000_000, steps in -1_000_i64..1_000) {
            let number = Decimal { mantissa: i128::from(mantissa), decimals: 3 };
            let moved = number.moved(steps, 2).unwrap();
            prop_assert!((moved.minus(number, 2).unwrap() - steps as f64).abs() < 1e-9);
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC*", number in any::<f64>()) {
            let _ = (Decimal::parse(&text), Decimal::of_float(number));
        }
    }
}
