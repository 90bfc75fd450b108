//! An append-only Merkle log: tiles, checkpoints, proofs and offline verification.
//!
//! The tree holds 32-byte [`Commitment`]s only. A payload and its [`Salt`] live elsewhere and may be erased; the
//! tree, its checkpoints and every proof stay valid. Hashing follows RFC 6962, files follow C2SP tlog-tiles,
//! checkpoints follow C2SP tlog-checkpoint over signed-note with Ed25519.
//!
//! Nothing here does I/O, reads a clock or draws randomness: tiles arrive through [`TileSource`], salts and key
//! seeds as bytes.

mod bundle;
mod checkpoint;
mod commitment;
mod frontier;
mod key;
mod path;
mod proof;
mod prove;
mod statement;
mod tile;
mod tiles;

pub use base::Digest as Hash;
pub use bundle::{BundleError, MAX_BUNDLE_BYTES, ProofBundle, Verified};
pub use checkpoint::{Checkpoint, MAX_NOTE_BYTES, NoteError, open_checkpoint, sign_checkpoint};
pub use commitment::{Commitment, ParseSaltError, Salt, commitment};
pub use frontier::{Frontier, FrontierError};
pub use key::{KeyError, KeyNameError, SigningKey, VerifierKey};
pub use path::{ParsePathError, TileKind, TilePath};
pub use proof::{MAX_PROOF_HASHES, ProofError, verify_consistency, verify_inclusion};
pub use prove::{consistency_proof, inclusion_proof};
pub use statement::{open_statement, sign_statement};
pub use tile::{EntriesError, TileError, TileSource, decode_entries, encode_entries};
pub use tiles::{TileBuilder, TileFile};
