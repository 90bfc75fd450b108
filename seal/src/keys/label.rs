use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::keys::KeyError;

/// Bytes of the longest name of a key; ids and region codes are far shorter.
const LONGEST_NAME: usize = 200;

/// A rung of the hierarchy 密钥层级.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    /// 根密钥
    Root,
    /// 区域密钥
    Region,
    /// 数据集密钥
    Dataset,
    /// 批次密钥
    Version,
    /// 附件密钥
    Attachment,
    /// 表日志密钥: seals the commit log of one dataset's table.
    Table,
    /// 平台密钥: what the platform's own keys are derived from once its first root key was replaced.
    Platform,
    /// 快照密钥: seals the records in one snapshot of a backup.
    Snapshot,
}

impl KeyKind {
    /// Whether a key of this kind wraps keys of kind `child`.
    pub const fn wraps(self, child: Self) -> bool {
        match self {
            Self::Root => matches!(child, Self::Region | Self::Platform),
            Self::Region => matches!(child, Self::Dataset | Self::Attachment | Self::Snapshot),
            Self::Dataset => matches!(child, Self::Version | Self::Attachment | Self::Table),
            Self::Version | Self::Attachment | Self::Table | Self::Platform | Self::Snapshot => false,
        }
    }

    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Root => 1,
            Self::Region => 2,
            Self::Dataset => 3,
            Self::Version => 4,
            Self::Attachment => 5,
            Self::Table => 6,
            Self::Platform => 7,
            Self::Snapshot => 8,
        }
    }
}

impl KeyKind {
    /// The name in records and messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Region => "region",
            Self::Dataset => "dataset",
            Self::Version => "version",
            Self::Attachment => "attachment",
            Self::Table => "table",
            Self::Platform => "platform",
            Self::Snapshot => "snapshot",
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which key: its kind, its name (a region code, an id) and its generation 代次, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyLabel {
    kind: KeyKind,
    name: String,
    generation: u32,
}

impl KeyLabel {
    /// Refuses an empty name, one of more than 200 bytes, and generation 0.
    pub fn new(kind: KeyKind, name: impl Into<String>, generation: u32) -> Result<Self, KeyError> {
        let name = name.into();
        if name.is_empty() || name.len() > LONGEST_NAME {
            return Err(KeyError::Name { length: name.len() });
        }
        if generation == 0 {
            return Err(KeyError::NoGeneration { kind });
        }
        Ok(Self { kind, name, generation })
    }

    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Kind, generation and name; the name comes last, so nothing needs a length.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.kind.code()];
        bytes.extend(self.generation.to_be_bytes());
        bytes.extend(self.name.as_bytes());
        bytes
    }
}

impl fmt::Display for KeyLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} key {:?} generation {}", self.kind, self.name, self.generation)
    }
}

/// Eight public bytes that tell one key from another and nothing about it 密钥校验值, written as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyCheck([u8; 8]);

impl KeyCheck {
    pub const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for KeyCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for KeyCheck {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let well_formed = text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let number = u64::from_str_radix(text, 16).ok().filter(|_| well_formed).ok_or(KeyError::NotACheck)?;
        Ok(Self(number.to_be_bytes()))
    }
}

impl TryFrom<String> for KeyCheck {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<KeyCheck> for String {
    fn from(check: KeyCheck) -> Self {
        check.to_string()
    }
}
