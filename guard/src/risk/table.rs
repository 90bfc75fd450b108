//! Counting classes by their numbers, in bounded memory.
//!
//! The classes are split by the first bits of their numbers into parts, and each part into drawers. Rows are collected
//! by the ten thousand and laid into drawers at once; when the pass ends, each drawer is counted by itself, so that its
//! counts are near at hand, and the parts on all cores. Rows that become more than the bound are counted before, part
//! by part, and only the counts are kept. When all parts together hold more keys than the bound allows, one part is
//! put off: its counts are dropped, and the caller reads the data once more for it.

mod counts;
mod run;
mod sieve;

use rayon::prelude::*;

use super::RiskError;
use counts::Counts;
pub(super) use counts::Slot;
use run::{DRAWERS, Run};
use sieve::Sieve;

/// Parts, a power of two.
const PARTS: usize = 64;

/// Rows of one table that are laid into drawers together.
const COLLECTED: usize = 65_536;

/// Parts a core takes up at once.
const SHARE: usize = 2;

/// Rows and keys too few to be worth more than one core.
const FEW: usize = 16_384;

/// What is counted: classes, or the values within them.
pub(super) trait Key: Copy + Eq + Send + Sync {
    /// The number of the class; all keys of one class are counted in one pass, and handed out together.
    fn class(self) -> u64;

    /// Where to look for the key first.
    fn spread(self) -> u64;
}

/// The number of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class(u64);

impl Class {
    #[inline]
    pub(super) fn of(number: u64) -> Self {
        Self(number)
    }
}

impl Key for Class {
    #[inline]
    fn class(self) -> u64 {
        self.0
    }

    #[inline]
    fn spread(self) -> u64 {
        self.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Counted in this pass.
    Counting,
    /// Put off to a later pass.
    Waiting,
    /// Counted in an earlier pass.
    Counted,
}

#[derive(Debug)]
struct Part<K, const N: usize> {
    /// Which one it is.
    number: usize,
    stage: Stage,
    counts: Counts<K, N>,
}

/// Classes and the rows of each, of up to `N` tables.
#[derive(Debug)]
pub(super) struct Table<K, const N: usize> {
    parts: Vec<Part<K, N>>,
    /// Keys the parts hold.
    taken: usize,
    bound: usize,
    collected: [Vec<K>; N],
    /// Rows in drawers, not counted yet.
    runs: Vec<Run<K>>,
}

impl<K: Key, const N: usize> Table<K, N> {
    /// Holds at most `bound` keys at once, the room of three slots each at most, and as many rows not counted yet,
    /// beside 65,536 collected ones per table.
    pub(super) fn new(bound: usize) -> Self {
        let part = |number| Part { number, stage: Stage::Counting, counts: Counts::default() };
        let collected = std::array::from_fn(|_| Vec::new());
        Self { parts: (0..PARTS).map(part).collect(), taken: 0, bound, collected, runs: Vec::new() }
    }

    /// Takes one row of table `which` for each key.
    pub(super) fn take(&mut self, which: usize, keys: impl IntoIterator<Item = K>) -> Result<(), RiskError> {
        let mut keys = keys.into_iter();
        loop {
            let Some(collected) = self.collected.get_mut(which) else { return Ok(()) };
            collected.extend(keys.by_ref().take(COLLECTED - collected.len()));
            if collected.len() < COLLECTED {
                return Ok(());
            }
            self.lay_down(which);
            if self.uncounted() > self.room() {
                self.count()?;
            }
        }
    }

    /// Takes `rows` rows of table 0 with this key.
    pub(super) fn take_many(&mut self, key: K, rows: u32) -> Result<(), RiskError> {
        let Some(part) = self.parts.get_mut(run::drawer(key.class()) / (DRAWERS / PARTS)) else { return Ok(()) };
        if part.stage == Stage::Counting {
            self.taken += usize::from(part.counts.add(key, 0, rows));
        }
        self.keep_within_bound()
    }

    /// Takes what another table counted over other rows of the same data, both in their first pass.
    pub(super) fn merge(&mut self, other: Self) -> Result<(), RiskError> {
        if self.taken + other.taken > 0 {
            self.count()?;
            let both = self.parts.par_iter_mut().zip(other.parts);
            self.taken = both.map(|(own, theirs)| own.merge(&theirs)).sum();
            self.keep_within_bound()?;
        }
        self.runs.extend(other.runs);
        if self.uncounted() > self.room() {
            self.count()?;
        }
        other.collected.into_iter().enumerate().try_for_each(|(which, collected)| self.take(which, collected))
    }

