//! SM4 by GFNI, 64 blocks a step: each vector register holds one byte of all of them.
//!
//! So a word of 64 blocks fills four registers, and to turn it by whole bytes is to name other registers.
#![deny(unsafe_code)]

use std::arch::x86_64::{
    __m512i, _mm512_add_epi8, _mm512_cmplt_epu8_mask, _mm512_cvtsi512_si32, _mm512_gf2p8affine_epi64_epi8,
    _mm512_gf2p8affineinv_epi64_epi8, _mm512_mask_blend_epi8, _mm512_set_epi32, _mm512_set1_epi8, _mm512_set1_epi32,
    _mm512_set1_epi64, _mm512_ternarylogic_epi32, _mm512_unpackhi_epi8, _mm512_unpacklo_epi8, _mm512_xor_si512,
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
/// `NEAR` of the byte in its place, a map `FAR` of the byte one and two places below, and the sum of both, `BOTH`,
/// three below. As three below is one above, that is `BOTH` of the byte in its place, `NEAR` of the one above and `FAR`
/// of all four.
const NEAR: i64 = 0x040d_b891_e9a4_81b7;
const FAR: i64 = 0x2c02_0425_1620_40ad;
const BOTH: i64 = NEAR ^ FAR;
const BOTH_PLUS: i32 = 0x63;
const AFTER: i64 = 0xb3a4_f586_3284_728b_u64.cast_signed();

/// Three-way exclusive or.
const XOR: i32 = 0x96;

/// A word of 64 blocks, its lowest byte first.
type Word = [__m512i; 4];

/// A round key, its lowest byte first, each byte four times.
type RoundKey = [u32; 4];

pub(super) type RoundKeys = [RoundKey; 32];

#[target_feature(enable = "avx512f,avx512bw,gfni")]
pub(super) fn round_keys(key: &[u8; 16]) -> RoundKeys {
    let keys = sm4_schedule::round_keys(key, |word| {
        let before = mapped::<BEFORE_PLUS>(BEFORE, word);
        let substituted = _mm512_gf2p8affineinv_epi64_epi8::<BEHIND_PLUS>(before, _mm512_set1_epi64(BEHIND));
        _mm512_cvtsi512_si32(substituted).cast_unsigned()
    });
    keys.map(|key| {
        let key = _mm512_cvtsi512_si32(mapped::<BEFORE_PLUS>(BEFORE, key)).cast_unsigned();
        key.to_le_bytes().map(|byte| u32::from_le_bytes([byte; 4]))
    })
}

#[target_feature(enable = "avx512f,avx512bw,gfni")]
pub(super) fn xor_keystream(round_keys: &RoundKeys, nonce: &[u8; NONCE], mut counter: u32, text: &mut [u8]) {
    let mut start = [0; 16];
    for (to, from) in start.iter_mut().zip(nonce) {
        *to = *from;
    }
    let [first, second, third, _] = words(u128::from_be_bytes(start));
    let nonce = &[everywhere(first), everywhere(second), everywhere(third)];
    let (steps, rest) = text.as_chunks_mut::<1024>();
    for step in steps {
        let stream = keystream(round_keys, nonce, counter);
        add(step, stream);
        counter = counter.wrapping_add(64);
    }
    if !rest.is_empty() {
        let mut last = [0; 1024];
        add(&mut last, keystream(round_keys, nonce, counter));
        for (byte, with) in rest.iter_mut().zip(last) {
            *byte ^= with;
        }
    }
}

/// A word in every block.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,gfni")]
fn everywhere(word: u32) -> Word {
    let [a, b, c, d] = word.to_le_bytes();
    before([alike(a), alike(b), alike(c), alike(d)])
}

#[inline]
#[target_feature(enable = "avx512f")]
fn alike(byte: u8) -> __m512i {
    _mm512_set1_epi8(byte.cast_signed())
}

#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn before([a, b, c, d]: Word) -> Word {
    let map = _mm512_set1_epi64(BEFORE);
    [
        _mm512_gf2p8affine_epi64_epi8::<0>(a, map),
        _mm512_gf2p8affine_epi64_epi8::<0>(b, map),
        _mm512_gf2p8affine_epi64_epi8::<0>(c, map),
        _mm512_gf2p8affine_epi64_epi8::<0>(d, map),
    ]
}

