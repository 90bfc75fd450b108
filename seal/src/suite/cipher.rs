/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;

/// Bytes of an authentication tag.
pub(crate) const TAG: usize = 16;

/// The tag does not belong to these bytes. Nothing was decrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused;

/// Authenticated encryption 认证加密 with the tag apart (GCM, NIST SP 800-38D and RFC 8998).
///
/// A text is at most [`crate::Secret32`]-sized or one chunk, far below the 64 GiB where GCM ends.
pub(crate) trait Cipher: Send + Sync {
    /// Encrypts `text` in place and returns its tag. A nonce must never come twice under one key.
    fn seal(&self, nonce: &[u8; NONCE], associated: &[u8], text: &mut [u8]) -> [u8; TAG];

    /// Appends the encryption of a text in parts to `out` and returns its tag.
    fn seal_to(&self, nonce: &[u8; NONCE], associated: &[u8], parts: &[&[u8]], out: &mut Vec<u8>) -> [u8; TAG] {
        let start = out.len();
        for part in parts {
            out.extend_from_slice(part);
        }
        self.seal(nonce, associated, out.get_mut(start..).unwrap_or_default())
    }

    /// Decrypts `text` in place if the tag is right; otherwise leaves it as it was.
    fn open(&self, nonce: &[u8; NONCE], associated: &[u8], text: &mut [u8], tag: &[u8; TAG]) -> Result<(), Refused>;
}