    /// Ends a pass: hands everything counted in it to `each`, whole classes at a time and in no order, and says whether
    /// another pass is needed. Several cores take turns, each adding to an own figure that begins as `start` has it.
    pub(super) fn end_pass<A: Send>(
        &mut self,
        start: impl Fn() -> A + Sync,
        each: impl Fn(&mut A, &mut [Slot<K, N>]) + Sync,
    ) -> Result<(bool, Vec<A>), RiskError> {
        (0..N).for_each(|which| self.lay_down(which));
        let rows = self.uncounted();
        if self.taken > 0 || rows > self.bound {
            self.count()?;
        }
        let runs = std::mem::take(&mut self.runs);
        let share = |parts: &mut [Part<K, N>]| {
            let (mut figure, mut sieve) = (start(), Sieve::default());
            for part in parts {
                part.hand_out(&runs, &mut sieve, |slots| each(&mut figure, slots));
            }
            figure
        };
        let figures = if rows.max(self.taken) < FEW {
            vec![share(&mut self.parts)]
        } else {
            self.parts.par_chunks_mut(SHARE).map(share).collect()
        };
        self.taken = 0;
        let waiting = self.parts.iter_mut().filter(|part| part.stage == Stage::Waiting);
        let again = waiting.map(|part| part.stage = Stage::Counting).count() > 0;
        Ok((again, figures))
    }

    /// Lays what was collected of a table into drawers.
    fn lay_down(&mut self, which: usize) {
        if let Some(collected) = self.collected.get_mut(which).filter(|collected| !collected.is_empty()) {
            self.runs.push(Run::of(which, collected));
            collected.clear();
        }
    }

    fn uncounted(&self) -> usize {
        self.runs.iter().map(Run::rows).sum()
    }

    /// Rows that can be counted together. Where nothing is counted yet, as many rows as the bound cannot be more keys.
    fn room(&self) -> usize {
        if self.taken == 0 { self.bound } else { self.bound / 8 }
    }

    /// Counts all rows in drawers, as many at once as there is room for.
    fn count(&mut self) -> Result<(), RiskError> {
        while !self.runs.is_empty() {
            let room = self.room();
            let mut rows = 0;
            let fit = self.runs.iter().take_while(|run| {
                rows += run.rows();
                rows <= room
            });
            let fit = fit.count().max(1);
            let runs: Vec<Run<K>> = self.runs.drain(..fit).collect();
            self.taken += self.parts.par_iter_mut().map(|part| part.count(&runs)).sum::<usize>();
            self.keep_within_bound()?;
        }
        Ok(())
    }

    /// Puts off the last part still counted until the rest is few enough; the only one left cannot be.
    fn keep_within_bound(&mut self) -> Result<(), RiskError> {
        while self.taken > self.bound {
            let mut counting = self.parts.iter_mut().rev().filter(|part| part.counts.keys() > 0);
            let (Some(part), Some(_)) = (counting.next(), counting.next()) else {
                return Err(RiskError::TooManyClasses { bound: self.bound });
            };
            self.taken -= part.put_off();
        }
        Ok(())
    }
}

impl<K: Key, const N: usize> Part<K, N> {
    fn drawers(&self) -> std::ops::Range<usize> {
        let each = DRAWERS / PARTS;
        self.number * each..(self.number + 1) * each
    }

    /// Counts its rows; how many keys are new.
    fn count(&mut self, runs: &[Run<K>]) -> usize {
        let before = self.counts.keys();
        if self.stage == Stage::Counting {
            for drawer in self.drawers() {
                self.counts.add_drawer(runs, drawer);
            }
        }
        self.counts.keys() - before
    }

    /// Takes over what another one counted; how many keys there are then.
    fn merge(&mut self, other: &Self) -> usize {
        if self.stage == Stage::Waiting || other.stage == Stage::Waiting {
            self.put_off();
            return 0;
        }
        for slot in other.counts.slots() {
            for (which, rows) in slot.counts.iter().enumerate() {
                self.counts.add(slot.key, which, *rows);
            }
        }
        self.counts.keys()
    }