/// The counters of 64 blocks. Block 4k + l stands at place k of lane l, so that `turned` gives the order of the text.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,gfni")]
fn counters(from: u32) -> Word {
    let fours = lanes(0x3c38_3430_2c28_2420, 0x1c18_1410_0c08_0400);
    let (ones, twos, threes) = (0x0101_0101, 0x0202_0202, 0x0303_0303);
    let of_lane =
        _mm512_set_epi32(threes, threes, threes, threes, twos, twos, twos, twos, ones, ones, ones, ones, 0, 0, 0, 0);
    let [lowest, b, c, d] = from.to_le_bytes();
    let [_, next_b, next_c, next_d] = from.wrapping_add(0x100).to_le_bytes();
    let start = alike(lowest);
    let low = _mm512_add_epi8(start, _mm512_add_epi8(fours, of_lane));
    let carried = _mm512_cmplt_epu8_mask(low, start);
    before([
        low,
        _mm512_mask_blend_epi8(carried, alike(b), alike(next_b)),
        _mm512_mask_blend_epi8(carried, alike(c), alike(next_c)),
        _mm512_mask_blend_epi8(carried, alike(d), alike(next_d)),
    ])
}

/// The key stream of 64 blocks from `counter` on, four blocks a vector.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,gfni")]
fn keystream(round_keys: &RoundKeys, nonce: &[Word; 3], counter: u32) -> [Word; 4] {
    let [mut first, mut second, mut third] = *nonce;
    let mut fourth = counters(counter);
    for [one, two, three, four] in round_keys.as_chunks::<4>().0 {
        // The two words that two rounds have in common.
        let shared = sum(third, fourth);
        first = round(first, substituted(shared, second, *one));
        second = round(second, substituted(shared, first, *two));
        let shared = sum(first, second);
        third = round(third, substituted(shared, fourth, *three));
        fourth = round(fourth, substituted(shared, third, *four));
    }
    turned([fourth, third, second, first])
}

#[inline]
#[target_feature(enable = "avx512f")]
fn sum([a, b, c, d]: Word, [with_a, with_b, with_c, with_d]: Word) -> Word {
    [_mm512_xor_si512(a, with_a), _mm512_xor_si512(b, with_b), _mm512_xor_si512(c, with_c), _mm512_xor_si512(d, with_d)]
}

/// A word as `NEAR` and as `BOTH` have it.
type Maps = (Word, Word);

/// What a round substitutes: the sum of two words, a third, and the round key.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,gfni")]
fn substituted(
    [a, b, c, d]: Word,
    [with_a, with_b, with_c, with_d]: Word,
    [for_a, for_b, for_c, for_d]: RoundKey,
) -> Maps {
    let (near_a, both_a) = maps(a, with_a, for_a);
    let (near_b, both_b) = maps(b, with_b, for_b);
    let (near_c, both_c) = maps(c, with_c, for_c);
    let (near_d, both_d) = maps(d, with_d, for_d);
    ([near_a, near_b, near_c, near_d], [both_a, both_b, both_c, both_d])
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,gfni")]
fn maps(shared: __m512i, third: __m512i, key: u32) -> (__m512i, __m512i) {
    let mixed = _mm512_ternarylogic_epi32::<XOR>(shared, third, _mm512_set1_epi32(key.cast_signed()));
    let near = _mm512_gf2p8affineinv_epi64_epi8::<0>(mixed, _mm512_set1_epi64(NEAR));
    (near, _mm512_gf2p8affineinv_epi64_epi8::<BOTH_PLUS>(mixed, _mm512_set1_epi64(BOTH)))
}

/// One round: the word that is replaced, and what is substituted. One place above the highest is the lowest.
#[inline]
#[target_feature(enable = "avx512f")]
fn round([a, b, c, d]: Word, ([near_a, near_b, near_c, near_d], both): Maps) -> Word {
    let [add_a, add_b, add_c, add_d] = sum(both, [near_b, near_c, near_d, near_a]);
    let all = _mm512_xor_si512(_mm512_ternarylogic_epi32::<XOR>(add_a, add_b, add_c), add_d);
    [
        _mm512_ternarylogic_epi32::<XOR>(a, add_a, all),
        _mm512_ternarylogic_epi32::<XOR>(b, add_b, all),
        _mm512_ternarylogic_epi32::<XOR>(c, add_c, all),
        _mm512_ternarylogic_epi32::<XOR>(d, add_d, all),
    ]
}

/// A word in every place, each byte through a linear map and a sum.
#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn mapped<const PLUS: i32>(map: i64, word: u32) -> __m512i {
    _mm512_gf2p8affine_epi64_epi8::<PLUS>(_mm512_set1_epi32(word.cast_signed()), _mm512_set1_epi64(map))
}

