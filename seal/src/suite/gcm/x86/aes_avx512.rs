//! AES-256 by VAES, four blocks a vector register and 8 registers a step.
#![deny(unsafe_code)]

use std::arch::x86_64::{
    __m512i, _mm_aeskeygenassist_si128, _mm_cvtsi128_si32, _mm_set1_epi32, _mm512_add_epi32, _mm512_aesenc_epi128,
    _mm512_aesenclast_epi128, _mm512_set_epi32, _mm512_setzero_si512, _mm512_shuffle_epi8, _mm512_xor_si512,
};

use super::ghash_avx512::lanes;
use super::{load512, store512};
use crate::suite::cipher::NONCE;

/// Fifteen round keys, each four times side by side.
pub(super) type RoundKeys = [[u8; 64]; 15];

/// The key schedule of FIPS 197.
#[target_feature(enable = "aes,avx512f")]
pub(super) fn round_keys(key: &[u8; 32]) -> RoundKeys {
    let mut keys = [[0; 64]; 15];
    let mut words = [0; 8];
    for (word, bytes) in words.iter_mut().zip(key.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    for (pair, round) in keys.chunks_mut(2).zip(0..) {
        let (low, high) = words.split_at(4);
        for (key, half) in pair.iter_mut().zip([low, high]) {
            for (place, word) in key.as_chunks_mut::<4>().0.iter_mut().zip(half.iter().cycle()) {
                *place = word.to_le_bytes();
            }
        }
        words = next_words(words, round);
    }
    keys
}

/// The eight words after eight words.
#[inline]
#[target_feature(enable = "aes")]
#[expect(clippy::many_single_char_names, reason = "the words of FIPS 197 have numbers only")]
fn next_words(words: [u32; 8], round: u32) -> [u32; 8] {
    let [a, b, c, d, e, f, g, h] = words;
    let a = a ^ substituted(h).rotate_right(8) ^ 1 << round;
    let (b, c) = (b ^ a, c ^ b ^ a);
    let d = d ^ c;
    let e = e ^ substituted(d);
    let (f, g) = (f ^ e, g ^ f ^ e);
    [a, b, c, d, e, f, g, h ^ g]
}

/// The S-box of each byte of a word.
#[inline]
#[target_feature(enable = "aes")]
fn substituted(word: u32) -> u32 {
    _mm_cvtsi128_si32(_mm_aeskeygenassist_si128::<0>(_mm_set1_epi32(word.cast_signed()))).cast_unsigned()
}

#[target_feature(enable = "avx512f,avx512bw,vaes")]
pub(super) fn xor_keystream(round_keys: &RoundKeys, nonce: &[u8; NONCE], mut counter: u32, text: &mut [u8]) {
    let (steps, rest) = text.as_chunks_mut::<512>();
    for step in steps {
        let stream = keystream::<8>(round_keys, nonce, counter);
        for (line, with) in step.as_chunks_mut::<64>().0.iter_mut().zip(&stream) {
            store512(line, _mm512_xor_si512(load512(line), *with));
        }
        counter = counter.wrapping_add(32);
    }
    for line in rest.chunks_mut(64) {
        let [stream] = keystream::<1>(round_keys, nonce, counter);
        let mut last = [0; 64];
        store512(&mut last, stream);
        for (byte, with) in line.iter_mut().zip(last) {
            *byte ^= with;
        }
        counter = counter.wrapping_add(4);
    }
}

/// The key stream of `4 · N` blocks from `counter` on.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,vaes")]
fn keystream<const N: usize>(round_keys: &RoundKeys, nonce: &[u8; NONCE], counter: u32) -> [__m512i; N] {
    let mut start = [0; 64];
    for (to, from) in start.iter_mut().zip(nonce.iter().chain(&[0; 4]).cycle()) {
        *to = *from;
    }
    let start = load512(&start);
    let count = counter.cast_signed();
    let mut next = _mm512_add_epi32(
        _mm512_set_epi32(count, 0, 0, 0, count, 0, 0, 0, count, 0, 0, 0, count, 0, 0, 0),
        _mm512_set_epi32(3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
    );
    // The counter stands big-endian in the last four bytes of a block; the others are the nonce as it is.
    let swapped = lanes(0x0c0d_0e0f_0b0a_0908, 0x0706_0504_0302_0100);
    let four = _mm512_set_epi32(4, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0);
    let [first, middle @ .., last] = round_keys;
    let first = _mm512_xor_si512(start, load512(first));
    let mut all = [_mm512_setzero_si512(); N];
    for blocks in &mut all {
        *blocks = _mm512_xor_si512(_mm512_shuffle_epi8(next, swapped), first);
        next = _mm512_add_epi32(next, four);
    }
    for key in middle {
        let key = load512(key);
        for blocks in &mut all {
            *blocks = _mm512_aesenc_epi128(*blocks, key);
        }
    }
    let last = load512(last);
    for blocks in &mut all {
        *blocks = _mm512_aesenclast_epi128(*blocks, last);
    }
    all
}
