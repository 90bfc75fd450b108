//! SM4 by GFNI, 16 blocks a vector register and 4 registers a step.
#![deny(unsafe_code)]

use std::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_cvtsi512_si32, _mm512_gf2p8affine_epi64_epi8, _mm512_gf2p8affineinv_epi64_epi8,
    _mm512_rol_epi32, _mm512_set_epi32, _mm512_set1_epi32, _mm512_set1_epi64, _mm512_setzero_si512,
    _mm512_shuffle_epi8, _mm512_ternarylogic_epi32, _mm512_unpackhi_epi32, _mm512_unpackhi_epi64,
    _mm512_unpacklo_epi32, _mm512_unpacklo_epi64, _mm512_xor_si512,
};

use super::ghash_avx512::lanes;
use super::sm4_schedule::{self, words};
use super::{load512, store512};
use crate::suite::cipher::NONCE;

/// SM4's S-box is A · inverse(A · x + c) + c in the field of x^8+x^7+x^6+x^5+x^4+x^2+1. Going over to the field of AES by
/// a root 0x23 of that polynomial gives the maps before and behind the inversion GFNI has.
const BEFORE: i64 = 0x4c28_7db9_1a22_505d;
const BEFORE_PLUS: i32 = 0x3e;
const BEHIND: i64 = 0xf3ab_34a9_74a6_b589_u64.cast_signed();
const BEHIND_PLUS: i32 = 0xd3;

/// Between the first round and the last, every byte stays as `BEFORE` maps it, and `BEFORE_PLUS` stands in the round
/// keys. What a round adds to a word is a sum of rotations by 0, 2, 10, 18 and 24 bits; byte by byte, that is a map
/// `NEAR` of the byte in its place, a map `FAR` of the byte one and two places below, and the sum of both three below.
const NEAR: i64 = 0x040d_b891_e9a4_81b7;
const FAR: i64 = 0x2c02_0425_1620_40ad;
const FAR_PLUS: i32 = 0x63;
const AFTER: i64 = 0xb3a4_f586_3284_728b_u64.cast_signed();

/// Three-way exclusive or.
const XOR: i32 = 0x96;

/// Sixteen blocks, word by word.
#[derive(Clone, Copy)]
struct Blocks {
    first: __m512i,
    second: __m512i,
    third: __m512i,
    fourth: __m512i,
}

#[target_feature(enable = "avx512f,avx512bw,gfni")]
pub(super) fn round_keys(key: &[u8; 16]) -> [u32; 32] {
    let keys = sm4_schedule::round_keys(key, |word| {
        let before = mapped::<BEFORE_PLUS>(BEFORE, word);
        let substituted = _mm512_gf2p8affineinv_epi64_epi8::<BEHIND_PLUS>(before, _mm512_set1_epi64(BEHIND));
        _mm512_cvtsi512_si32(substituted).cast_unsigned()
    });
    keys.map(|key| _mm512_cvtsi512_si32(mapped::<BEFORE_PLUS>(BEFORE, key)).cast_unsigned())
}

#[target_feature(enable = "avx512f,avx512bw,gfni")]
pub(super) fn xor_keystream(round_keys: &[u32; 32], nonce: &[u8; NONCE], mut counter: u32, text: &mut [u8]) {
    let (steps, rest) = text.as_chunks_mut::<1024>();
    for step in steps {
        let stream = keystream::<4>(round_keys, nonce, counter);
        for (bytes, blocks) in step.as_chunks_mut::<256>().0.iter_mut().zip(&stream) {
            xor(bytes, blocks);
        }
        counter = counter.wrapping_add(64);
    }
    let (steps, rest) = rest.as_chunks_mut::<256>();
    for step in steps {
        let [stream] = keystream::<1>(round_keys, nonce, counter);
        xor(step, &stream);
        counter = counter.wrapping_add(16);
    }
    if !rest.is_empty() {
        let mut last = [0; 256];
        let [stream] = keystream::<1>(round_keys, nonce, counter);
        xor(&mut last, &stream);
        for (byte, with) in rest.iter_mut().zip(last) {
            *byte ^= with;
        }
    }
}

