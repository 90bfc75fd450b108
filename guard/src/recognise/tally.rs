//! Counting what one rule matched, in constant memory.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many different values a tally remembers; more tell nothing new.
const REMEMBERED: usize = 64;

/// What one rule matched in a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Values that match, whatever the column's name.
    pub(super) plain: u64,
    /// Values that match only where the column's name speaks of the kind.
    pub(super) when_named: u64,
    pub(super) verified: u64,
    /// The number of the last value counted, so that two forms of one value count once.
    last: u64,
    different: HashSet<u64>,
}

impl Tally {
    pub(super) fn count(&mut self, value_number: u64, value: &str, when_named: bool, verified: bool) {
        if self.last == value_number {
            return;
        }
        self.last = value_number;
        if when_named {
            self.when_named += 1;
        } else {
            self.plain += 1;
        }
        self.verified += u64::from(verified);
        if self.different.len() < REMEMBERED {
            let mut hasher = DefaultHasher::new();
            value.hash(&mut hasher);
            self.different.insert(hasher.finish());
        }
    }

    /// A tally that has counted this: values, values when named, verified, different.
    pub(super) fn known([plain, when_named, verified, different]: [u64; 4]) -> Self {
        let different = (0..different.min(REMEMBERED as u64)).collect();
        Self { plain, when_named, verified, last: 0, different }
    }

    pub(super) fn different(&self) -> u64 {
        self.different.len() as u64
    }

    /// Whether the values that match differ as much as `share` of them, as far as a tally remembers.
    pub(super) fn differ(&self, share: f64) -> bool {
        let needed = ((self.plain + self.when_named) as f64 * share).min(REMEMBERED as f64);
        self.different.len() as f64 >= needed
    }
}

/// Whether the numbers of a column run on: serial numbers ascend, or share a beginning of half their digits.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    numbers: u64,
    rising: u64,
    falling: u64,
    last: Option<u128>,
    /// The first digits all numbers share so far.
    shared: Option<Vec<u8>>,
    longest: usize,
    /// The answer, where it is known from before.
    known: bool,
}

/// Fewer numbers tell nothing.
const FEWEST: u64 = 20;

impl Run {
    pub(super) fn known(serial: bool) -> Self {
        Self { known: serial, ..Self::default() }
    }

    pub(super) fn observe(&mut self, digits: &[u8]) {
        if !(6..=30).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
            return;
        }
        let number = digits.iter().fold(0_u128, |sum, digit| sum * 10 + u128::from(digit.wrapping_sub(b'0')));
        if let Some(last) = self.last {
            self.rising += u64::from(number > last);
            self.falling += u64::from(number < last);
        }
        self.last = Some(number);
        self.numbers += 1;
        self.longest = self.longest.max(digits.len());
        match &mut self.shared {
            None => self.shared = Some(digits.to_vec()),
            Some(shared) => {
                let same = shared.iter().zip(digits).take_while(|(one, other)| one == other).count();
                shared.truncate(same);
            }
        }
    }

    pub(super) fn is_serial(&self) -> bool {
        if self.numbers < FEWEST {
            return self.known;
        }
        let steady = self.rising.max(self.falling) * 20 >= (self.numbers - 1) * 19;
        let alike = self.shared.as_ref().is_some_and(|shared| shared.len() * 5 >= self.longest * 2);
        steady || alike
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(numbers: impl IntoIterator<Item = u64>) -> Run {
        let mut run = Run::default();
        numbers.into_iter().for_each(|number| run.observe(number.to_string().as_bytes()));
        run
    }

    #[test]
    fn numbers_that_run_on_are_serial() {
        assert!(run((0..50).map(|n| 13_800_000_000 + n)).is_serial());
        assert!(run((0..50).map(|n| 13_800_000_000 + n * 7_919 % 997)).is_serial());
        assert!(!run((0..50).map(|n| 13_000_000_000 + n * 7_919_777_777 % 6_999_999_999)).is_serial());
        assert!(!run(0..5).is_serial());
    }
}
