use std::fmt;

use base::Entropy;

use crate::keys::{KeyCheck, KeyError, KeyKind, KeyLabel, SealedSecret, WrappingKey};
use crate::{Root, Secret32, Suite};

/// Separates what is derived from a key: each use has its own salt.
const WRAP: &[u8] = b"gongshu key, wrap";
const CHECK: &[u8] = b"gongshu key, check";

/// The name of the one root.
const ROOT: &str = "root";

/// A key of the hierarchy, unwrapped in memory 密钥. It does not print and is wiped when dropped; there is no `==`:
///
/// ```compile_fail
/// fn same(a: &seal::Key, b: &seal::Key) -> bool { a == b }
/// ```
///
/// Compare [`Key::check`] instead, which is public.
#[derive(Clone)]
pub struct Key {
    label: KeyLabel,
    suite: Suite,
    secret: Secret32,
    check: KeyCheck,
}

impl Key {
    pub(crate) fn new(label: KeyLabel, suite: Suite, secret: Secret32) -> Self {
        let derived = suite.derive(&secret, CHECK, &[&label.to_bytes()]);
        let check = KeyCheck::from_bytes(*derived.first_eight());
        Self { label, suite, secret, check }
    }

    /// The key that stands for the root key file in the hierarchy. A replaced file is a new generation.
    pub fn root(root: &Root, suite: Suite, generation: u32) -> Result<Self, KeyError> {
        Ok(Self::new(KeyLabel::new(KeyKind::Root, ROOT, generation)?, suite, root.derive("hierarchy")))
    }

    pub fn label(&self) -> &KeyLabel {
        &self.label
    }

    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// Tells this key from others; public.
    pub fn check(&self) -> KeyCheck {
        self.check
    }

    pub(crate) fn secret(&self) -> &Secret32 {
        &self.secret
    }

    /// One key for each nonce and label: nonces drawn at random may meet without harm.
    fn wrapping(&self, nonce: &[u8; 12], associated: &[u8]) -> Secret32 {
        self.suite.derive(&self.secret, WRAP, &[nonce, associated])
    }
}

impl WrappingKey for Key {
    fn label(&self) -> &KeyLabel {
        &self.label
    }

    fn suite(&self) -> Suite {
        self.suite
    }

    fn check(&self) -> KeyCheck {
        self.check
    }

    fn seal_secret(
        &self,
        secret: &Secret32,
        associated: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<SealedSecret, KeyError> {
        let mut nonce = [0; 12];
        entropy.fill(&mut nonce);
        let mut text = secret.clone();
        let tag = self.suite.cipher(&self.wrapping(&nonce, associated)).seal(&nonce, associated, text.expose_mut());
        let mut sealed = [0; 48];
        for (to, from) in sealed.iter_mut().zip(text.expose().iter().chain(&tag)) {
            *to = *from;
        }
        Ok(SealedSecret { nonce, sealed })
    }

    fn open_secret(&self, sealed: &SealedSecret, associated: &[u8]) -> Result<Option<Secret32>, KeyError> {
        let (Some(text), Some(tag)) = (sealed.sealed.first_chunk(), sealed.sealed.last_chunk()) else {
            return Ok(None);
        };
        let mut secret = Secret32::new(*text);
        let cipher = self.suite.cipher(&self.wrapping(&sealed.nonce, associated));
        let opened = cipher.open(&sealed.nonce, associated, secret.expose_mut(), tag);
        Ok(opened.ok().map(|()| secret))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, redacted)", self.label)
    }
}
