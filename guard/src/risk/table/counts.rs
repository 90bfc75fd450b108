use super::Key;
use super::run::Run;

#[derive(Debug, Clone, Copy)]
pub(in crate::risk) struct Slot<K, const N: usize> {
    pub(in crate::risk) key: K,
    /// Rows, by the table they stand in.
    pub(in crate::risk) counts: [u32; N],
}

/// Keys that room is made for before they come.
const ROOM: usize = 16_384;

/// Keys and the rows of each.
#[derive(Debug)]
pub(super) struct Counts<K, const N: usize> {
    /// By the order of their coming.
    slots: Vec<Slot<K, N>>,
    /// Where the slots are found by their keys: a slot's place from 1 on, 0 where there is none. A power of two of
    /// them, at most half of them in use.
    places: Vec<u32>,
}

impl<K, const N: usize> Default for Counts<K, N> {
    fn default() -> Self {
        Self { slots: Vec::new(), places: Vec::new() }
    }
}

impl<K: Key, const N: usize> Counts<K, N> {
    pub(super) fn keys(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn slots(&self) -> &[Slot<K, N>] {
        &self.slots
    }

    pub(super) fn slots_mut(&mut self) -> &mut [Slot<K, N>] {
        &mut self.slots
    }

    /// Forgets what was counted and makes room for so many keys that few of them meet. Many rows may be of few keys.
    pub(super) fn restart(&mut self, rows: usize) {
        self.slots.clear();
        self.places.clear();
        self.places.resize(places_for(rows.min(ROOM)), 0);
    }

    /// Counts the rows of one drawer.
    pub(super) fn add_drawer(&mut self, runs: &[Run<K>], drawer: usize) {
        for run in runs {
            for key in run.drawer(drawer) {
                self.add(*key, run.which, 1);
            }
        }
    }

    /// Whether the key is new.
    #[inline]
    pub(super) fn add(&mut self, key: K, which: usize, rows: u32) -> bool {
        if self.slots.len() * 2 >= self.places.len() {
            self.grow();
        }
        let last = self.places.len().wrapping_sub(1);
        let mut at = first_place(key, last);
        while let Some(place) = self.places.get_mut(at) {
            let slot = usize::try_from(*place).unwrap_or_default();
            let Some(slot) = slot.checked_sub(1) else {
                let mut counts = [0; N];
                if let Some(count) = counts.get_mut(which) {
                    *count = rows;
                }
                self.slots.push(Slot { key, counts });
                *place = u32::try_from(self.slots.len()).unwrap_or_default();
                return true;
            };
            if let Some(slot) = self.slots.get_mut(slot).filter(|slot| slot.key == key) {
                if let Some(count) = slot.counts.get_mut(which) {
                    *count = count.saturating_add(rows);
                }
                return false;
            }
            at = (at + 1) & last;
        }
        false
    }

    #[cold]
    fn grow(&mut self) {
        let size = places_for(self.slots.len());
        let last = size - 1;
        self.places = vec![0; size];
        for (slot, number) in self.slots.iter().zip(1..) {
            let mut at = first_place(slot.key, last);
            while self.places.get(at).is_some_and(|place| *place != 0) {
                at = (at + 1) & last;
            }
            if let Some(place) = self.places.get_mut(at) {
                *place = number;
            }
        }
    }
}

fn places_for(keys: usize) -> usize {
    (keys * 4).next_power_of_two().max(64)
}

#[inline]
fn first_place<K: Key>(key: K, last: usize) -> usize {
    usize::try_from(key.spread() & last as u64).unwrap_or_default()
}
