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

/// How the numbers of a column run: serial numbers ascend by little, or share their first digits.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    numbers: u64,
    rising: u64,
    first: u64,
    last: u64,
    /// The first digits all numbers share so far.
    shared: Vec<u8>,
    /// What was counted before, where this run was kept.
    known: [u64; 2],
}

/// Fewer numbers tell nothing.
const FEWEST: u64 = 20;
/// Numbers handed out one after the other leave no wider gaps on average.
const WIDEST_GAP: u64 = 1_000;

impl Run {
    pub(super) fn known(known: [u64; 2]) -> Self {
        Self { known, ..Self::default() }
    }

    pub(super) fn observe(&mut self, digits: &[u8]) {
        let digits = match digits {
            // A telephone number's country says nothing of how numbers run.
            [b'0', b'0', b'8', b'6', rest @ ..] | [b'8', b'6', rest @ ..] if rest.len() == 11 => rest,
            _ => digits,
        };
        if !(6..=30).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
            return;
        }
        // The last digits are what runs on; those of a longer number that fit.
        let last = digits.rchunks(18).next().unwrap_or_default();
        let number = last.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(digit.wrapping_sub(b'0')));
        if self.numbers == 0 {
            self.first = number;
            self.shared = digits.to_vec();
        } else {
            self.rising += u64::from(number > self.last);
            let same = self.shared.iter().zip(digits).take_while(|(one, other)| one == other).count();
            self.shared.truncate(same);
        }
        self.last = number;
        self.numbers += 1;
    }

    /// How many first digits all numbers share, and 1 where they ascend or descend by little: what is kept of a run.
    pub(super) fn kept(&self) -> [u64; 2] {
        if self.numbers < FEWEST {
            return self.known;
        }
        let steady = self.rising.max(self.numbers - 1 - self.rising) * 20 >= (self.numbers - 1) * 19;
        let near = self.first.abs_diff(self.last) / self.numbers < WIDEST_GAP;
        [self.shared.len() as u64, u64::from(steady && near)]
    }

    /// Whether the numbers ascend by little, or share so many first digits.
    pub(super) fn is_serial(&self, shared: u64) -> bool {
        let [alike, steady] = self.kept();
        steady == 1 || alike >= shared
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
        assert!(run((0..50).map(|n| 13_800_000_000 + n)).is_serial(11));
        assert!(run((0..50).map(|n| 13_800_000_000 + n * 7_919 % 997)).is_serial(3));
        assert!(!run((0..50).map(|n| 13_000_000_000 + n * 139_777_777)).is_serial(3), "ascending by much");
        assert!(!run((0..50).map(|n| 13_000_000_000 + n * 7_919_777_777 % 6_999_999_999)).is_serial(3));
        assert!(!run(100_000..100_005).is_serial(3), "too few");
    }
}
