use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};

use crate::suite::cipher::{Cipher, NONCE, Refused, TAG};

/// AES-256-GCM on any machine: the `aes-gcm` crate, which uses AES-NI and PCLMULQDQ where it finds them.
pub(crate) struct PortableAesGcm(Aes256Gcm);

impl PortableAesGcm {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }
}

impl Cipher for PortableAesGcm {
    #[expect(clippy::expect_used, reason = "fails only above 64 GiB; a text is at most one chunk")]
    fn seal(&self, nonce: &[u8; NONCE], associated: &[u8], text: &mut [u8]) -> [u8; TAG] {
        self.0.encrypt_inout_detached(nonce.into(), associated, InOutBuf::from(text)).expect("a short text").into()
    }

    fn open(&self, nonce: &[u8; NONCE], associated: &[u8], text: &mut [u8], tag: &[u8; TAG]) -> Result<(), Refused> {
        self.0.decrypt_inout_detached(nonce.into(), associated, InOutBuf::from(text), tag.into()).map_err(|_| Refused)
    }
}
