use crate::suite::cipher::Cipher;

#[cfg(target_arch = "x86_64")]
mod accelerated;
mod portable;
#[cfg(test)]
pub(crate) mod tests;
#[cfg(target_arch = "x86_64")]
mod x86;

use portable::PortableSm4Gcm;

/// The fastest SM4-GCM (RFC 8998) this machine has, found out when it is asked for.
pub(crate) fn sm4_gcm(key: &[u8; 16]) -> Box<dyn Cipher> {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(engine) = x86::Avx512::detect() {
            return Box::new(accelerated::AcceleratedSm4Gcm::new(engine, key));
        }
        if let Some(engine) = x86::Avx2::detect() {
            return Box::new(accelerated::AcceleratedSm4Gcm::new(engine, key));
        }
    }
    Box::new(PortableSm4Gcm::new(key))
}
