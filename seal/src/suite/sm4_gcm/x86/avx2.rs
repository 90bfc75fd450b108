//! SM4 through the S-box of AES-NI, 8 blocks a vector register and 4 registers a step.
#![deny(unsafe_code)]

use std::arch::x86_64::{
    __m256i, _mm_aesenclast_si128, _mm_setzero_si128, _mm256_add_epi32, _mm256_and_si256, _mm256_castsi256_si128,
    _mm256_cvtsi256_si32, _mm256_extracti128_si256, _mm256_or_si256, _mm256_set_epi32, _mm256_set_epi64x,
    _mm256_set_m128i, _mm256_set1_epi8, _mm256_set1_epi32, _mm256_setzero_si256, _mm256_shuffle_epi8,
    _mm256_slli_epi32, _mm256_srli_epi32, _mm256_unpackhi_epi32, _mm256_unpackhi_epi64, _mm256_unpacklo_epi32,
    _mm256_unpacklo_epi64, _mm256_xor_si256,
};

use super::{load256, store256};
use crate::suite::cipher::NONCE;
use crate::suite::sm4_gcm::accelerated;
use crate::suite::sm4_gcm::accelerated::words;

/// The linear maps between SM4's S-box and that of AES, each as two tables over half a byte; the constants of the maps
/// stand in the tables of the lower half. See `avx512` for where they come from; the inversion of AES is followed by a
/// linear map of its own, which the second pair undoes.
const BEFORE_LOW: u128 = 0x9814_a824_1d91_2da1_078b_37bb_820e_b23e;
const BEFORE_HIGH: u128 = 0x3fe3_11cd_fa26_d408_37eb_19c5_f22e_dc00;
const BEHIND_LOW: u128 = 0x47ff_8d35_79c1_b30b_2098_ea52_1ea6_d46c;
const BEHIND_HIGH: u128 = 0xed0d_bd5d_7090_20c0_2dcd_7d9d_b050_e000;

/// AES moves bytes between columns besides substituting them. These take each byte back and rotate each word by 0, 8,
/// 16 and 24 bits to the left on the way.
const BACK: u128 = 0x0306_090c_0f02_0508_0b0e_0104_070a_0d00;
const BACK_8: u128 = 0x0609_0c03_0205_080f_0e01_040b_0a0d_0007;
const BACK_16: u128 = 0x090c_0306_0508_0f02_0104_0b0e_0d00_070a;
const BACK_24: u128 = 0x0c03_0609_080f_0205_040b_0e01_0007_0a0d;

/// Eight blocks, word by word.
#[derive(Clone, Copy)]
struct Blocks {
    first: __m256i,
    second: __m256i,
    third: __m256i,
    fourth: __m256i,
}

#[target_feature(enable = "avx2,aes")]
pub(super) fn round_keys(key: &[u8; 16]) -> [u32; 32] {
    accelerated::round_keys(key, |word| {
        let moved = substitute(_mm256_set1_epi32(word.cast_signed()));
        _mm256_cvtsi256_si32(_mm256_shuffle_epi8(moved, twice(BACK))).cast_unsigned()
    })
}

#[target_feature(enable = "avx2,aes")]
pub(super) fn xor_keystream(round_keys: &[u32; 32], nonce: &[u8; NONCE], mut counter: u32, text: &mut [u8]) {
    let (steps, rest) = text.as_chunks_mut::<512>();
    for step in steps {
        let stream = keystream::<4>(round_keys, nonce, counter);
        for (bytes, blocks) in step.as_chunks_mut::<128>().0.iter_mut().zip(&stream) {
            xor(bytes, blocks);
        }
        counter = counter.wrapping_add(32);
    }
    let (steps, rest) = rest.as_chunks_mut::<128>();
    for step in steps {
        let [stream] = keystream::<1>(round_keys, nonce, counter);
        xor(step, &stream);
        counter = counter.wrapping_add(8);
    }
    if !rest.is_empty() {
        let mut last = [0; 128];
        let [stream] = keystream::<1>(round_keys, nonce, counter);
        xor(&mut last, &stream);
        for (byte, with) in rest.iter_mut().zip(last) {
            *byte ^= with;
        }
    }
}