/// The key stream of `16 · N` blocks from `counter` on, four blocks a vector.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,gfni")]
fn keystream<const N: usize>(round_keys: &[u32; 32], nonce: &[u8; NONCE], counter: u32) -> [[__m512i; 4]; N] {
    let mut start = [0; 16];
    for (to, from) in start.iter_mut().zip(nonce) {
        *to = *from;
    }
    let [first, second, third, _] = words(u128::from_be_bytes(start)).map(|word| mapped::<0>(BEFORE, word));
    // Block 4k + l stands at place k of lane l, so that the words come out of `turned` in the order of the text.
    let places = _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
    let mut next = _mm512_add_epi32(_mm512_set1_epi32(counter.cast_signed()), places);
    let mut all = [Blocks { first, second, third, fourth: next }; N];
    for blocks in &mut all {
        blocks.fourth = _mm512_gf2p8affine_epi64_epi8::<0>(next, _mm512_set1_epi64(BEFORE));
        next = _mm512_add_epi32(next, _mm512_set1_epi32(16));
    }
    for [one, two, three, four] in round_keys.as_chunks::<4>().0 {
        let one = _mm512_set1_epi32(one.cast_signed());
        let two = _mm512_set1_epi32(two.cast_signed());
        let three = _mm512_set1_epi32(three.cast_signed());
        let four = _mm512_set1_epi32(four.cast_signed());
        for b in &mut all {
            b.first = round(b.first, b.second, b.third, b.fourth, one);
        }
        for b in &mut all {
            b.second = round(b.second, b.third, b.fourth, b.first, two);
        }
        for b in &mut all {
            b.third = round(b.third, b.fourth, b.first, b.second, three);
        }
        for b in &mut all {
            b.fourth = round(b.fourth, b.first, b.second, b.third, four);
        }
    }
    let mut stream = [[_mm512_setzero_si512(); 4]; N];
    for (to, blocks) in stream.iter_mut().zip(&all) {
        *to = turned(*blocks);
    }
    stream
}

/// One round: the word that is replaced, the three others, and the round key.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,gfni")]
fn round(word: __m512i, a: __m512i, b: __m512i, c: __m512i, key: __m512i) -> __m512i {
    let mixed = _mm512_xor_si512(_mm512_ternarylogic_epi32::<XOR>(a, b, c), key);
    let near = _mm512_gf2p8affineinv_epi64_epi8::<0>(mixed, _mm512_set1_epi64(NEAR));
    let far = _mm512_gf2p8affineinv_epi64_epi8::<FAR_PLUS>(mixed, _mm512_set1_epi64(FAR));
    let sum = _mm512_ternarylogic_epi32::<XOR>(word, near, _mm512_rol_epi32::<8>(far));
    let farthest = _mm512_rol_epi32::<24>(_mm512_xor_si512(near, far));
    _mm512_ternarylogic_epi32::<XOR>(sum, _mm512_rol_epi32::<16>(far), farthest)
}

/// A word in every place, each byte through a linear map and a sum.
#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn mapped<const PLUS: i32>(map: i64, word: u32) -> __m512i {
    _mm512_gf2p8affine_epi64_epi8::<PLUS>(_mm512_set1_epi32(word.cast_signed()), _mm512_set1_epi64(map))
}

/// From words side by side to blocks one after another, the words in reverse as SM4 gives them out.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,gfni")]
fn turned(blocks: Blocks) -> [__m512i; 4] {
    let swapped = lanes(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
    let Blocks { first, second, third, fourth } = blocks;
    let after = _mm512_set1_epi64(AFTER);
    let first = _mm512_gf2p8affine_epi64_epi8::<0>(first, after);
    let second = _mm512_gf2p8affine_epi64_epi8::<0>(second, after);
    let third = _mm512_gf2p8affine_epi64_epi8::<0>(third, after);
    let fourth = _mm512_gf2p8affine_epi64_epi8::<0>(fourth, after);
    let (a, b) = (_mm512_unpacklo_epi32(fourth, third), _mm512_unpackhi_epi32(fourth, third));
    let (c, d) = (_mm512_unpacklo_epi32(second, first), _mm512_unpackhi_epi32(second, first));
    [
        _mm512_shuffle_epi8(_mm512_unpacklo_epi64(a, c), swapped),
        _mm512_shuffle_epi8(_mm512_unpackhi_epi64(a, c), swapped),
        _mm512_shuffle_epi8(_mm512_unpacklo_epi64(b, d), swapped),
        _mm512_shuffle_epi8(_mm512_unpackhi_epi64(b, d), swapped),
    ]
}

#[inline]
#[target_feature(enable = "avx512f")]
fn xor(bytes: &mut [u8; 256], stream: &[__m512i; 4]) {
    for (line, with) in bytes.as_chunks_mut::<64>().0.iter_mut().zip(stream) {
        store512(line, _mm512_xor_si512(load512(line), *with));
    }
}
