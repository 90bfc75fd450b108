use super::Key;

/// Drawers, a power of two: a million rows leave so few in each that their counts stay in the nearest memory.
pub(super) const DRAWERS: usize = 512;
const DRAWER_BITS: u32 = DRAWERS.trailing_zeros();

/// The drawer of a class: the first bits of its number, the first few of which are the part's.
#[inline]
pub(super) fn drawer(class: u64) -> usize {
    usize::try_from(class >> (u64::BITS - DRAWER_BITS)).unwrap_or_default()
}

/// Rows of one table, laid into drawers and not counted yet.
#[derive(Debug)]
pub(super) struct Run<K> {
    pub(super) which: usize,
    /// Drawer by drawer.
    keys: Vec<K>,
    /// Where each drawer ends.
    ends: Vec<usize>,
}

impl<K: Key> Run<K> {
    pub(super) fn of(which: usize, rows: &[K]) -> Self {
        let mut sizes = [0_usize; DRAWERS];
        for key in rows {
            if let Some(size) = sizes.get_mut(drawer(key.class())) {
                *size += 1;
            }
        }
        let mut next = [0_usize; DRAWERS];
        let mut ends = Vec::with_capacity(DRAWERS);
        let mut end = 0;
        for (next, size) in next.iter_mut().zip(sizes) {
            *next = end;
            end += size;
            ends.push(end);
        }
        // Copied rather than zeroed: every key is overwritten, and no value of `K` stands for none.
        let mut keys = rows.to_vec();
        for key in rows {
            let Some(next) = next.get_mut(drawer(key.class())) else { continue };
            if let Some(place) = keys.get_mut(*next) {
                *place = *key;
            }
            *next += 1;
        }
        Self { which, keys, ends }
    }

    pub(super) fn rows(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn drawer(&self, drawer: usize) -> &[K] {
        let end = |drawer: usize| self.ends.get(drawer).copied().unwrap_or_default();
        let from = drawer.checked_sub(1).map_or(0, end);
        self.keys.get(from..end(drawer)).unwrap_or_default()
    }
}
