use super::ff1::{Permute, Shape, Way};

/// The numbers from 0 to `size - 1`, turned into each other: FF1 in radix 2 over the least power of two that holds
/// them, repeated until the result is one of them (cycle walking). Less than two runs on average.
#[derive(Debug, Clone)]
pub(super) struct Domain {
    size: u64,
    shape: Shape,
}

impl Domain {
    /// At least a million numbers, as SP 800-38G asks; fewer could be tried out.
    pub(super) const LEAST: u64 = 1_000_000;

    pub(super) fn new(cipher: &impl Permute, size: u64, tweak: usize) -> Option<Self> {
        let bits = u64::BITS - size.checked_sub(1)?.leading_zeros();
        (size >= Self::LEAST).then_some(())?;
        Some(Self { size, shape: Shape::new(cipher, 2, bits, tweak)? })
    }

    /// The number `rank` is turned into. `belongs` narrows the domain further; it must hold for `rank` itself, else
    /// the walk might not end.
    pub(super) fn walk(
        &self,
        cipher: &impl Permute,
        tweak: &[u8],
        way: Way,
        rank: u64,
        belongs: impl Fn(u64) -> bool,
    ) -> Option<u64> {
        if rank >= self.size || !belongs(rank) {
            return None;
        }
        let mut at = rank;
        loop {
            at = self.shape.join(self.shape.run(cipher, tweak, way, self.shape.split(at)))?;
            // A permutation comes back to where it began, and there both hold.
            if at < self.size && belongs(at) {
                return Some(at);
            }
        }
    }
}
