//! The engines of x86-64 processors.
//!
//! Two things cannot be said in safe Rust: that a vector may be loaded from and stored to bytes at any address, and
//! that a function compiled for certain instructions runs on a processor that has them. Both stand here, each with its
//! reason. The arithmetic itself, in the modules below, is safe code.
#![expect(unsafe_code, reason = "vector loads and stores, and calls into code for detected instructions; see above")]

use std::arch::is_x86_feature_detected as has;
use std::arch::x86_64::{
    __m256i, __m512i, _mm256_loadu_si256, _mm256_storeu_si256, _mm512_loadu_si512, _mm512_storeu_si512,
};

use crate::suite::cipher::NONCE;
use crate::suite::gcm::accelerated::{Engine, Powers};

mod aes_avx512;
mod ghash;
mod ghash_avx512;
mod sm4_avx2;
mod sm4_avx512;
mod sm4_schedule;

/// SM4 on processors since 2019: its S-box is that of AES but for linear maps, and GFNI has both. Made by `detect` only.
#[derive(Clone, Copy)]
pub(super) struct Sm4Avx512(());

impl Sm4Avx512 {
    pub(super) fn detect() -> Option<Self> {
        let found = has!("avx512f")
            && has!("avx512bw")
            && has!("vpclmulqdq")
            && has!("pclmulqdq")
            && has!("sse4.1")
            && has!("gfni");
        found.then_some(Self(()))
    }
}

impl Engine for Sm4Avx512 {
    type Key = [u8; 16];
    type RoundKeys = sm4_avx512::RoundKeys;

    fn round_keys(self, key: &Self::Key) -> Self::RoundKeys {
        // SAFETY: `self` proves that `detect` found every instruction set this function is compiled for.
        unsafe { sm4_avx512::round_keys(key) }
    }

    fn xor_keystream(self, round_keys: &Self::RoundKeys, nonce: &[u8; NONCE], counter: u32, text: &mut [u8]) {
        // SAFETY: as in `round_keys`.
        unsafe { sm4_avx512::xor_keystream(round_keys, nonce, counter, text) }
    }

    fn powers(self, digest_key: &[u8; 16]) -> Powers {
        // SAFETY: as in `round_keys`.
        unsafe { ghash::powers(digest_key) }
    }

    fn absorb(self, powers: &Powers, digest: u128, bytes: &[u8]) -> u128 {
        // SAFETY: as in `round_keys`.
        unsafe { ghash_avx512::absorb(powers, digest, bytes) }
    }
}

/// SM4 on processors since 2013: its S-box goes through that of AES-NI. Made by `detect` only.
#[derive(Clone, Copy)]
pub(super) struct Sm4Avx2(());

impl Sm4Avx2 {
    pub(super) fn detect() -> Option<Self> {
        let found = has!("avx2") && has!("aes") && has!("pclmulqdq") && has!("sse4.1");
        found.then_some(Self(()))
    }
}

impl Engine for Sm4Avx2 {
    type Key = [u8; 16];
    type RoundKeys = [u32; 32];

    fn round_keys(self, key: &Self::Key) -> Self::RoundKeys {
        // SAFETY: `self` proves that `detect` found every instruction set this function is compiled for.
        unsafe { sm4_avx2::round_keys(key) }
    }

    fn xor_keystream(self, round_keys: &Self::RoundKeys, nonce: &[u8; NONCE], counter: u32, text: &mut [u8]) {
        // SAFETY: as in `round_keys`.
        unsafe { sm4_avx2::xor_keystream(round_keys, nonce, counter, text) }
    }

    fn powers(self, digest_key: &[u8; 16]) -> Powers {
        // SAFETY: as in `round_keys`.
        unsafe { ghash::powers(digest_key) }
    }

    fn absorb(self, powers: &Powers, digest: u128, bytes: &[u8]) -> u128 {
        // SAFETY: as in `round_keys`.
        unsafe { sm4_avx2::absorb(powers, digest, bytes) }
    }
}

/// AES-256 on processors since 2019. Made by `detect` only.
#[derive(Clone, Copy)]
pub(super) struct AesAvx512(());

impl AesAvx512 {
    pub(super) fn detect() -> Option<Self> {
        let found = has!("avx512f")
            && has!("avx512bw")
            && has!("vpclmulqdq")
            && has!("pclmulqdq")
            && has!("sse4.1")
            && has!("aes")
            && has!("vaes");
        found.then_some(Self(()))
    }
}

impl Engine for AesAvx512 {
    type Key = [u8; 32];
    type RoundKeys = aes_avx512::RoundKeys;

    fn round_keys(self, key: &Self::Key) -> Self::RoundKeys {
        // SAFETY: `self` proves that `detect` found every instruction set this function is compiled for.
        unsafe { aes_avx512::round_keys(key) }
    }

    fn xor_keystream(self, round_keys: &Self::RoundKeys, nonce: &[u8; NONCE], counter: u32, text: &mut [u8]) {
        // SAFETY: as in `round_keys`.
        unsafe { aes_avx512::xor_keystream(round_keys, nonce, counter, text) }
    }

    fn powers(self, digest_key: &[u8; 16]) -> Powers {
        // SAFETY: as in `round_keys`.
        unsafe { ghash::powers(digest_key) }
    }

    fn absorb(self, powers: &Powers, digest: u128, bytes: &[u8]) -> u128 {
        // SAFETY: as in `round_keys`.
        unsafe { ghash_avx512::absorb(powers, digest, bytes) }
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load512(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: the reference covers 64 readable bytes, and this load asks for no alignment.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store512(bytes: &mut [u8; 64], vector: __m512i) {
    // SAFETY: the reference covers 64 writable bytes, and this store asks for no alignment.
    unsafe { _mm512_storeu_si512(bytes.as_mut_ptr().cast(), vector) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load256(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: the reference covers 32 readable bytes, and this load asks for no alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store256(bytes: &mut [u8; 32], vector: __m256i) {
    // SAFETY: the reference covers 32 writable bytes, and this store asks for no alignment.
    unsafe { _mm256_storeu_si256(bytes.as_mut_ptr().cast(), vector) }
}
