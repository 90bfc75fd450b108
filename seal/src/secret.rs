use std::fmt;

use base::Entropy;
use zeroize::Zeroizing;

/// 32 secret bytes. They do not print, cannot be compared by accident in variable time, and are wiped on drop.
#[derive(Clone)]
pub struct Secret32(Zeroizing<[u8; 32]>);

impl Secret32 {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Fresh bytes from `entropy`.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut secret = Self::new([0; 32]);
        entropy.fill(secret.expose_mut());
        secret
    }

    /// The bytes, for the one call that needs them. Keep no copy.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 16 bytes: the whole key of a cipher that takes no more.
    #[expect(clippy::expect_used, reason = "32 bytes hold 16")]
    pub(crate) fn first_half(&self) -> &[u8; 16] {
        self.0.first_chunk().expect("a half")
    }

    #[expect(clippy::expect_used, reason = "32 bytes hold 8")]
    pub(crate) fn first_eight(&self) -> &[u8; 8] {
        self.0.first_chunk().expect("a quarter")
    }

    pub(crate) fn expose_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }
}

impl fmt::Debug for Secret32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret32(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print() {
        let secret = Secret32::new([0xab; 32]);
        assert_eq!(format!("{secret:?}"), "Secret32(redacted)");
        assert_eq!(format!("{secret:#?}"), "Secret32(redacted)");
    }
}
