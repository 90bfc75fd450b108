use std::fmt;
use std::hash::{DefaultHasher, Hasher as _};

use base::Entropy;
use serde::{Deserialize, Serialize};
use sha2::block_api::compress256;
use sha2::{Digest as _, Sha256};

/// Bytes of one block of SHA-256.
const BLOCK: usize = 64;

/// Blocks that are laid out on the stack.
const FEW: usize = 3;

/// Bytes of a part's length: so few that a row key of 19 bytes, as those of persons and bodies, fits into one block.
const LENGTH: usize = 4;

/// FIPS 180-4, 5.3.3.
const START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// A pseudorandom function: SHA-256 over the 32-byte key, then every part behind its length.
///
/// The lengths make no input a prefix of another, so the outer pass of HMAC is not needed and one row costs one
/// compression instead of two.
#[derive(Clone)]
pub(super) struct Prf([u8; 32]);

impl Prf {
    pub(super) const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    pub(super) fn of(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.of_few_blocks(parts).unwrap_or_else(|| self.of_any_length(parts))
    }

    /// The same for inputs that fit into a few blocks of the hash together with their padding, without the buffers of a
    /// stream: most keys and all cells fit into one, and marking is little else than this.
    fn of_few_blocks(&self, parts: &[&[u8]]) -> Option<[u8; 32]> {
        let mut bytes = [0; FEW * BLOCK];
        let mut end = self.0.len();
        bytes.get_mut(..end)?.copy_from_slice(&self.0);
        for part in parts {
            let (length, text) = (end + LENGTH, end + LENGTH + part.len());
            bytes.get_mut(end..length)?.copy_from_slice(&length_of(part));
            bytes.get_mut(length..text)?.copy_from_slice(part);
            end = text;
        }
        // FIPS 180-4, 5.1.1: a one, zeros, and the length in bits in the last eight bytes.
        *bytes.get_mut(end)? = 0x80;
        let padded = (end + 9).next_multiple_of(BLOCK);
        bytes.get_mut(padded - 8..padded)?.copy_from_slice(&(end as u64 * 8).to_be_bytes());
        let mut state = START;
        compress256(&mut state, bytes.as_chunks().0.get(..padded / BLOCK)?);
        let mut out = [0; 32];
        for (bytes, word) in out.chunks_exact_mut(4).zip(state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        Some(out)
    }

    fn of_any_length(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(self.0);
        for part in parts {
            hash.update(length_of(part));
            hash.update(part);
        }
        hash.finalize().into()
    }

    /// The same key for many values: its block is compressed once for all of them.
    pub(super) fn images(&self) -> Images {
        let mut block = [0; BLOCK];
        for (to, byte) in block.iter_mut().zip(self.0) {
            *to = byte;
        }
        let mut state = START;
        compress256(&mut state, &[block]);
        Images(state)
    }

    /// A function of its own for one purpose.
    pub(super) fn derive(&self, purpose: &str) -> Self {
        Self(self.of(&[purpose.as_bytes()]))
    }
}

/// No part reaches 4 GiB: a value of a column counts its bytes in 32 bits.
fn length_of(part: &[u8]) -> [u8; LENGTH] {
    u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes()
}

impl fmt::Debug for Prf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prf(redacted)")
    }
}

/// Pseudorandom images 像 of values of any length: SHA-256 over a block that holds the key and over the value, cut to 128
/// bits. Nobody goes on from a cut image to that of a longer value.
#[derive(Clone)]
pub(super) struct Images([u32; 8]);

/// Bytes of an image.
pub(super) const IMAGE: usize = 16;

impl Images {
    pub(super) fn of(&self, value: &[u8]) -> [u8; IMAGE] {
        let mut state = self.0;
        let (blocks, rest) = value.as_chunks::<BLOCK>();
        compress256(&mut state, blocks);
        // FIPS 180-4, 5.1.1, with the key's block counted in.
        let mut last = [0; 2 * BLOCK];
        for (to, byte) in last.iter_mut().zip(rest.iter().chain(&[0x80])) {
            *to = *byte;
        }
        let bits = (BLOCK + value.len()) as u64 * 8;
        let end = if rest.len() + 9 > BLOCK { 2 * BLOCK } else { BLOCK };
        for (to, byte) in last.iter_mut().skip(end - 8).zip(bits.to_be_bytes()) {
            *to = byte;
        }
        compress256(&mut state, last.as_chunks().0.get(..end / BLOCK).unwrap_or_default());
        let mut image = [0; IMAGE];
        for (bytes, word) in image.as_chunks_mut().0.iter_mut().zip(state) {
            *bytes = word.to_be_bytes();
        }
        image
    }
}

