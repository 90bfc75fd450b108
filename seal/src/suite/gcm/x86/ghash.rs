//! GHASH by carry-less multiplication, 128 bits at a time.
//!
//! Worked in the form of POLYVAL (RFC 8452, appendix A), where bytes need no reversal of bits: blocks are read
//! big-endian, and the digest key is multiplied by x once.
#![deny(unsafe_code)]

use std::arch::x86_64::{
    __m128i, _mm_clmulepi64_si128, _mm_extract_epi64, _mm_set_epi64x, _mm_setzero_si128, _mm_shuffle_epi32,
    _mm_slli_si128, _mm_srli_si128, _mm_xor_si128,
};

use crate::suite::gcm::accelerated::Powers;

/// x^127 + x^126 + x^121 + 1: what x^128 is.
const MODULUS: u128 = 0xc200_0000_0000_0000_0000_0000_0000_0001;

/// A product before it is reduced, in three parts of 128 bits that overlap by half.
#[derive(Clone, Copy)]
pub(super) struct Product {
    pub(super) low: __m128i,
    pub(super) middle: __m128i,
    pub(super) high: __m128i,
}

/// H^64 to H^1.
#[target_feature(enable = "pclmulqdq,sse4.1")]
pub(super) fn powers(digest_key: &[u8; 16]) -> Powers {
    let key = u128::from_be_bytes(*digest_key);
    let carried = 0_u128.wrapping_sub(key >> 127) & MODULUS;
    let key = vector(key << 1 ^ carried);
    let mut powers = [[0; 64]; 16];
    let mut power = key;
    for place in powers.iter_mut().rev().flat_map(|line| line.rchunks_exact_mut(16)) {
        place.copy_from_slice(&number(power).to_le_bytes());
        power = reduce(add(zero(), power, key));
    }
    powers
}

/// Takes in less than a line, the last block filled up with zeros.
#[inline]
#[target_feature(enable = "pclmulqdq,sse4.1")]
pub(super) fn absorb_rest(powers: &Powers, mut digest: u128, rest: &[u8]) -> u128 {
    let [.., line] = powers;
    let Some(key) = line.last_chunk::<16>() else { return digest };
    let key = vector(u128::from_le_bytes(*key));
    for part in rest.chunks(16) {
        let mut block = [0; 16];
        for (to, from) in block.iter_mut().zip(part) {
            *to = *from;
        }
        digest = number(reduce(add(zero(), vector(u128::from_be_bytes(block) ^ digest), key)));
    }
    digest
}

/// The powers that belong to a number of lines, at most all.
pub(super) fn last_lines(powers: &Powers, lines: usize) -> &[[u8; 64]] {
    powers.get(powers.len().saturating_sub(lines)..).unwrap_or_default()
}

#[inline]
#[target_feature(enable = "pclmulqdq,sse4.1")]
pub(super) fn zero() -> Product {
    Product { low: _mm_setzero_si128(), middle: _mm_setzero_si128(), high: _mm_setzero_si128() }
}

/// Adds the product of two numbers to a sum of products.
#[inline]
#[target_feature(enable = "pclmulqdq,sse4.1")]
pub(super) fn add(sum: Product, a: __m128i, b: __m128i) -> Product {
    let middle = _mm_xor_si128(_mm_clmulepi64_si128::<0x01>(a, b), _mm_clmulepi64_si128::<0x10>(a, b));
    Product {
        low: _mm_xor_si128(sum.low, _mm_clmulepi64_si128::<0x00>(a, b)),
        middle: _mm_xor_si128(sum.middle, middle),
        high: _mm_xor_si128(sum.high, _mm_clmulepi64_si128::<0x11>(a, b)),
    }
}

/// The product modulo the field's polynomial, divided by x^128: the low half is cleared 64 bits at a time.
#[inline]
#[target_feature(enable = "pclmulqdq,sse4.1")]
pub(super) fn reduce(product: Product) -> __m128i {
    let modulus = _mm_set_epi64x(0, (0xc2_u64 << 56).cast_signed());
    let low = _mm_xor_si128(product.low, _mm_slli_si128::<8>(product.middle));
    let high = _mm_xor_si128(product.high, _mm_srli_si128::<8>(product.middle));
    let once = _mm_xor_si128(_mm_shuffle_epi32::<0x4e>(low), _mm_clmulepi64_si128::<0x00>(low, modulus));
    let twice = _mm_xor_si128(_mm_shuffle_epi32::<0x4e>(once), _mm_clmulepi64_si128::<0x00>(once, modulus));
    _mm_xor_si128(high, twice)
}

#[inline]
#[target_feature(enable = "sse4.1")]
#[expect(clippy::cast_possible_truncation, reason = "each cast takes the half it names")]
pub(super) fn vector(number: u128) -> __m128i {
    _mm_set_epi64x(((number >> 64) as u64).cast_signed(), (number as u64).cast_signed())
}

#[inline]
#[target_feature(enable = "sse4.1")]
pub(super) fn number(vector: __m128i) -> u128 {
    let (low, high) = (_mm_extract_epi64::<0>(vector), _mm_extract_epi64::<1>(vector));
    u128::from(high.cast_unsigned()) << 64 | u128::from(low.cast_unsigned())
}
