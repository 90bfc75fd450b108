//! Keys 密钥 as acts speak of them: by name and check value, never by a part of the key.

use serde::{Deserialize, Serialize};

use crate::act::{RecordKind, RecordRef};

/// Which key, and how it is told from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyName {
    /// `region dataset version attachment table snapshot platform root`.
    pub kind: String,
    /// A region code or an id.
    pub name: String,
    /// Counted from 1 代次.
    pub generation: u32,
    /// `national` or `international` 密码套件.
    pub suite: String,
    /// Eight public bytes in hexadecimal 密钥校验值.
    pub check: String,
}

/// A key's next generation took the place of the one before 密钥轮换. What the old one had sealed was not rewritten: the
/// keys below it were wrapped anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRotation {
    pub old: KeyName,
    pub new: KeyName,
    /// Keys wrapped anew.
    pub rewrapped: u64,
}

impl KeyRotation {
    /// Each rotation is a record of its own, named by the key it brought: it happens once.
    pub fn reference(&self) -> RecordRef {
        let KeyName { kind, name, generation, .. } = &self.new;
        RecordRef { kind: RecordKind::Key, id: format!("{kind}/{name}/{generation}") }
    }
}
