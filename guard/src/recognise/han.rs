/// A set of characters of the basic Han block, a bit for each: asked for every value of a column.
#[derive(Debug, Clone)]
pub(super) struct HanSet(Vec<u64>);

const FIRST: usize = 0x4e00;
const LAST: usize = 0x9fff;

impl HanSet {
    /// Characters outside the block are left out.
    pub(super) fn of(characters: impl Iterator<Item = char>) -> Self {
        let mut bits = vec![0; (LAST - FIRST) / 64 + 1];
        for (word, bit) in characters.filter_map(place) {
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        Self(bits)
    }

    pub(super) fn has(&self, c: char) -> bool {
        place(c).is_some_and(|(word, bit)| self.0.get(word).is_some_and(|word| word & bit != 0))
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }
}

fn place(c: char) -> Option<(usize, u64)> {
    let at = usize::try_from(u32::from(c)).ok()?.checked_sub(FIRST)?;
    Some((at / 64, 1 << (at % 64)))
}