/// From words side by side to blocks one after another, the highest byte of a word first.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,gfni")]
fn turned([one, two, three, four]: [Word; 4]) -> [Word; 4] {
    // Each time, the highest bit of a byte's register becomes the lowest of its place: after four, both have changed.
    interleaved(interleaved(interleaved(interleaved([after(one), after(two), after(three), after(four)]))))
}

#[inline]
#[target_feature(enable = "avx512f,gfni")]
fn after([a, b, c, d]: Word) -> Word {
    let map = _mm512_set1_epi64(AFTER);
    [
        _mm512_gf2p8affine_epi64_epi8::<0>(d, map),
        _mm512_gf2p8affine_epi64_epi8::<0>(c, map),
        _mm512_gf2p8affine_epi64_epi8::<0>(b, map),
        _mm512_gf2p8affine_epi64_epi8::<0>(a, map),
    ]
}

/// The bytes of the first eight registers by turns with those of the last eight.
#[inline]
#[target_feature(enable = "avx512bw")]
fn interleaved([one, two, three, four]: [Word; 4]) -> [Word; 4] {
    let ([first, second], [third, fourth]) = (by_turns(one, three), by_turns(two, four));
    [first, second, third, fourth]
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn by_turns([a, b, c, d]: Word, [with_a, with_b, with_c, with_d]: Word) -> [Word; 2] {
    let (low_a, high_a) = (_mm512_unpacklo_epi8(a, with_a), _mm512_unpackhi_epi8(a, with_a));
    let (low_b, high_b) = (_mm512_unpacklo_epi8(b, with_b), _mm512_unpackhi_epi8(b, with_b));
    let (low_c, high_c) = (_mm512_unpacklo_epi8(c, with_c), _mm512_unpackhi_epi8(c, with_c));
    let (low_d, high_d) = (_mm512_unpacklo_epi8(d, with_d), _mm512_unpackhi_epi8(d, with_d));
    [[low_a, high_a, low_b, high_b], [low_c, high_c, low_d, high_d]]
}

#[inline]
#[target_feature(enable = "avx512f")]
fn add(text: &mut [u8; 1024], [one, two, three, four]: [Word; 4]) {
    let (quarters, _) = text.as_chunks_mut::<256>();
    if let [first, second, third, fourth] = quarters {
        add_word(first, one);
        add_word(second, two);
        add_word(third, three);
        add_word(fourth, four);
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn add_word(text: &mut [u8; 256], [a, b, c, d]: Word) {
    let (lines, _) = text.as_chunks_mut::<64>();
    if let [first, second, third, fourth] = lines {
        store512(first, _mm512_xor_si512(load512(first), a));
        store512(second, _mm512_xor_si512(load512(second), b));
        store512(third, _mm512_xor_si512(load512(third), c));
        store512(fourth, _mm512_xor_si512(load512(fourth), d));
    }
}
