use hkdf::Hkdf;
use sm2::dsa::signature::{Signer, Verifier};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm3::{Digest, Sm3};

use crate::Secret32;
use crate::suite::algorithms::Algorithms;
use crate::suite::cipher::Cipher;
use crate::suite::gcm::sm4_gcm;
use crate::suite::signature::Sign;

/// The user id GM/T 0009 names where the parties agreed on no other.
pub(crate) const USER_ID: &str = "1234567812345678";

/// SM3, SM4-GCM, SM2.
pub(crate) struct National;

impl Algorithms for National {
    fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        parts.iter().fold(Sm3::new(), Sm3::chain_update).finalize().into()
    }

    #[expect(clippy::expect_used, reason = "RFC 5869 bounds the output at 255 blocks; 32 bytes are one")]
    fn derive(&self, key: &Secret32, salt: &[u8], info: &[&[u8]]) -> Secret32 {
        let mut out = Secret32::new([0; 32]);
        Hkdf::<Sm3>::new(Some(salt), key.expose()).expand_multi_info(info, out.expose_mut()).expect("one block");
        out
    }

    fn cipher(&self, key: &Secret32) -> Box<dyn Cipher> {
        sm4_gcm(key.first_half())
    }

    fn signer(&self, secret: &Secret32) -> Option<Box<dyn Sign>> {
        // d = n - 1 has no inverse of 1 + d: such a key could not sign.
        let key = SigningKey::from_slice(USER_ID, secret.expose()).ok()?;
        key.try_sign(b"").ok()?;
        Some(Box::new(Sm2(key)))
    }

    fn is_public_key(&self, public: &[u8]) -> bool {
        public_key(public).is_some()
    }

    fn verifies(&self, public: &[u8], message: &[u8], signature: &[u8; 64]) -> bool {
        let (Some(key), Ok(signature)) = (public_key(public), Signature::from_slice(signature)) else { return false };
        key.verify(message, &signature).is_ok()
    }
}

/// Bytes of an uncompressed point with its leading 04, the one form accepted.
const POINT: usize = 65;

fn public_key(bytes: &[u8]) -> Option<VerifyingKey> {
    if bytes.len() != POINT {
        return None;
    }
    VerifyingKey::from_sec1_bytes(USER_ID, bytes).ok()
}

/// SM2 (GB/T 32918.2) with the default user id. The public key is 65 bytes, the signature r then s.
struct Sm2(SigningKey);

impl Sign for Sm2 {
    fn public_key(&self) -> Vec<u8> {
        use sm2::elliptic_curve::sec1::ToSec1Point;
        self.0.verifying_key().as_affine().to_sec1_point(false).as_bytes().to_vec()
    }

    fn sign(&self, message: &[u8]) -> Option<[u8; 64]> {
        self.0.try_sign(message).ok().map(|signature| signature.to_bytes().into())
    }
}
