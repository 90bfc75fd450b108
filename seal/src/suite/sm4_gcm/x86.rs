//! The engines of x86-64 processors, and the only unsafe code of this crate.
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
use crate::suite::sm4_gcm::accelerated::{Engine, Powers};

mod avx2;
mod avx512;
mod ghash;

/// Processors since 2019: SM4's S-box is that of AES but for linear maps, and GFNI has both. Made by `detect` only.
#[derive(Clone, Copy)]
pub(super) struct Avx512(());

impl Avx512 {
    pub(super) fn detect() -> Option<Self> {
        let found = has!("avx512f")
            && has!("avx512bw")
            && has!("gfni")
            && has!("vpclmulqdq")
            && has!("pclmulqdq")
            && has!("sse4.1");
        found.then_some(Self(()))
    }
}

impl Engine for Avx512 {
    fn round_keys(self, key: &[u8; 16]) -> [u32; 32] {
        // SAFETY: `self` proves that `detect` found every instruction set this function is compiled for.
        unsafe { avx512::round_keys(key) }
    }

    fn xor_keystream(self, round_keys: &[u32; 32], nonce: &[u8; NONCE], counter: u32, text: &mut [u8]) {
        // SAFETY: as in `round_keys`.
        unsafe { avx512::xor_keystream(round_keys, nonce, counter, text) }
    }

    fn powers(self, digest_key: &[u8; 16]) -> Powers {
        // SAFETY: as in `round_keys`; PCLMULQDQ and SSE4.1 are among them.
        unsafe { ghash::powers(digest_key) }
    }

    fn absorb(self, powers: &Powers, digest: u128, bytes: &[u8]) -> u128 {
        // SAFETY: as in `round_keys`.
        unsafe { avx512::absorb(powers, digest, bytes) }
    }
}

/// Processors since 2013: the S-box goes through that of AES-NI. Made by `detect` only.
#[derive(Clone, Copy)]
pub(super) struct Avx2(());

impl Avx2 {
    pub(super) fn detect() -> Option<Self> {
        let found = has!("avx2") && has!("aes") && has!("pclmulqdq") && has!("sse4.1");
        found.then_some(Self(()))
    }
}

impl Engine for Avx2 {
    fn round_keys(self, key: &[u8; 16]) -> [u32; 32] {
        // SAFETY: `self` proves that `detect` found every instruction set this function is compiled for.
        unsafe { avx2::round_keys(key) }
    }

    fn xor_keystream(self, round_keys: &[u32; 32], nonce: &[u8; NONCE], counter: u32, text: &mut [u8]) {
        // SAFETY: as in `round_keys`.
        unsafe { avx2::xor_keystream(round_keys, nonce, counter, text) }
    }

    fn powers(self, digest_key: &[u8; 16]) -> Powers {
        // SAFETY: as in `round_keys`.
        unsafe { ghash::powers(digest_key) }
    }

    fn absorb(self, powers: &Powers, digest: u128, bytes: &[u8]) -> u128 {
        // SAFETY: as in `round_keys`.
        unsafe { avx2::absorb(powers, digest, bytes) }
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
