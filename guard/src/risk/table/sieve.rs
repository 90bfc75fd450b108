use super::counts::Slot;
use super::run::Run;
use super::{Counts, Key};

/// Marks of a drawer, a power of two. They stay in the nearest memory, and few of a drawer's keys share one.
const MARKS: usize = 16_384;

/// Counts the rows of drawers. Rows that share their mark with no other row are classes of their own: they need not be
/// looked for among the others.
#[derive(Debug)]
pub(super) struct Sieve<K, const N: usize> {
    /// Which rows have met at a mark: 0 for none, 1 for one, more for more.
    marks: Vec<u8>,
    alone: Vec<Slot<K, N>>,
    met: Vec<K>,
    counts: Counts<K, N>,
    /// Whether enough rows of the last drawer were alone.
    pays: bool,
}

impl<K, const N: usize> Default for Sieve<K, N> {
    fn default() -> Self {
        Self { marks: Vec::new(), alone: Vec::new(), met: Vec::new(), counts: Counts::default(), pays: true }
    }
}

impl<K: Key, const N: usize> Sieve<K, N> {
    /// Hands what is counted of a drawer to `each`, whole classes at a time.
    pub(super) fn count(&mut self, runs: &[Run<K>], drawer: usize, mut each: impl FnMut(&mut [Slot<K, N>])) {
        let rows: usize = runs.iter().map(|run| run.drawer(drawer).len()).sum();
        if !self.pays || rows > MARKS {
            self.counts.restart(rows);
            self.counts.add_drawer(runs, drawer);
            each(self.counts.slots_mut());
            return;
        }
        self.mark(runs, drawer);
        let alone = self.sift(runs, drawer, rows);
        self.pays = alone * 4 >= rows;
        each(self.alone.get_mut(..alone).unwrap_or_default());
        each(self.counts.slots_mut());
    }

    fn mark(&mut self, runs: &[Run<K>], drawer: usize) {
        self.marks.clear();
        self.marks.resize(MARKS, 0);
        let Some(marks) = self.marks.first_chunk_mut::<MARKS>() else { return };
        for key in runs.iter().flat_map(|run| run.drawer(drawer)) {
            if let Some(mark) = marks.get_mut(place(*key)) {
                *mark = *mark << 1 | 1;
            }
        }
    }

    /// Counts the rows that have met, and returns how many have not. Both are written to where the next of their kind
    /// goes, as a branch would be taken at random.
    fn sift(&mut self, runs: &[Run<K>], drawer: usize, rows: usize) -> usize {
        self.counts.restart(rows / 4);
        let Some(marks) = self.marks.first_chunk::<MARKS>() else { return 0 };
        let mut alone = 0;
        for run in runs {
            let keys = run.drawer(drawer);
            let Some(first) = keys.first() else { continue };
            let mut counts = [0; N];
            counts.iter_mut().skip(run.which).take(1).for_each(|count| *count = 1);
            if self.alone.len() < rows {
                self.alone.resize(rows, Slot { key: *first, counts });
            }
            if self.met.len() < keys.len() {
                self.met.resize(keys.len(), *first);
            }
            let mut met = 0;
            for key in keys {
                let single = marks.get(place(*key)).is_some_and(|mark| *mark == 1);
                if let (Some(to), Some(others)) = (self.alone.get_mut(alone), self.met.get_mut(met)) {
                    *to = Slot { key: *key, counts };
                    *others = *key;
                }
                alone += usize::from(single);
                met += usize::from(!single);
            }
            for key in self.met.iter().take(met) {
                self.counts.add(*key, run.which, 1);
            }
        }
        alone
    }
}

#[inline]
fn place<K: Key>(key: K) -> usize {
    usize::try_from(key.class()).unwrap_or_default() % MARKS
}
