//! Eight multiples of the base point side by side, on the 52-bit multipliers of AVX-512.
//!
//! What cannot be said in safe Rust stands here: that a function compiled for certain instructions runs on a processor
//! that has them, and that a vector may be loaded from and stored to words at any address.
#![expect(unsafe_code, reason = "vector loads and stores, and calls into code for detected instructions; see above")]

use std::arch::is_x86_feature_detected as has;
use std::arch::x86_64::{__m512i, _mm512_loadu_si512, _mm512_storeu_si512};

use super::comb::Comb;
use super::residue::Words;

mod coordinate;
mod multiple;
mod sum;
mod table;
#[cfg(test)]
mod tests;

/// The multiplier of processors since 2019 with 52-bit multiply-add. Made by `detect` only.
pub(super) struct IfmaComb(());

impl IfmaComb {
    pub(super) fn detect() -> Option<&'static Self> {
        (has!("avx512f") && has!("avx512ifma")).then_some(&Self(()))
    }
}

impl Comb for IfmaComb {
    fn abscissas(&self, scalars: &[Words]) -> Vec<Words> {
        // SAFETY: `self` proves that `detect` found every instruction set this function is compiled for.
        unsafe { multiple::abscissas(scalars) }
    }
}

/// Eight words, one for each lane.
type Line = [u64; 8];

#[inline]
#[target_feature(enable = "avx512f")]
fn load(line: &Line) -> __m512i {
    // SAFETY: the reference covers 64 readable bytes, and this load asks for no alignment.
    unsafe { _mm512_loadu_si512(line.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store(line: &mut Line, vector: __m512i) {
    // SAFETY: the reference covers 64 writable bytes, and this store asks for no alignment.
    unsafe { _mm512_storeu_si512(line.as_mut_ptr().cast(), vector) }
}
