use ::sm2::dsa::signature::{Signer as _, Verifier};
use ::sm2::dsa::{Signature, SigningKey, VerifyingKey};
use ::sm2::elliptic_curve::sec1::ToSec1Point;
use ::sm3::Sm3;
use hkdf::Hkdf;

use crate::Secret32;
use crate::suite::algorithms::Algorithms;
use crate::suite::cipher::Cipher;
use crate::suite::gcm::sm4_gcm;
use crate::suite::signature::Sign;
use crate::suite::sm2::Signer;
use crate::suite::sm3;

/// The user id GM/T 0009 names where the parties agreed on no other.
pub(crate) const USER_ID: &str = "1234567812345678";

/// Bits of the user id, as they stand before it.
const USER_ID_BITS: &[u8] = &[0, 128];

/// SM3, SM4-GCM, SM2.
pub(crate) struct National;

impl Algorithms for National {
    fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        sm3::digest(parts)
    }

    fn digest_many(&self, messages: &[&[u8]]) -> Vec<[u8; 32]> {
        sm3::digest_each(&[], messages)
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
        let point = key.verifying_key().as_affine().to_sec1_point(false);
        let public = *point.as_bytes().as_array()?;
        Some(Box::new(Signer::new(secret.expose(), public, identity(&public))))
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

/// The curve and its base point: a, b, x and y, two lines each.
const CURVE: [u128; 8] = [
    0xffff_fffe_ffff_ffff_ffff_ffff_ffff_ffff,
    0xffff_ffff_0000_0000_ffff_ffff_ffff_fffc,
    0x28e9_fa9e_9d9f_5e34_4d5a_9e4b_cf65_09a7,
    0xf397_89f5_15ab_8f92_ddbc_bd41_4d94_0e93,
    0x32c4_ae2c_1f19_8119_5f99_0446_6a39_c994,
    0x8fe3_0bbf_f266_0be1_715a_4589_334c_74c7,
    0xbc37_36a2_f4f6_779c_59bd_cee3_6b69_2153,
    0xd0a9_877c_c62a_4740_02df_32e5_2139_f0a0,
];

/// Z of GB/T 32918.2: the digest of the user id with its length in bits, the curve, its base point and the public key.
pub(super) fn identity(public: &[u8; POINT]) -> [u8; 32] {
    let [_, point @ ..] = public;
    let curve = CURVE.map(u128::to_be_bytes);
    sm3::digest(&[USER_ID_BITS, USER_ID.as_bytes(), curve.as_flattened(), point])
}