    /// Leaves the part to a later pass; how many keys are gone.
    fn put_off(&mut self) -> usize {
        self.stage = Stage::Waiting;
        std::mem::take(&mut self.counts).keys()
    }

    /// Hands out what is counted and what is still to count, and is done with it.
    fn hand_out(&mut self, runs: &[Run<K>], sieve: &mut Sieve<K, N>, mut each: impl FnMut(&mut [Slot<K, N>])) {
        if self.stage != Stage::Counting {
            return;
        }
        self.stage = Stage::Counted;
        each(std::mem::take(&mut self.counts).slots_mut());
        for drawer in self.drawers() {
            sieve.count(runs, drawer, &mut each);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn push(slots: &[Slot<Class, 2>], out: &mut Vec<[u32; 2]>) {
        out.extend(slots.iter().map(|slot| slot.counts));
    }

    fn counted(bound: usize, tables: &[Vec<u64>; 2]) -> Result<(Vec<[u32; 2]>, u32), RiskError> {
        let (mut table, mut out, mut passes) = (Table::<Class, 2>::new(bound), Vec::new(), 0);
        loop {
            for (which, numbers) in tables.iter().enumerate() {
                table.take(which, numbers.iter().map(|number| Class::of(*number)))?;
            }
            passes += 1;
            let (again, figures) = table.end_pass(Vec::new, |out, slots| push(slots, out))?;
            out.extend(figures.into_iter().flatten());
            if !again {
                out.sort_unstable();
                return Ok((out, passes));
            }
        }
    }

    fn by_hand(tables: &[Vec<u64>; 2]) -> Vec<[u32; 2]> {
        let mut counts: HashMap<u64, [u32; 2]> = HashMap::new();
        for (which, numbers) in tables.iter().enumerate() {
            for number in numbers {
                counts.entry(*number).or_default()[which] += 1;
            }
        }
        let mut counts: Vec<_> = counts.into_values().collect();
        counts.sort_unstable();
        counts
    }

    /// Numbers spread over all parts, with repeats.
    fn numbers(count: usize, different: u64, seed: u64) -> Vec<u64> {
        let spread = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17).wrapping_mul(0xd6e8_feb8_6659_fd93);
        (0..count as u64).map(|n| spread((n.wrapping_mul(seed | 1) ^ (n >> 3)) % different)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn counts_are_right_in_however_many_passes(own in 0_usize..6_000, held in 0_usize..6_000, different in 1_u64..5_000, seed: u64, bound in 200_usize..10_000) {
            let tables = [numbers(own, different, seed), numbers(held, different, seed.rotate_left(9))];
            let (counts, passes) = counted(bound, &tables).unwrap();
            let expected = by_hand(&tables);
            prop_assert!(passes == 1 || expected.len() > bound);
            prop_assert_eq!(counts, expected);
        }

        #[test]
        fn tables_counted_apart_merge_to_one(own in 0_usize..4_000, other in 0_usize..4_000, different in 1_u64..3_000, bound in 3_000_usize..4_000) {
            let all = [numbers(own, different, 3), numbers(other, different, 5)];
            let (mut first, mut second) = (Table::<Class, 2>::new(bound), Table::<Class, 2>::new(bound));
            first.take(0, all[0].iter().map(|number| Class::of(*number))).unwrap();
            second.take(1, all[1].iter().map(|number| Class::of(*number))).unwrap();
            first.merge(second).unwrap();
            let (again, figures) = first.end_pass(Vec::new, |out, slots| push(slots, out)).unwrap();
            let mut out: Vec<_> = figures.into_iter().flatten().collect();
            out.sort_unstable();
            prop_assert!(!again);
            prop_assert_eq!(out, by_hand(&all));
        }
    }

    #[test]
    fn a_bound_below_one_part_is_refused_not_exceeded() {
        let tables = [numbers(100_000, 100_000, 1), Vec::new()];
        assert_eq!(counted(500, &tables).unwrap_err(), RiskError::TooManyClasses { bound: 500 });
        let (counts, passes) = counted(20_000, &tables).unwrap();
        assert_eq!(counts.len(), by_hand(&tables).len());
        assert!(passes > 2, "{passes}");
    }
}
