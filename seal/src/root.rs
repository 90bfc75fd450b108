use std::fmt;

use base::AgreementId;
use hkdf::Hkdf;
use sha2::Sha256;

use crate::{Key, RootKey, Secret32};

/// Separates this program's keys from any other use of the same 32 bytes.
const SALT: &[u8] = b"gongshu root key, first hierarchy";

/// The top of the key hierarchy 根密钥: derives every other key by HKDF-SHA256 (RFC 5869), one label each.
#[derive(Clone)]
pub struct Root(Hkdf<Sha256>);

impl Root {
    pub fn new(key: &RootKey) -> Self {
        Self(Hkdf::new(Some(SALT), key.secret().expose()))
    }

    /// What a platform's own keys are derived from once its first root key was replaced: `key` holds that root's bytes.
    pub fn of(key: &Key) -> Self {
        Self(Hkdf::new(Some(SALT), key.secret().expose()))
    }

    /// The key that belongs to `label`. Equal labels give equal keys; different labels give unrelated ones.
    #[expect(clippy::expect_used, reason = "RFC 5869 bounds the output at 255 blocks; 32 bytes are one")]
    pub fn derive(&self, label: &str) -> Secret32 {
        let mut out = Secret32::new([0; 32]);
        self.0.expand(label.as_bytes(), out.expose_mut()).expect("one block");
        out
    }

    /// The pseudonym key 假名密钥 of one agreement: the same value becomes unlinkable under another agreement.
    pub fn pseudonym_key(&self, agreement: &AgreementId) -> Secret32 {
        self.derive(&format!("pseudonym/{agreement}"))
    }

    /// The Ed25519 seed that signs the log's checkpoints.
    pub fn log_seed(&self) -> Secret32 {
        self.derive("log/checkpoint")
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Root(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::root_key::to_hex;
    use proptest::prelude::*;

    fn root(bytes: [u8; 32]) -> Root {
        Root::new(&RootKey::from_bytes(bytes))
    }

    #[test]
    fn derived_keys_are_the_ones_backups_rely_on() {
        // Fixed forever: a change here would orphan every pseudonym and every signature made so far.
        // Recomputed with Python's hmac: PRK = HMAC(SALT, key); T(1) = HMAC(PRK, label || 0x01).
        let root = root([7; 32]);
        assert_eq!(
            to_hex(root.log_seed().expose()).trim_end(),
            "30a87f30f01ea485cb96dd6da20c5690bad054ba962fbd7436b49ef25bf64361"
        );
        assert_eq!(
            to_hex(root.pseudonym_key(&"agr-1".parse().unwrap()).expose()).trim_end(),
            "44c4fd8e344b2a9342402f4b33c1c64e7c379d3d7f1f2fd93a5176d5d042d739"
        );
    }

    #[test]
    fn nothing_secret_prints() {
        let key = RootKey::from_bytes([7; 32]);
        let shown = format!("{:?} {:?}", key, Root::new(&key));
        assert_eq!(shown, "RootKey(redacted) Root(redacted)");
    }

    proptest! {
        #[test]
        fn keys_are_equal_iff_root_and_label_are(a in any::<[u8; 32]>(), b in any::<[u8; 32]>(), x in ".{0,40}", y in ".{0,40}") {
            let (first, second) = (root(a).derive(&x), root(b).derive(&y));
            prop_assert_eq!(first.expose() == second.expose(), a == b && x == y);
            let again = root(a).derive(&x);
            prop_assert_eq!(first.expose(), again.expose());
        }
    }
}
