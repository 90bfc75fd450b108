use std::collections::BTreeMap;

use base::Digest;

use crate::commitment::node_hash;
use crate::frontier::Frontier;
use crate::path::{TileKind, TilePath};
use crate::tile::{TileError, TileSource, read_hashes};

/// The RFC 6962 §2.1.1 audit path of the entry at `position` in the log of `size` entries, lowest sibling first.
///
/// Reads at most two tiles per level. Tiles are taken as they stand: a changed one gives a proof that does not verify.
pub fn inclusion_proof<S: TileSource>(
    source: &S,
    position: u64,
    size: u64,
) -> Result<Vec<Digest>, TileError<S::Error>> {
    if position >= size {
        return Err(TileError::Position { position, size });
    }
    let mut nodes = Nodes::new(source, size);
    let mut path = Vec::new();
    let (mut low, mut high) = (0, size);
    while high - low > 1 {
        let middle = low + split(high - low);
        if position < middle {
            path.push(nodes.range(middle, high)?);
            high = middle;
        } else {
            path.push(nodes.range(low, middle)?);
            low = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The RFC 6962 §2.1.2 proof that the log of `new` entries continues the log of `old` entries.
///
/// Empty where nothing needs proof: `old` is zero or equal to `new`.
pub fn consistency_proof<S: TileSource>(source: &S, old: u64, new: u64) -> Result<Vec<Digest>, TileError<S::Error>> {
    if old > new {
        return Err(TileError::Order { old, new });
    }
    if old == 0 {
        return Ok(Vec::new());
    }
    let mut nodes = Nodes::new(source, new);
    let mut proof = Vec::new();
    let (mut low, mut high) = (0, new);
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(nodes.range(middle, high)?);
            high = middle;
        } else {
            proof.push(nodes.range(low, middle)?);
            low = middle;
        }
    }
    // The verifier knows the old root already; any smaller common subtree must be named.
    if low > 0 {
        proof.push(nodes.range(low, high)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The largest power of two below `leaves`, which is at least 2.
fn split(leaves: u64) -> u64 {
    1 << leaves.saturating_sub(1).checked_ilog2().unwrap_or(0)
}

/// Hashes of subtrees of one tree, each tile read once.
struct Nodes<'a, S> {
    source: &'a S,
    size: u64,
    tiles: BTreeMap<TilePath, Vec<Digest>>,
}

impl<'a, S: TileSource> Nodes<'a, S> {
    fn new(source: &'a S, size: u64) -> Self {
        Self { source, size, tiles: BTreeMap::new() }
    }

    /// The hash over the leaves `low..high`; `low` is a multiple of the largest complete subtree within.
    fn range(&mut self, low: u64, high: u64) -> Result<Digest, TileError<S::Error>> {
        let leaves = high - low;
        if leaves.is_power_of_two() {
            return self.complete(low, leaves.trailing_zeros());
        }
        let middle = low + split(leaves);
        let left = self.range(low, middle)?;
        let right = self.range(middle, high)?;
        Ok(node_hash(&left, &right))
    }

    /// The hash of the complete subtree of `2^height` leaves that starts at `low`.
    fn complete(&mut self, low: u64, height: u32) -> Result<Digest, TileError<S::Error>> {
        let (level, rise) = (height / 8, height % 8);
        let first = low >> (8 * level);
        let (index, offset) = (first >> 8, usize::try_from(first & 255).unwrap_or(0));
        let kind = TileKind::Hashes { level: u8::try_from(level).unwrap_or(u8::MAX) };
        let outside = TileError::Position { position: low, size: self.size };
        let Some(path) = TilePath::in_tree(kind, index, self.size) else { return Err(outside) };
        if !self.tiles.contains_key(&path) {
            self.tiles.insert(path, read_hashes(self.source, path)?);
        }
        let hashes =
            self.tiles.get(&path).and_then(|hashes| hashes.get(offset..offset + (1 << rise))).ok_or(outside)?;
        Ok(hashes.iter().copied().collect::<Frontier>().root())
    }
}
