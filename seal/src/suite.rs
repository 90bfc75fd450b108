use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Secret32;
use crate::suite::algorithms::Algorithms;
use crate::suite::cipher::Cipher;
use crate::suite::international::International;
use crate::suite::national::National;

pub(crate) mod algorithms;
pub(crate) mod cipher;
mod gcm;
mod international;
mod national;
pub(crate) mod signature;
mod sm2;
mod sm3;
#[cfg(test)]
pub(crate) mod vectors;

/// A set of algorithms that belong together 密码套件. The region's file chooses one for what is written from now on;
/// what was written under the other stays readable, because every key, object and signature names its suite.
///
/// | | digest | sealing | signature | key derivation |
/// |---|---|---|---|---|
/// | `National` 国密 | SM3 | SM4-GCM | SM2 with the default user id | HKDF-SM3 |
/// | `International` | SHA-256 | AES-256-GCM | Ed25519 | HKDF-SHA-256 |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suite {
    National,
    International,
}

impl Suite {
    pub const ALL: [Self; 2] = [Self::National, Self::International];

    /// The digest 摘要 of the parts one after another: 32 bytes.
    pub fn digest(self, parts: &[&[u8]]) -> [u8; 32] {
        self.algorithms().digest(parts)
    }

    /// The digest of each message alone, in their order: those [`Self::digest`] gives, computed side by side (SM3).
    pub fn digest_many(self, messages: &[&[u8]]) -> Vec<[u8; 32]> {
        self.algorithms().digest_many(messages)
    }

    /// The key 密钥派生 that belongs to `info` under `key`; equal arguments give equal keys, others unrelated ones.
    ///
    /// RFC 5869 with the suite's digest. The parts of `info` are joined as they are: the caller delimits them.
    pub fn derive(self, key: &Secret32, salt: &[u8], info: &[&[u8]]) -> Secret32 {
        self.algorithms().derive(key, salt, info)
    }

    pub(crate) fn cipher(self, key: &Secret32) -> Box<dyn Cipher> {
        self.algorithms().cipher(key)
    }

    pub(crate) fn algorithms(self) -> &'static dyn Algorithms {
        match self {
            Self::National => &National,
            Self::International => &International,
        }
    }

    /// The byte that stands for this suite in headers and associated data.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::National => 1,
            Self::International => 2,
        }
    }

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.code() == code)
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::National => "national",
            Self::International => "international",
        })
    }
}
