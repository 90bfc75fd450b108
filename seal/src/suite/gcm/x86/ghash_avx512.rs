//! GHASH by VPCLMULQDQ, four blocks at a time.
#![deny(unsafe_code)]

use std::arch::x86_64::{
    __m128i, __m512i, _mm_xor_si128, _mm512_clmulepi64_epi128, _mm512_extracti32x4_epi32, _mm512_set_epi64,
    _mm512_setzero_si512, _mm512_shuffle_epi8, _mm512_ternarylogic_epi32, _mm512_xor_si512, _mm512_zextsi128_si512,
};

use super::ghash::{Product, absorb_rest, last_lines, number, reduce, vector};
use super::load512;
use crate::suite::gcm::accelerated::Powers;

#[target_feature(enable = "avx512f,avx512bw,vpclmulqdq,pclmulqdq,sse4.1")]
pub(super) fn absorb(powers: &Powers, mut digest: u128, bytes: &[u8]) -> u128 {
    let (lines, rest) = bytes.as_chunks::<64>();
    for batch in lines.chunks(powers.len()) {
        digest = number(absorb_batch(last_lines(powers, batch.len()), vector(digest), batch));
    }
    absorb_rest(powers, digest, rest)
}

/// Multiplies each block by its own power, so that one reduction serves them all.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,vpclmulqdq,pclmulqdq,sse4.1")]
fn absorb_batch(mut powers: &[[u8; 64]], digest: __m128i, mut batch: &[[u8; 64]]) -> __m128i {
    let reversed = lanes(0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f);
    let mut before = _mm512_zextsi128_si512(digest);
    let (mut low, mut middle, mut high) = (_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512());
    while let ([line, next_lines @ ..], [power, next_powers @ ..]) = (batch, powers) {
        (batch, powers) = (next_lines, next_powers);
        let power = load512(power);
        let blocks = _mm512_xor_si512(_mm512_shuffle_epi8(load512(line), reversed), before);
        before = _mm512_setzero_si512();
        let a = _mm512_clmulepi64_epi128::<0x01>(blocks, power);
        let b = _mm512_clmulepi64_epi128::<0x10>(blocks, power);
        low = _mm512_xor_si512(low, _mm512_clmulepi64_epi128::<0x00>(blocks, power));
        middle = _mm512_ternarylogic_epi32::<0x96>(middle, a, b);
        high = _mm512_xor_si512(high, _mm512_clmulepi64_epi128::<0x11>(blocks, power));
    }
    reduce(Product { low: folded(low), middle: folded(middle), high: folded(high) })
}

/// All four lanes alike.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn lanes(high: i64, low: i64) -> __m512i {
    _mm512_set_epi64(high, low, high, low, high, low, high, low)
}

/// The sum of the four lanes.
#[inline]
#[target_feature(enable = "avx512f")]
fn folded(vector: __m512i) -> __m128i {
    let front = _mm_xor_si128(_mm512_extracti32x4_epi32::<0>(vector), _mm512_extracti32x4_epi32::<1>(vector));
    let back = _mm_xor_si128(_mm512_extracti32x4_epi32::<2>(vector), _mm512_extracti32x4_epi32::<3>(vector));
    _mm_xor_si128(front, back)
}
