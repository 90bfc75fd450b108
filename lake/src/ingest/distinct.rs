//! Counting distinct values: exactly while they fit a budget, by HyperLogLog beyond it.

use std::hash::{BuildHasherDefault, Hasher};

use hashbrown::HashSet;
use memchr::memchr_iter;

/// Registers of the estimate: 2^12 give a standard error of 1.04/√4096 ≈ 1.6 % (Flajolet et al., 2007).
const BITS: u32 = 12;
const REGISTERS: usize = 1 << BITS;

/// The keys are hashes already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

type HashesSeen = HashSet<u64, BuildHasherDefault<AsIs>>;

#[expect(clippy::cast_possible_truncation, reason = "folding takes both halves of the product")]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
const STEP: u64 = 0xD6E8_FEB8_6659_FD93;

/// A fast 64-bit hash for counting; not for anything an attacker gains from.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut state = SEED ^ (bytes.len() as u64);
    for word in words {
        state = fold(state ^ u64::from_le_bytes(*word), STEP);
    }
    let tail = rest.iter().rev().fold(0_u64, |tail, &byte| (tail << 8) | u64::from(byte));
    fold(state ^ tail ^ SEED.rotate_left(23), STEP)
}

/// The hash of a row so far with one more cell.
pub(crate) fn chain(row: u64, cell: u64) -> u64 {
    fold(row.rotate_left(17) ^ cell, STEP)
}

/// Rows equal to an earlier one, told by their hashes, in file order.
#[derive(Debug)]
pub(crate) struct Duplicates {
    budget: usize,
    seen: HashesSeen,
    pub(crate) count: u64,
    /// False once the budget was used up: `count` is then a lower bound.
    pub(crate) exact: bool,
}

impl Duplicates {
    pub(crate) fn new(budget: usize) -> Self {
        Self { budget, seen: HashesSeen::default(), count: 0, exact: true }
    }

    pub(crate) fn observe(&mut self, rows: &[u64]) {
        for hash in rows {
            if self.seen.len() < self.budget {
                self.count += u64::from(!self.seen.insert(*hash));
            } else if self.seen.contains(hash) {
                self.count += 1;
            } else {
                self.exact = false;
            }
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Distinct {
    budget: usize,
    /// Every hash, while within the budget.
    exact: Option<HashesSeen>,
    registers: Vec<u8>,
}

impl Distinct {
    pub(crate) fn new(budget: usize) -> Self {
        Self { budget, exact: Some(HashesSeen::default()), registers: Vec::new() }
    }

    pub(crate) fn insert(&mut self, hash: u64) {
        match &mut self.exact {
            Some(seen) => {
                seen.insert(hash);
                if seen.len() > self.budget {
                    self.estimate();
                }
            }
            None => self.note(hash),
        }
    }

    fn note(&mut self, hash: u64) {
        let register = (hash >> (u64::BITS - BITS)) as usize;
        let rank = u8::try_from((hash << BITS).leading_zeros().min(u64::BITS - BITS) + 1).unwrap_or(u8::MAX);
        if let Some(highest) = self.registers.get_mut(register) {
            *highest = rank.max(*highest);
        }
    }

    /// Turns to estimating.
    fn estimate(&mut self) {
        if let Some(seen) = self.exact.take() {
            self.registers = vec![0; REGISTERS];
            seen.into_iter().for_each(|hash| self.note(hash));
        }
    }

    /// Adds what another counter of the same budget saw. The outcome depends on the values only, not on who saw them.
    pub(crate) fn merge(&mut self, other: Self) {
        if let Some(seen) = other.exact {
            seen.into_iter().for_each(|hash| self.insert(hash));
        } else {
            self.estimate();
            for (mine, theirs) in self.registers.iter_mut().zip(other.registers) {
                *mine = theirs.max(*mine);
            }
        }
    }

    /// How many, and whether that is exact.
    pub(crate) fn count(&self) -> (u64, bool) {
        if let Some(seen) = &self.exact {
            return (seen.len() as u64, true);
        }
        let count = REGISTERS as f64;
        let sum: f64 = self.registers.iter().map(|&rank| (-f64::from(rank)).exp2()).sum();
        let raw = 0.7213 / (1.0 + 1.079 / count) * count * count / sum;
        let zeros = memchr_iter(0, &self.registers).count();
        let estimate = if raw <= 2.5 * count && zeros > 0 { count * (count / zeros as f64).ln() } else { raw };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a finite count of values")]
        (estimate.round() as u64, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(count: u64, budget: usize) {
        let mut whole = Distinct::new(budget);
        let mut halves = (Distinct::new(budget), Distinct::new(budget));
        for n in 0..count {
            let hash = hash(format!("value {n}").as_bytes());
            whole.insert(hash);
            whole.insert(hash);
            if n % 3 == 0 { halves.0.insert(hash) } else { halves.1.insert(hash) }
        }
        halves.0.merge(halves.1);
        assert_eq!(halves.0.count(), whole.count(), "who saw a value must not matter");
        let (found, exact) = whole.count();
        assert_eq!(exact, count <= budget as u64);
        let error = (found as f64 - count as f64).abs() / count as f64;
        assert!(if exact { found == count } else { error < 0.06 }, "{count} counted as {found}");
    }

    #[test]
    fn exact_within_the_budget_and_near_beyond_it() {
        for count in [1, 999, 1_000, 1_001, 20_000, 300_000] {
            check(count, 1_000);
        }
    }
}
