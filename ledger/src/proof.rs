use base::Digest;

use crate::commitment::{Commitment, node_hash};

/// No proof over fewer than 2^64 leaves needs more hashes; a longer one is refused unread.
pub const MAX_PROOF_HASHES: usize = 64;

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error(
        "expected a position below the log's size {size}, found {position}: the checkpoint is older than the entry"
    )]
    Position { position: u64, size: u64 },
    #[error("expected an older size no larger than {new}, found {old}: swap the two checkpoints")]
    Order { old: u64, new: u64 },
    #[error("expected a proof of the length the sizes demand, found {found} hashes: fetch the proof again")]
    Length { found: usize },
    #[error("expected the proof to lead to the signed root, found another: the entry or its proof was changed")]
    Root,
    #[error("expected the newer log to continue the older one, found that it does not: history was rewritten")]
    Forked,
}

/// Checks that `entry` stands at `position` of the log of `size` entries with `root` (RFC 9162 §2.1.3.2).
pub fn verify_inclusion(
    entry: &Commitment,
    position: u64,
    size: u64,
    proof: &[Digest],
    root: &Digest,
) -> Result<(), ProofError> {
    let last = size.checked_sub(1).filter(|last| position <= *last).ok_or(ProofError::Position { position, size })?;
    let mut walk = Walk { node: position, last };
    let mut hash = entry.leaf_hash();
    for sibling in bounded(proof)? {
        hash = match walk.step() {
            Some(Side::Left) => node_hash(sibling, &hash),
            Some(Side::Right) => node_hash(&hash, sibling),
            None => return Err(ProofError::Length { found: proof.len() }),
        };
    }
    if walk.last != 0 {
        return Err(ProofError::Length { found: proof.len() });
    }
    if hash == *root { Ok(()) } else { Err(ProofError::Root) }
}

/// Checks that the log of `new_size` entries continues the log of `old_size` entries (RFC 9162 §2.1.4.2).
///
/// Every log continues the empty one, and itself; both take an empty proof.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Digest,
    new_size: u64,
    new_root: &Digest,
    proof: &[Digest],
) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::Order { old: old_size, new: new_size });
    }
    let wrong_length = ProofError::Length { found: proof.len() };
    if old_size == 0 || old_size == new_size {
        let holds = if old_size == new_size { old_root == new_root } else { *old_root == Digest::of(&[]) };
        return match (proof.is_empty(), holds) {
            (false, _) => Err(wrong_length),
            (true, false) => Err(ProofError::Forked),
            (true, true) => Ok(()),
        };
    }
    let mut hashes = bounded(proof)?;
    // A complete old tree is itself the first node of the path, and its root is already known.
    let seed = if old_size.is_power_of_two() { old_root } else { hashes.next().ok_or(wrong_length)? };
    let complete = (old_size - 1).trailing_ones();
    let mut walk = Walk {
        node: (old_size - 1).checked_shr(complete).unwrap_or(0),
        last: (new_size - 1).checked_shr(complete).unwrap_or(0),
    };
    let (mut old, mut new) = (*seed, *seed);
    for sibling in hashes {
        match walk.step() {
            Some(Side::Left) => {
                old = node_hash(sibling, &old);
                new = node_hash(sibling, &new);
            }
            Some(Side::Right) => new = node_hash(&new, sibling),
            None => return Err(wrong_length),
        }
    }
    if walk.last != 0 {
        return Err(wrong_length);
    }
    if old == *old_root && new == *new_root { Ok(()) } else { Err(ProofError::Forked) }
}

fn bounded(proof: &[Digest]) -> Result<std::slice::Iter<'_, Digest>, ProofError> {
    if proof.len() > MAX_PROOF_HASHES { Err(ProofError::Length { found: proof.len() }) } else { Ok(proof.iter()) }
}

enum Side {
    Left,
    Right,
}

/// The way from a node up to the root of a tree whose last leaf is known.
struct Walk {
    node: u64,
    last: u64,
}

impl Walk {
    /// On which side the next sibling stands; `None` at the root.
    fn step(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.node & 1 == 1 || self.node == self.last { Side::Left } else { Side::Right };
        if matches!(side, Side::Left) {
            // On the right edge a node without a sibling rises unchanged.
            let lonely = self.node.trailing_zeros();
            self.node = self.node.checked_shr(lonely).unwrap_or(0);
            self.last = self.last.checked_shr(lonely).unwrap_or(0);
        }
        self.node >>= 1;
        self.last >>= 1;
        Some(side)
    }
}