impl fmt::Debug for Images {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Images(redacted)")
    }
}

/// A keyed hash for tables that live no longer than one look at a suspect: several times as fast as [`Prf`], and whoever
/// wrote the suspect cannot aim at its collisions.
#[derive(Clone)]
pub(super) struct Lookup(DefaultHasher);

impl Lookup {
    pub(super) fn new(key: &Prf) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(&key.0);
        Self(hasher)
    }

    pub(super) fn of(&self, value: &[u8]) -> u64 {
        let mut hasher = self.0.clone();
        hasher.write(value);
        hasher.finish()
    }

    /// The same behind what was looked up before.
    pub(super) fn after(&self, before: u64, value: &[u8]) -> u64 {
        let mut hasher = self.0.clone();
        hasher.write_u64(before);
        hasher.write(value);
        hasher.finish()
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lookup(redacted)")
    }
}

/// The first eight bytes as a number.
pub(super) fn first_word(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// The secret of one dataset's fingerprints 指纹密钥: who holds it can mark copies and name their recipients.
///
/// One per dataset, kept for as long as any copy may turn up. Everything else (biases, code words, which cell carries
/// which position) follows from it.
#[derive(Clone, Debug)]
pub struct DatasetSecret {
    /// Row keys → what the row's cells carry.
    pub(super) rows: Prf,
    /// Copies → their code words.
    pub(super) codes: Prf,
    /// Positions → their biases.
    pub(super) biases: Prf,
    /// Values → the places they are looked up by when a suspect table is matched.
    pub(super) matching: Prf,
    /// Pseudonyms → their second form.
    pub(super) pseudonyms: Prf,
    /// Cells → what a copy's digest adds up.
    pub(super) digests: Prf,
}

impl DatasetSecret {
    /// `secret` is 32 bytes nobody can guess.
    pub fn new(secret: &[u8; 32]) -> Self {
        let root = Prf::new(*secret);
        let of = |purpose| root.derive(purpose);
        Self {
            rows: of("fingerprint/rows"),
            codes: of("fingerprint/codes"),
            biases: of("fingerprint/biases"),
            matching: of("fingerprint/matching"),
            pseudonyms: of("fingerprint/pseudonyms"),
            digests: of("fingerprint/digests"),
        }
    }

    /// Draws the 32 bytes a new dataset's secret is made from; the caller seals and keeps them.
    pub fn draw(entropy: &dyn Entropy) -> [u8; 32] {
        let mut secret = [0; 32];
        entropy.fill(&mut secret);
        secret
    }
}

/// Names one copy 副本编号 of a dataset, and by it the recipient and the receipt: 1 to 128 bytes of text.
///
/// Two copies under one id carry the same marks. With pseudonyms among the channels, give one recipient one id under
/// one agreement, or the pseudonyms of two copies no longer join.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CopyId(String);

/// Why a text names no copy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a copy's id of 1 to 128 bytes, found {found}; take the receipt's or the agreement's id")]
pub struct CopyIdError {
    pub found: usize,
}

impl CopyId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CopyId {
    type Error = CopyIdError;
    fn try_from(text: String) -> Result<Self, CopyIdError> {
        if (1..=128).contains(&text.len()) { Ok(Self(text)) } else { Err(CopyIdError { found: text.len() }) }
    }
}

impl From<CopyId> for String {
    fn from(id: CopyId) -> Self {
        id.0
    }
}

impl fmt::Display for CopyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_the_hash_of_the_keys_block_and_the_value() {
        let (images, bytes) = (Prf::new([9; 32]).images(), [7; 200]);
        for length in 0..bytes.len() {
            let mut whole = Sha256::new_with_prefix([9; 32]);
            whole.update([0; 32]);
            whole.update(&bytes[..length]);
            assert_eq!(images.of(&bytes[..length])[..], whole.finalize()[..IMAGE], "{length}");
        }
    }

    #[test]
    fn few_blocks_and_many_are_one_function() {
        let (prf, bytes) = (Prf::new([9; 32]), [7; 200]);
        for first in 0..90 {
            for second in 0..90 {
                let parts = [&bytes[..first], &bytes[..second]];
                assert_eq!(prf.of(&parts), prf.of_any_length(&parts));
            }
        }
        for length in 0..bytes.len() {
            assert_eq!(prf.of(&[&bytes[..length]]), prf.of_any_length(&[&bytes[..length]]), "{length}");
        }
        assert!(prf.of_few_blocks(&[&bytes[..147]]).is_some() && prf.of_few_blocks(&[&bytes[..148]]).is_none());
    }
}
