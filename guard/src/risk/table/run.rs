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
    ends: Vec<u32>,
}

impl<K: Key> Run<K> {
    pub(super) fn of(which: usize, rows: &[K]) -> Self {
        let mut next = [0_u32; DRAWERS];
        for key in rows {
            if let Some(size) = next.get_mut(drawer(key.class())) {
                *size += 1;
            }
        }
        let mut end = 0;
        for size in &mut next {
            end += *size;
            *size = end - *size;
        }
        // Every place is overwritten; a key of the run itself stands for none.
        let mut keys = rows.first().map_or_else(Vec::new, |first| vec![*first; rows.len()]);
        for key in rows {
            let Some(next) = next.get_mut(drawer(key.class())) else { continue };
            if let Some(place) = usize::try_from(*next).ok().and_then(|at| keys.get_mut(at)) {
                *place = *key;
            }
            *next += 1;
        }
        // Each drawer is filled up to where it ends.
        let ends = next.to_vec();
        Self { which, keys, ends }
    }

    pub(super) fn rows(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn drawer(&self, drawer: usize) -> &[K] {
        let end = |drawer: usize| self.ends.get(drawer).and_then(|end| usize::try_from(*end).ok()).unwrap_or_default();
        let from = drawer.checked_sub(1).map_or(0, end);
        self.keys.get(from..end(drawer)).unwrap_or_default()
    }
}
