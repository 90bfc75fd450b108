//! Records the platform signs 签名记录, such as that of a destruction. Verified offline with `keys/records.vkey`.

use base::canonical::{self, CanonicalError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::destruction::{Destruction, DestructionRecord};
use seal::{Root, SigningKey, Suite, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::KeysError;
use crate::folder::{Folder, FolderError, write_durably};

/// One secret in 2^32 is none SM2 can sign with; then the next is taken.
const CANDIDATES: u32 = 8;
/// Heads what is signed of a destruction.
const DESTRUCTION: &str = "gongshu destruction record 1";

/// Signs records. Its keys are derived from the platform's own, so they stay when a key is rotated.
pub(crate) struct RecordSigner {
    suite: Suite,
    key: SigningKey,
}

/// A signature, and by which key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signed {
    /// `national` (SM2 with SM3) or `international` (Ed25519).
    pub(crate) suite: String,
    /// The public key, in base64.
    pub(crate) key: String,
    /// 64 bytes in base64.
    pub(crate) signature: String,
}

/// Why a kept record proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error(
        "expected the signed record of a destruction, found another content; keep the file as the platform gave it"
    )]
    NotARecord,
    #[error("expected lines `suite:key` in the platform's records.vkey, found another content; fetch it anew")]
    NotAKey,
    #[error("expected a record signed by the platform of this public key, found one signed by another")]
    OtherKey,
    #[error(transparent)]
    Signature(#[from] seal::SignatureError),
}

fn signing_key(root: &Root, suite: Suite) -> Result<SigningKey, KeysError> {
    let candidates = (0..CANDIDATES).map(|n| SigningKey::new(suite, &root.derive(&format!("records/{suite}/{n}"))));
    let mut last = seal::SignatureError::UnusableSecret { suite };
    for candidate in candidates {
        match candidate {
            Ok(key) => return Ok(key),
            Err(error) => last = error,
        }
    }
    Err(last.into())
}

impl RecordSigner {
    /// Signs by `suite`, and writes the public keys of all suites down where there are none yet.
    pub(crate) fn new(root: &Root, suite: Suite, folder: &Folder) -> Result<Self, KeysError> {
        let path = folder.records_key();
        if !path.exists() {
            write_durably(&path, public_keys(root)?.as_bytes()).map_err(|source| FolderError::Io { path, source })?;
        }
        Ok(Self { suite, key: signing_key(root, suite)? })
    }

    pub(crate) fn sign(&self, statement: Destruction) -> Result<DestructionRecord, KeysError> {
        let Signed { suite, key, signature } = self.signed(DESTRUCTION, &statement)?;
        Ok(DestructionRecord { statement, suite, key, signature })
    }

    /// Signs any statement under a heading of its own.
    pub(crate) fn signed(&self, heading: &str, statement: &impl Serialize) -> Result<Signed, KeysError> {
        let signature = self.key.sign(&message(heading, statement)?)?;
        Ok(Signed {
            suite: self.suite.to_string(),
            key: STANDARD.encode(self.key.verifying_key().as_bytes()),
            signature: STANDARD.encode(signature),
        })
    }
}

/// The public keys of all suites, a line `suite:key` each.
pub(crate) fn public_keys(root: &Root) -> Result<String, KeysError> {
    let line = |suite: Suite| {
        let key = signing_key(root, suite)?.verifying_key();
        Ok(format!("{suite}:{}\n", STANDARD.encode(key.as_bytes())))
    };
    Suite::ALL.into_iter().map(line).collect()
}

/// What is signed: the canonical JSON of the statement, under a heading so that it is taken for nothing else.
fn message(heading: &str, statement: &impl Serialize) -> Result<Vec<u8>, CanonicalError> {
    let mut message = format!("{heading}\n").into_bytes();
    message.extend(canonical::to_vec(statement)?);
    Ok(message)
}

/// Checks a signature over a statement with the text of `records.vkey`.
pub(crate) fn verify_signed(
    heading: &str,
    statement: &impl Serialize,
    signed: &Signed,
    keys: &str,
) -> Result<(), RecordError> {
    let suite =
        Suite::ALL.into_iter().find(|suite| suite.to_string() == signed.suite).ok_or(RecordError::NotARecord)?;
    let named = keys.lines().find_map(|line| line.trim().strip_prefix(&format!("{suite}:")));
    let public = STANDARD.decode(named.ok_or(RecordError::NotAKey)?).map_err(|_| RecordError::NotAKey)?;
    if STANDARD.encode(&public) != signed.key {
        return Err(RecordError::OtherKey);
    }
    let signature = STANDARD.decode(&signed.signature).map_err(|_| RecordError::NotARecord)?;
    let message = message(heading, statement).map_err(|_| RecordError::NotARecord)?;
    Ok(VerifyingKey::new(suite, &public)?.verify(&message, &signature)?)
}

/// Checks a kept record offline, with the text of `records.vkey`, and gives what it states.
pub fn verify_destruction(record: &[u8], keys: &str) -> Result<Destruction, RecordError> {
    let record: DestructionRecord = serde_json::from_slice(record).map_err(|_| RecordError::NotARecord)?;
    let DestructionRecord { statement, suite, key, signature } = record;
    verify_signed(DESTRUCTION, &statement, &Signed { suite, key, signature }, keys)?;
    Ok(statement)
}
