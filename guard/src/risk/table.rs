//! Counting classes by their numbers, in bounded memory.
//!
//! The classes are split by the first bits of their numbers into parts. Each part collects keys and counts them by the
//! thousand, so that its counts are near at hand while it does. When all parts together hold more keys than the bound
//! allows, one part is put off: its counts are dropped, and the caller reads the data once more for it.

use super::RiskError;

/// Parts, a power of two.
const PARTS: usize = 64;
const PART_BITS: u32 = PARTS.trailing_zeros();

/// Numbers a part collects before it counts them.
const COLLECTED: usize = 1024;

/// What is counted: classes, or the values within them.
pub(super) trait Key: Copy + Eq {
    /// Marks a free slot.
    const FREE: Self;

    /// The number of the class; all keys of one class are counted in one pass.
    fn class(self) -> u64;

    /// Where to look for the key first.
    fn spread(self) -> u64;
}

/// The number of a class. 0 marks a free slot, so its class moves next door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class(u64);

impl Class {
    #[inline]
    pub(super) fn of(number: u64) -> Self {
        Self(number.max(1))
    }
}

impl Key for Class {
    const FREE: Self = Self(0);

    #[inline]
    fn class(self) -> u64 {
        self.0
    }

    #[inline]
    fn spread(self) -> u64 {
        self.0
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<K, const N: usize> {
    pub(super) key: K,
    /// Rows, by the table they stand in.
    pub(super) counts: [u32; N],
}

impl<K: Key, const N: usize> Slot<K, N> {
    pub(super) fn is_taken(&self) -> bool {
        self.key != K::FREE
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
    stage: Stage,
    collected: [Vec<K>; N],
    /// A power of two of them, at most half of them taken.
    slots: Vec<Slot<K, N>>,
    taken: usize,
}

/// Classes and the rows of each, of up to `N` tables.
#[derive(Debug)]
pub(super) struct Table<K, const N: usize> {
    parts: Vec<Part<K, N>>,
    taken: usize,
    bound: usize,
}

impl<K: Key, const N: usize> Table<K, N> {
    /// Holds at most `bound` keys at once, four slots each at most, beside 65,536 collected ones per table.
    pub(super) fn new(bound: usize) -> Self {
        let part = || Part {
            stage: Stage::Counting,
            collected: std::array::from_fn(|_| Vec::with_capacity(COLLECTED)),
            slots: Vec::new(),
            taken: 0,
        };
        Self { parts: std::iter::repeat_with(part).take(PARTS).collect(), taken: 0, bound }
    }

    /// Takes one row of table `which` for each key.
    pub(super) fn take(&mut self, which: usize, keys: impl IntoIterator<Item = K>) -> Result<(), RiskError> {
        for key in keys {
            let Some(part) = self.parts.get_mut(place(key.class())) else { continue };
            let Some(collected) = part.collected.get_mut(which) else { continue };
            collected.push(key);
            if collected.len() == COLLECTED {
                self.taken += part.count();
                self.keep_within_bound()?;
            }
        }
        Ok(())
    }

    /// Takes `rows` rows of table 0 with this key.
    pub(super) fn take_many(&mut self, key: K, rows: u32) -> Result<(), RiskError> {
        let Some(part) = self.parts.get_mut(place(key.class())) else { return Ok(()) };
        if part.stage == Stage::Counting {
            self.taken += usize::from(part.add(key, 0, rows));
        }
        self.keep_within_bound()
    }

    /// Takes what another table counted over other rows of the same data, both in their first pass.
    pub(super) fn merge(&mut self, mut other: Self) -> Result<(), RiskError> {
        for (own, theirs) in self.parts.iter_mut().zip(&mut other.parts) {
            theirs.count();
            if own.stage == Stage::Waiting || theirs.stage == Stage::Waiting {
                self.taken -= own.drop_counts();
                continue;
            }
            for slot in theirs.slots.iter().filter(|slot| slot.is_taken()) {
                for (which, rows) in slot.counts.iter().enumerate() {
                    self.taken += usize::from(own.add(slot.key, which, *rows));
                }
            }
        }
        self.keep_within_bound()
    }

    /// Ends a pass: hands everything counted in it to `each`, part by part and in no order, free slots among it, and
    /// says whether another pass is needed.
    pub(super) fn end_pass(&mut self, mut each: impl FnMut(&mut [Slot<K, N>])) -> Result<bool, RiskError> {
        for at in 0..PARTS {
            let Some(part) = self.parts.get_mut(at) else { continue };
            self.taken += part.count();
            self.keep_within_bound()?;
        }
        let mut again = false;
        for part in &mut self.parts {
            match part.stage {
                Stage::Counting => {
                    each(&mut part.slots);
                    part.drop_counts();
                    part.stage = Stage::Counted;
                }
                Stage::Waiting => {
                    part.stage = Stage::Counting;
                    again = true;
                }
                Stage::Counted => {}
            }
        }
        self.taken = 0;
        Ok(again)
    }

    /// Puts off the last part still counted until the rest is few enough; the only one left cannot be.
    fn keep_within_bound(&mut self) -> Result<(), RiskError> {
        while self.taken > self.bound {
            let mut counting = self.parts.iter_mut().rev().filter(|part| part.taken > 0);
            let (Some(part), Some(_)) = (counting.next(), counting.next()) else {
                return Err(RiskError::TooManyClasses { bound: self.bound });
            };
            self.taken -= part.drop_counts();
        }
        Ok(())
    }
}

fn place(number: u64) -> usize {
    usize::try_from(number >> (u64::BITS - PART_BITS)).unwrap_or_default()
}

impl<K: Key, const N: usize> Part<K, N> {
    /// Counts what was collected; how many keys are new.
    fn count(&mut self) -> usize {
        let before = self.taken;
        for which in 0..N {
            let mut collected = self.collected.get_mut(which).map(std::mem::take).unwrap_or_default();
            if self.stage == Stage::Counting {
                for key in &collected {
                    self.add(*key, which, 1);
                }
            }
            collected.clear();
            if let Some(slot) = self.collected.get_mut(which) {
                *slot = collected;
            }
        }
        self.taken - before
    }

    /// Leaves the part to a later pass; how many keys are gone.
    fn drop_counts(&mut self) -> usize {
        self.stage = Stage::Waiting;
        self.slots = Vec::new();
        std::mem::take(&mut self.taken)
    }

    /// Whether the key is new.
    #[inline]
    fn add(&mut self, key: K, which: usize, rows: u32) -> bool {
        if self.taken * 2 >= self.slots.len() {
            self.grow();
        }
        let last = self.slots.len().wrapping_sub(1);
        let mut at = usize::try_from(key.spread() & last as u64).unwrap_or_default();
        while let Some(slot) = self.slots.get_mut(at) {
            let new = slot.key == K::FREE;
            if new || slot.key == key {
                slot.key = key;
                if let Some(count) = slot.counts.get_mut(which) {
                    *count = count.saturating_add(rows);
                }
                self.taken += usize::from(new);
                return new;
            }
            at = (at + 1) & last;
        }
        false
    }

    #[cold]
    fn grow(&mut self) {
        let free = Slot { key: K::FREE, counts: [0; N] };
        let size = (self.slots.len() * 2).max(64);
        let last = size - 1;
        let mut slots = vec![free; size];
        for slot in self.slots.iter().filter(|slot| slot.is_taken()) {
            let mut at = usize::try_from(slot.key.spread() & last as u64).unwrap_or_default();
            while slots.get(at).is_some_and(Slot::is_taken) {
                at = (at + 1) & last;
            }
            if let Some(to) = slots.get_mut(at) {
                *to = *slot;
            }
        }
        self.slots = slots;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn push(slots: &[Slot<Class, 2>], out: &mut Vec<[u32; 2]>) {
        out.extend(slots.iter().filter(|slot| slot.is_taken()).map(|slot| slot.counts));
    }

    fn counted(bound: usize, tables: &[Vec<u64>; 2]) -> Result<(Vec<[u32; 2]>, u32), RiskError> {
        let (mut table, mut out, mut passes) = (Table::<Class, 2>::new(bound), Vec::new(), 0);
        loop {
            for (which, numbers) in tables.iter().enumerate() {
                table.take(which, numbers.iter().map(|number| Class::of(*number)))?;
            }
            passes += 1;
            if !table.end_pass(|slots| push(slots, &mut out))? {
                out.sort_unstable();
                return Ok((out, passes));
            }
        }
    }

    fn by_hand(tables: &[Vec<u64>; 2]) -> Vec<[u32; 2]> {
        let mut counts: HashMap<u64, [u32; 2]> = HashMap::new();
        for (which, numbers) in tables.iter().enumerate() {
            for number in numbers {
                counts.entry((*number).max(1)).or_default()[which] += 1;
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
            let mut out = Vec::new();
            let again = first.end_pass(|slots| push(slots, &mut out)).unwrap();
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
