//! An append-only Merkle log: tiles, checkpoints, proofs and offline verification.
