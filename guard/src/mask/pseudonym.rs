use std::fmt;

use arrow::array::ArrayRef;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::MaskError;
use super::column::to_text;

/// Crockford base 32 in lower case, as the platform's ids use it.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 128 bits in 5-bit digits.
const LENGTH: usize = 26;

/// Precedes what other masks derive from an agreement's secret. No text contains it, so no value a reader brings in
/// has a pseudonym that gives away a part of another mask's key.
const NO_TEXT: u8 = 0xff;

/// The block cipher beneath format-preserving encryption; the region's suite of algorithms chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BlockCipher {
    #[default]
    Aes256,
    /// 商用密码 SM4 (GB/T 32907).
    Sm4,
}

/// The secret that turns values into pseudonyms 假名 and keys every other mask that needs one, one per agreement.
/// Holds the keyed hash state only.
#[derive(Clone)]
pub struct PseudonymKey {
    mac: Hmac<Sha256>,
    pub(super) cipher: BlockCipher,
}

impl PseudonymKey {
    #[expect(clippy::expect_used, reason = "RFC 2104 takes a key of any length")]
    pub fn new(secret: &[u8; 32]) -> Self {
        Self { mac: Hmac::new_from_slice(secret).expect("any length"), cipher: BlockCipher::default() }
    }

    /// The same key with another cipher beneath format-preserving encryption. Pseudonyms stay the same.
    #[must_use]
    pub fn encrypting_with(self, cipher: BlockCipher) -> Self {
        Self { cipher, ..self }
    }

    /// The key of another mask of this agreement.
    pub(super) fn derive(&self, label: &str) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(&[NO_TEXT]);
        mac.update(label.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The pseudonym of one value's canonical text: the first 128 bits of HMAC-SHA256 as 26 characters.
    fn digits(&self, text: &str) -> [u8; LENGTH] {
        let mut mac = self.mac.clone();
        mac.update(text.as_bytes());
        let tag = mac.finalize().into_bytes();
        let mut bits = tag.iter().take(16).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        let mut digits = [b'0'; LENGTH];
        for digit in digits.iter_mut().rev() {
            // Five bits always find a letter.
            *digit = usize::try_from(bits & 31).ok().and_then(|n| ALPHABET.get(n)).copied().unwrap_or(b'0');
            bits >>= 5;
        }
        digits
    }
}

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PseudonymKey(redacted)")
    }
}

/// Replaces every value by its pseudonym. Values with equal canonical text (the number 5 and the text `5`) share
/// one, so columns of different types still join under one key.
pub(super) fn apply(column: &ArrayRef, key: &PseudonymKey) -> Result<ArrayRef, MaskError> {
    to_text(column, LENGTH, |text, out| {
        let digits = key.digits(text);
        out.push(std::str::from_utf8(&digits).unwrap_or_default());
        Ok(())
    })
}