/// The key stream of `8 · N` blocks from `counter` on, two blocks a vector.
#[inline]
#[target_feature(enable = "avx2,aes")]
fn keystream<const N: usize>(round_keys: &[u32; 32], nonce: &[u8; NONCE], counter: u32) -> [[__m256i; 4]; N] {
    let mut start = [0; 16];
    for (to, from) in start.iter_mut().zip(nonce) {
        *to = *from;
    }
    let [first, second, third, _] = words(u128::from_be_bytes(start)).map(|word| _mm256_set1_epi32(word.cast_signed()));
    // Block 2k + l stands at place k of lane l, so that the words come out of `turned` in the order of the text.
    let places = _mm256_set_epi32(7, 5, 3, 1, 6, 4, 2, 0);
    let mut next = _mm256_add_epi32(_mm256_set1_epi32(counter.cast_signed()), places);
    let mut all = [Blocks { first, second, third, fourth: next }; N];
    for blocks in &mut all {
        blocks.fourth = next;
        next = _mm256_add_epi32(next, _mm256_set1_epi32(8));
    }
    for [one, two, three, four] in round_keys.as_chunks::<4>().0 {
        let one = _mm256_set1_epi32(one.cast_signed());
        let two = _mm256_set1_epi32(two.cast_signed());
        let three = _mm256_set1_epi32(three.cast_signed());
        let four = _mm256_set1_epi32(four.cast_signed());
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
    let mut stream = [[_mm256_setzero_si256(); 4]; N];
    for (to, blocks) in stream.iter_mut().zip(&all) {
        *to = turned(*blocks);
    }
    stream
}

/// One round: the word that is replaced, the three others, and the round key.
#[inline]
#[target_feature(enable = "avx2,aes")]
fn round(word: __m256i, a: __m256i, b: __m256i, c: __m256i, key: __m256i) -> __m256i {
    let moved = substitute(_mm256_xor_si256(_mm256_xor_si256(a, b), _mm256_xor_si256(c, key)));
    let by_0 = _mm256_shuffle_epi8(moved, twice(BACK));
    let by_8 = _mm256_shuffle_epi8(moved, twice(BACK_8));
    let by_16 = _mm256_shuffle_epi8(moved, twice(BACK_16));
    let by_24 = _mm256_shuffle_epi8(moved, twice(BACK_24));
    // x ^ x<<<2 ^ x<<<10 ^ x<<<18 ^ x<<<24, with two bits of rotation done once.
    let inner = _mm256_xor_si256(_mm256_xor_si256(by_0, by_8), by_16);
    let inner = _mm256_or_si256(_mm256_slli_epi32::<2>(inner), _mm256_srli_epi32::<30>(inner));
    let outer = _mm256_xor_si256(_mm256_xor_si256(word, by_0), by_24);
    _mm256_xor_si256(outer, inner)
}

/// The S-box of every byte, the bytes moved as AES moves them.
#[inline]
#[target_feature(enable = "avx2,aes")]
fn substitute(words: __m256i) -> __m256i {
    let before = mapped(words, BEFORE_LOW, BEFORE_HIGH);
    let zero = _mm_setzero_si128();
    let low = _mm_aesenclast_si128(_mm256_castsi256_si128(before), zero);
    let high = _mm_aesenclast_si128(_mm256_extracti128_si256::<1>(before), zero);
    mapped(_mm256_set_m128i(high, low), BEHIND_LOW, BEHIND_HIGH)
}

/// Each byte through a linear map, given by its tables over half a byte.
#[inline]
#[target_feature(enable = "avx2")]
fn mapped(bytes: __m256i, low: u128, high: u128) -> __m256i {
    let half = _mm256_set1_epi8(0x0f);
    let of_low = _mm256_shuffle_epi8(twice(low), _mm256_and_si256(bytes, half));
    let of_high = _mm256_shuffle_epi8(twice(high), _mm256_and_si256(_mm256_srli_epi32::<4>(bytes), half));
    _mm256_xor_si256(of_low, of_high)
}

/// Both lanes alike.
#[inline]
#[target_feature(enable = "avx2")]
#[expect(clippy::cast_possible_truncation, reason = "each cast takes the half it names")]
fn twice(bytes: u128) -> __m256i {
    let (low, high) = ((bytes as u64).cast_signed(), ((bytes >> 64) as u64).cast_signed());
    _mm256_set_epi64x(high, low, high, low)
}

/// From words side by side to blocks one after another, the words in reverse as SM4 gives them out.
#[inline]
#[target_feature(enable = "avx2")]
fn turned(blocks: Blocks) -> [__m256i; 4] {
    let swapped = twice(0x0c0d_0e0f_0809_0a0b_0405_0607_0001_0203);
    let Blocks { first, second, third, fourth } = blocks;
    let (a, b) = (_mm256_unpacklo_epi32(fourth, third), _mm256_unpackhi_epi32(fourth, third));
    let (c, d) = (_mm256_unpacklo_epi32(second, first), _mm256_unpackhi_epi32(second, first));
    [
        _mm256_shuffle_epi8(_mm256_unpacklo_epi64(a, c), swapped),
        _mm256_shuffle_epi8(_mm256_unpackhi_epi64(a, c), swapped),
        _mm256_shuffle_epi8(_mm256_unpacklo_epi64(b, d), swapped),
        _mm256_shuffle_epi8(_mm256_unpackhi_epi64(b, d), swapped),
    ]
}

#[inline]
#[target_feature(enable = "avx2")]
fn xor(bytes: &mut [u8; 128], stream: &[__m256i; 4]) {
    for (line, with) in bytes.as_chunks_mut::<32>().0.iter_mut().zip(stream) {
        store256(line, _mm256_xor_si256(load256(line), *with));
    }
}
