//! The inner function on x86-64. What cannot be said in safe Rust stands here: that a function compiled for certain
//! instructions runs on a processor that has them, and that a vector may be loaded from bytes at any address.
#![expect(unsafe_code, reason = "vector loads and stores, and calls into code for detected instructions; see above")]

use std::arch::is_x86_feature_detected as has;
use std::arch::x86_64::{__m512i, _mm512_loadu_si512, _mm512_storeu_si512};

use super::{Block, Compressor, State, rounds};

mod sixteen;

/// Processors since 2013, with rotations that keep their source. Made by `detect` only.
pub(super) struct Bmi2(());

impl Bmi2 {
    pub(super) fn detect() -> Option<&'static Self> {
        (has!("bmi1") && has!("bmi2")).then_some(&Self(()))
    }
}

impl Compressor for Bmi2 {
    fn compress(&self, state: &mut State, blocks: &[Block]) {
        // SAFETY: `self` proves that `detect` found every instruction set this function is compiled for.
        unsafe { compress(state, blocks) }
    }

    fn compress_each(&self, states: &mut [State], blocks: &[Block]) {
        for (state, block) in states.iter_mut().zip(blocks) {
            self.compress(state, std::slice::from_ref(block));
        }
    }
}

/// Processors since 2017, with sixteen words in a vector. Made by `detect` only.
pub(super) struct Sixteen(());

impl Sixteen {
    pub(super) fn detect() -> Option<&'static Self> {
        (has!("bmi1") && has!("bmi2") && has!("avx512f") && has!("avx512bw")).then_some(&Self(()))
    }
}

impl Compressor for Sixteen {
    fn compress(&self, state: &mut State, blocks: &[Block]) {
        // SAFETY: `self` proves that `detect` found every instruction set this function is compiled for.
        unsafe { sixteen::compress_all(state, blocks) }
    }

    fn compress_each(&self, states: &mut [State], blocks: &[Block]) {
        // SAFETY: as in `compress`.
        unsafe { sixteen::compress_each(states, blocks) }
    }
}

#[target_feature(enable = "bmi1,bmi2")]
fn compress(state: &mut State, blocks: &[Block]) {
    rounds::compress(state, blocks);
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(words: &[u32; 16]) -> __m512i {
    // SAFETY: the reference covers 64 readable bytes, and this load asks for no alignment.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_block(block: &Block) -> __m512i {
    // SAFETY: the reference covers 64 readable bytes, and this load asks for no alignment.
    unsafe { _mm512_loadu_si512(block.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(words: &mut [u32; 16], vector: __m512i) {
    // SAFETY: the reference covers 64 writable bytes, and this store asks for no alignment.
    unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), vector) }
}
