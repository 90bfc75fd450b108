//! Wrapped keys as rows of the records.

use domain::key::KeyName;
use seal::{Key, KeyLabel, WrappedKey};
use store::{KeptKey, KeyId};

use super::KeysError;

pub(crate) fn id_of(label: &KeyLabel) -> KeyId {
    KeyId { kind: label.kind().as_str().to_owned(), name: label.name().to_owned(), generation: label.generation() }
}

/// A key as acts name it.
pub(crate) fn name_of(key: &Key) -> KeyName {
    let KeyId { kind, name, generation } = id_of(key.label());
    KeyName { kind, name, generation, suite: key.suite().to_string(), check: key.check().to_string() }
}

/// `holder` is none for the root key.
pub(super) fn kept(wrapped: &WrappedKey, holder: Option<KeyId>) -> Result<KeptKey, KeysError> {
    let id = id_of(wrapped.label());
    let body = serde_json::to_string(wrapped).map_err(|_| KeysError::Malformed { key: id.clone() })?;
    Ok(KeptKey { id, holder, body })
}

pub(crate) fn wrapped(kept: &KeptKey) -> Result<WrappedKey, KeysError> {
    let malformed = || KeysError::Malformed { key: kept.id.clone() };
    let wrapped: WrappedKey = serde_json::from_str(&kept.body).map_err(|_| malformed())?;
    // A row moved under another name would answer for a key it is not.
    if id_of(wrapped.label()) == kept.id { Ok(wrapped) } else { Err(malformed()) }
}
