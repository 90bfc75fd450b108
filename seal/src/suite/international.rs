use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};

use crate::Secret32;
use crate::suite::algorithms::Algorithms;
use crate::suite::cipher::Cipher;
use crate::suite::gcm::aes_256_gcm;
use crate::suite::signature::Sign;

/// SHA-256, AES-256-GCM, Ed25519.
pub(crate) struct International;

impl Algorithms for International {
    fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize().into()
    }

    #[expect(clippy::expect_used, reason = "RFC 5869 bounds the output at 255 blocks; 32 bytes are one")]
    fn derive(&self, key: &Secret32, salt: &[u8], info: &[&[u8]]) -> Secret32 {
        let mut out = Secret32::new([0; 32]);
        Hkdf::<Sha256>::new(Some(salt), key.expose()).expand_multi_info(info, out.expose_mut()).expect("one block");
        out
    }

    fn cipher(&self, key: &Secret32) -> Box<dyn Cipher> {
        aes_256_gcm(key.expose())
    }

    fn signer(&self, secret: &Secret32) -> Option<Box<dyn Sign>> {
        Some(Box::new(Ed25519(SigningKey::from_bytes(secret.expose()))))
    }

    fn is_public_key(&self, public: &[u8]) -> bool {
        public_key(public).is_some()
    }

    fn verifies(&self, public: &[u8], message: &[u8], signature: &[u8; 64]) -> bool {
        // Strict: a signature has one form only, so a record that carries it cannot be varied.
        public_key(public).is_some_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
    }
}

fn public_key(bytes: &[u8]) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
    (!key.is_weak()).then_some(key)
}

/// Ed25519 (RFC 8032). The public key is 32 bytes.
struct Ed25519(SigningKey);

impl Sign for Ed25519 {
    fn public_key(&self) -> Vec<u8> {
        self.0.verifying_key().to_bytes().to_vec()
    }

    fn sign_many(&self, messages: &[&[u8]]) -> Option<Vec<[u8; 64]>> {
        Some(messages.iter().map(|message| self.0.sign(message).to_bytes()).collect())
    }
}
