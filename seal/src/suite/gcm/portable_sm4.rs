use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::aes::cipher::consts::U12;
use aes_gcm::{AeadInOut, AesGcm, KeyInit};
use sm4::Sm4;

use crate::suite::cipher::{Cipher, NONCE, Refused, TAG};

/// SM4-GCM (RFC 8998) on any machine: the `sm4` crate under the mode of the `aes-gcm` crate, which takes any block
/// cipher of 16-byte blocks. Slow, and its table look-ups take as long as the cache lets them.
pub(crate) struct PortableSm4Gcm(AesGcm<Sm4, U12>);

impl PortableSm4Gcm {
    pub(crate) fn new(key: &[u8; 16]) -> Self {
        Self(AesGcm::new(key.into()))
    }
}

impl Cipher for PortableSm4Gcm {
    #[expect(clippy::expect_used, reason = "fails only above 64 GiB; a text is at most one chunk")]
    fn seal(&self, nonce: &[u8; NONCE], associated: &[u8], text: &mut [u8]) -> [u8; TAG] {
        self.0.encrypt_inout_detached(nonce.into(), associated, InOutBuf::from(text)).expect("a short text").into()
    }

    fn open(&self, nonce: &[u8; NONCE], associated: &[u8], text: &mut [u8], tag: &[u8; TAG]) -> Result<(), Refused> {
        self.0.decrypt_inout_detached(nonce.into(), associated, InOutBuf::from(text), tag.into()).map_err(|_| Refused)
    }
}
