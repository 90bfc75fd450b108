use crate::suite::cipher::Cipher;

#[cfg(target_arch = "x86_64")]
mod accelerated;
mod portable_aes;
mod portable_sm4;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(target_arch = "x86_64")]
mod x86;

use portable_aes::PortableAesGcm;
use portable_sm4::PortableSm4Gcm;

/// The fastest SM4-GCM (RFC 8998) this machine has, found out when it is asked for.
pub(crate) fn sm4_gcm(key: &[u8; 16]) -> Box<dyn Cipher> {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(engine) = x86::Sm4Avx512::detect() {
            return Box::new(accelerated::AcceleratedGcm::new(engine, key));
        }
        if let Some(engine) = x86::Sm4Avx2::detect() {
            return Box::new(accelerated::AcceleratedGcm::new(engine, key));
        }
    }
    Box::new(PortableSm4Gcm::new(key))
}

/// The fastest AES-256-GCM (NIST SP 800-38D) this machine has, found out when it is asked for.
pub(crate) fn aes_256_gcm(key: &[u8; 32]) -> Box<dyn Cipher> {
    #[cfg(target_arch = "x86_64")]
    if let Some(engine) = x86::AesAvx512::detect() {
        return Box::new(accelerated::AcceleratedGcm::new(engine, key));
    }
    Box::new(PortableAesGcm::new(key))
}
