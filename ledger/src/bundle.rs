use base::{Digest, Message};
use serde::{Deserialize, Serialize};

use crate::checkpoint::{NoteError, open_checkpoint};
use crate::commitment::{Commitment, Salt, commitment};
use crate::key::VerifierKey;
use crate::proof::{MAX_PROOF_HASHES, ProofError, verify_inclusion};

/// A larger receipt is refused unread.
pub const MAX_BUNDLE_BYTES: usize = 1024 * 1024;

/// A receipt (回执) that anyone can check offline: an act, its place in the log, and the signed log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofBundle {
    /// The act as canonical JSON text, byte for byte as it was committed to.
    pub payload: String,
    pub salt: Salt,
    /// Where the act stands in the log, counted from zero.
    pub position: u64,
    /// RFC 6962 audit path, lowest sibling first.
    pub inclusion: Vec<Digest>,
    /// A signed checkpoint of a log that already holds the act.
    pub checkpoint: String,
}

/// What a true receipt proves: `commitment` stands at `position` of the log `origin` of `size` entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    pub origin: String,
    pub position: u64,
    pub size: u64,
    pub root: Digest,
    pub commitment: Commitment,
}

/// Which part of a receipt is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    #[error("expected a receipt of at most {MAX_BUNDLE_BYTES} bytes, found {found}")]
    TooLarge { found: usize },
    #[error("expected a receipt in JSON, found another form at line {line}, column {column}: save the receipt again")]
    Form { line: usize, column: usize },
    #[error("expected at most {MAX_PROOF_HASHES} hashes of proof, found {found}: save the receipt again")]
    ProofTooLong { found: usize },
    #[error("the receipt's checkpoint does not hold: {0}")]
    Checkpoint(#[from] NoteError),
    #[error("expected a position below the signed log's size {size}, found {position}: ask for a newer checkpoint")]
    Position { position: u64, size: u64 },
    #[error("expected a proof as long as position {position} of {size} entries demands, found {found} hashes")]
    ProofLength { position: u64, size: u64, found: usize },
    #[error("the receipt's content or its proof was changed: they do not lead to the root that was signed")]
    Changed,
}

impl BundleError {
    /// The same for the person who holds the receipt.
    pub fn message(&self) -> Message {
        match self {
            Self::TooLarge { .. } => Message::new("receipt-too-large").with("limit", MAX_BUNDLE_BYTES),
            Self::Form { line, column } => Message::new("receipt-malformed").with("line", line).with("column", column),
            Self::Checkpoint(error) => error.message(),
            Self::Position { position, size } => {
                Message::new("receipt-position-outside").with("position", position).with("size", size)
            }
            Self::ProofTooLong { .. } | Self::ProofLength { .. } => Message::new("receipt-proof-length"),
            Self::Changed => Message::new("receipt-changed"),
        }
    }
}

impl ProofBundle {
    /// Reads a receipt from foreign bytes; nothing is believed until [`Self::verify`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, BundleError> {
        if bytes.len() > MAX_BUNDLE_BYTES {
            return Err(BundleError::TooLarge { found: bytes.len() });
        }
        let bundle: Self = serde_json::from_slice(bytes)
            .map_err(|error| BundleError::Form { line: error.line(), column: error.column() })?;
        bundle.bounded()?;
        Ok(bundle)
    }

    /// Checks everything offline: signature, position, proof, content.
    ///
    /// A changed payload, salt, position or hash cannot be told apart: each leads to a root nobody signed.
    pub fn verify(&self, key: &VerifierKey) -> Result<Verified, BundleError> {
        self.bounded()?;
        let checkpoint = open_checkpoint(&self.checkpoint, key)?;
        let (position, size) = (self.position, checkpoint.size);
        let commitment = commitment(&self.salt, self.payload.as_bytes());
        verify_inclusion(&commitment, position, size, &self.inclusion, &checkpoint.root).map_err(
            |error| match error {
                ProofError::Position { .. } => BundleError::Position { position, size },
                ProofError::Length { found } => BundleError::ProofLength { position, size, found },
                ProofError::Root | ProofError::Order { .. } | ProofError::Forked => BundleError::Changed,
            },
        )?;
        Ok(Verified { origin: checkpoint.origin, position, size, root: checkpoint.root, commitment })
    }

    fn bounded(&self) -> Result<(), BundleError> {
        if self.payload.len() > MAX_BUNDLE_BYTES {
            return Err(BundleError::TooLarge { found: self.payload.len() });
        }
        if self.inclusion.len() > MAX_PROOF_HASHES {
            return Err(BundleError::ProofTooLong { found: self.inclusion.len() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
