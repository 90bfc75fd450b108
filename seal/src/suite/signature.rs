use std::fmt;

use base::Entropy;

use crate::{Secret32, Suite};

/// How often a fresh secret is drawn before the source is called broken; one draw in 2^32 fails with a good one.
const DRAWS: usize = 8;

/// One side of an algorithm that signs. `None` has a chance of about 2^-256, and then no signature exists.
pub(crate) trait Sign: Send + Sync {
    fn public_key(&self) -> Vec<u8>;

    /// The signatures in the order of the messages.
    fn sign_many(&self, messages: &[&[u8]]) -> Option<Vec<[u8; 64]>>;
}

/// Why something was not signed or a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("expected a secret the {suite} suite can sign with, found one outside its range; draw another")]
    UnusableSecret { suite: Suite },
    #[error("expected a public key of the {suite} suite, found {length} bytes that are none; check where it came from")]
    NotAPublicKey { suite: Suite, length: usize },
    #[error("expected a signature of 64 bytes, found {length}; check where it came from")]
    NotASignature { length: usize },
    #[error("expected a {suite} signature of this message by this key, found another; do not rely on the message")]
    DoesNotHold { suite: Suite },
}

/// A key that signs 签名私钥: SM2 (GB/T 32918.2, default user id) or Ed25519 (RFC 8032).
pub struct SigningKey {
    suite: Suite,
    sign: Box<dyn Sign>,
}

impl SigningKey {
    /// The key of a secret: the private scalar, big-endian (SM2), or the seed (Ed25519).
    pub fn new(suite: Suite, secret: &Secret32) -> Result<Self, SignatureError> {
        let sign = suite.algorithms().signer(secret).ok_or(SignatureError::UnusableSecret { suite })?;
        Ok(Self { suite, sign })
    }

    /// Draws a secret and its key. Keep the secret wrapped; the key alone cannot be written down again.
    pub fn generate(suite: Suite, entropy: &dyn Entropy) -> Result<(Secret32, Self), SignatureError> {
        (0..DRAWS)
            .find_map(|_| {
                let secret = Secret32::draw(entropy);
                let key = Self::new(suite, &secret).ok()?;
                Some((secret, key))
            })
            .ok_or(SignatureError::UnusableSecret { suite })
    }

    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey { suite: self.suite, public: self.sign.public_key() }
    }

    /// The signature, 64 bytes: r then s (SM2), R then S (Ed25519). The same message gives the same signature.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignatureError> {
        let signature = self.sign_many(&[message])?.pop();
        signature.ok_or(SignatureError::UnusableSecret { suite: self.suite })
    }

    /// The signatures of many messages, in their order: those [`Self::sign`] gives, at a fraction of its time (SM2).
    pub fn sign_many(&self, messages: &[&[u8]]) -> Result<Vec<[u8; 64]>, SignatureError> {
        self.sign.sign_many(messages).ok_or(SignatureError::UnusableSecret { suite: self.suite })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, redacted)", self.suite)
    }
}

/// The public half of a [`SigningKey`] 签名公钥.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    suite: Suite,
    public: Vec<u8>,
}

impl VerifyingKey {
    /// Reads a public key: 65 bytes, an uncompressed point (SM2), or 32 bytes (Ed25519).
    pub fn new(suite: Suite, public: &[u8]) -> Result<Self, SignatureError> {
        if suite.algorithms().is_public_key(public) {
            Ok(Self { suite, public: public.to_vec() })
        } else {
            Err(SignatureError::NotAPublicKey { suite, length: public.len() })
        }
    }

    pub fn suite(&self) -> Suite {
        self.suite
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.public
    }

    /// Succeeds only for the signature of exactly this message by exactly this key.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let exact = signature.try_into().map_err(|_| SignatureError::NotASignature { length: signature.len() })?;
        if self.suite.algorithms().verifies(&self.public, message, exact) {
            Ok(())
        } else {
            Err(SignatureError::DoesNotHold { suite: self.suite })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Stuck(u8);
    impl Entropy for Stuck {
        fn fill(&self, out: &mut [u8]) {
            out.fill(self.0);
        }
    }

    fn key(suite: Suite, byte: u8) -> SigningKey {
        SigningKey::new(suite, &Secret32::new([byte; 32])).unwrap()
    }

    #[test]
    fn a_broken_source_of_secrets_is_named_and_does_not_hang() {
        let error = SigningKey::generate(Suite::National, &Stuck(0xff)).unwrap_err();
        assert_eq!(error, SignatureError::UnusableSecret { suite: Suite::National });
        assert!(SigningKey::generate(Suite::National, &Stuck(0)).is_err());
        assert!(SigningKey::generate(Suite::National, &Stuck(7)).is_ok());
    }

    #[test]
    fn the_secret_without_an_inverse_is_refused() {
        // n - 1 of GB/T 32918.5.
        let last = hex::<32>("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122");
        assert!(SigningKey::new(Suite::National, &Secret32::new(last)).is_err());
    }

    #[test]
    fn a_signing_key_does_not_print() {
        assert_eq!(format!("{:?}", key(Suite::National, 7)), "SigningKey(national, redacted)");
    }

    #[test]
    fn what_is_no_public_key_is_refused() {
        for suite in Suite::ALL {
            let good = key(suite, 7).verifying_key();
            assert_eq!(VerifyingKey::new(suite, good.as_bytes()).unwrap(), good);
            for wrong in [&[][..], &[4; 65], &[0; 32], &good.as_bytes()[1..]] {
                let error = VerifyingKey::new(suite, wrong).unwrap_err();
                assert_eq!(error, SignatureError::NotAPublicKey { suite, length: wrong.len() });
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn a_signature_holds_for_its_message_its_key_and_its_bits_only(
            message in proptest::collection::vec(any::<u8>(), 0..200), byte in 1_u8..=254, bit in 0_usize..512,
        ) {
            for suite in Suite::ALL {
                let signed = key(suite, byte);
                let signature = signed.sign(&message).unwrap();
                let holds = SignatureError::DoesNotHold { suite };
                prop_assert_eq!(signed.verifying_key().verify(&message, &signature), Ok(()));
                prop_assert_eq!(key(suite, 255 - byte).verifying_key().verify(&message, &signature), Err(holds));
                let longer = [message.as_slice(), b"x"].concat();
                prop_assert_eq!(signed.verifying_key().verify(&longer, &signature), Err(holds));
                let mut flipped = signature;
                flipped[bit / 8] ^= 1 << (bit % 8);
                prop_assert_eq!(signed.verifying_key().verify(&message, &flipped), Err(holds));
                let short = signed.verifying_key().verify(&message, &signature[..63]);
                prop_assert_eq!(short, Err(SignatureError::NotASignature { length: 63 }));
            }
        }
    }

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        crate::suite::vectors::hex(text).try_into().unwrap()
    }
}
