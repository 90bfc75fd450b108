use std::fmt;
use std::str::FromStr;

use base::Digest;
use serde::{Deserialize, Serialize};

/// 32 random bytes kept beside a payload, written as 64 lower-case hexadecimal digits.
///
/// Without the salt a guessed payload cannot be tested against its commitment, so erasing payload and salt
/// forgets the content for good.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt([u8; 32]);

/// Why a text is not a salt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a salt of 64 lower-case hexadecimal digits, found {length} bytes of other text")]
pub struct ParseSaltError {
    pub length: usize,
}

impl Salt {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Hides the value: a log line must not undo an erasure.
impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

impl FromStr for Salt {
    type Err = ParseSaltError;
    fn from_str(text: &str) -> Result<Self, ParseSaltError> {
        let digest = text.parse::<Digest>().map_err(|_| ParseSaltError { length: text.len() })?;
        Ok(Self(*digest.as_bytes()))
    }
}

impl TryFrom<String> for Salt {
    type Error = ParseSaltError;
    fn try_from(text: String) -> Result<Self, ParseSaltError> {
        text.parse()
    }
}

impl From<Salt> for String {
    fn from(salt: Salt) -> Self {
        Digest::from_bytes(salt.0).to_string()
    }
}

/// What the log stores for one act (行为): SHA-256 of `salt ‖ payload`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(Digest);

/// The commitment to `payload` under `salt`.
pub fn commitment(salt: &Salt, payload: &[u8]) -> Commitment {
    let mut digester = base::Digester::default();
    digester.update(&salt.0);
    digester.update(payload);
    Commitment(digester.finish())
}

impl Commitment {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Digest::from_bytes(bytes))
    }

    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// RFC 6962 §2.1 leaf hash: SHA-256 of `0x00 ‖ commitment`.
    pub fn leaf_hash(&self) -> Digest {
        let mut input = [0_u8; 33];
        let [_, body @ ..] = &mut input;
        *body = *self.as_bytes();
        Digest::of(&input)
    }
}

/// RFC 6962 §2.1 interior hash: SHA-256 of `0x01 ‖ left ‖ right`.
pub(crate) fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let mut input = [1_u8; 65];
    let [_, pair @ ..] = &mut input;
    if let ([first, second], _) = pair.as_chunks_mut::<32>() {
        *first = *left.as_bytes();
        *second = *right.as_bytes();
    }
    Digest::of(&input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_is_the_digest_of_salt_then_payload() {
        let salt = Salt::from_bytes([7; 32]);
        let mut both = vec![7_u8; 32];
        both.extend_from_slice(b"{}");
        assert_eq!(commitment(&salt, b"{}").as_bytes(), Digest::of(&both).as_bytes());
        assert_ne!(commitment(&Salt::from_bytes([8; 32]), b"{}"), commitment(&salt, b"{}"));
    }

    #[test]
    fn leaf_and_node_hashes_are_domain_separated() {
        let mut leaf = vec![0_u8];
        leaf.extend_from_slice(&[5; 32]);
        assert_eq!(Commitment::from_bytes([5; 32]).leaf_hash(), Digest::of(&leaf));
        let mut node = vec![1_u8];
        node.extend_from_slice(&[2; 32]);
        node.extend_from_slice(&[3; 32]);
        assert_eq!(node_hash(&Digest::from_bytes([2; 32]), &Digest::from_bytes([3; 32])), Digest::of(&node));
    }

    #[test]
    fn a_salt_reads_back_and_never_shows_in_debug_output() {
        let salt = Salt::from_bytes([0xab; 32]);
        let text = serde_json::to_string(&salt).unwrap();
        assert_eq!(text, format!("\"{}\"", "ab".repeat(32)));
        assert_eq!(serde_json::from_str::<Salt>(&text).unwrap(), salt);
        assert!(!format!("{salt:?}").contains("ab"));
        assert!("AB".repeat(32).parse::<Salt>().is_err());
        assert!("ab".parse::<Salt>().is_err());
    }
}
