use base::Entropy;

use crate::keys::{KeyCheck, KeyError, KeyLabel};
use crate::{Secret32, Suite};

/// 32 secret bytes under another key: a nonce, and ciphertext with its tag behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedSecret {
    pub nonce: [u8; 12],
    pub sealed: [u8; 48],
}

/// A key that wraps others 包裹密钥. [`Key`](crate::Key) does it in memory; a token (PKCS#11) does it inside itself.
pub trait WrappingKey: Send + Sync {
    fn label(&self) -> &KeyLabel;
    fn suite(&self) -> Suite;
    fn check(&self) -> KeyCheck;

    /// Encrypts and authenticates `secret` together with `associated` under the suite's cipher.
    fn seal_secret(
        &self,
        secret: &Secret32,
        associated: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<SealedSecret, KeyError>;

    /// The secret, or nothing where one bit of it or of `associated` differs from when it was sealed.
    fn open_secret(&self, sealed: &SealedSecret, associated: &[u8]) -> Result<Option<Secret32>, KeyError>;
}
