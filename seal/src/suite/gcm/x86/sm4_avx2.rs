//! SM4 through the S-box of AES-NI, 8 blocks a vector register.
#![deny(unsafe_code)]

use std::arch::x86_64::{
    __m256i, _mm_aesenclast_si128, _mm_setzero_si128, _mm256_add_epi32, _mm256_and_si256, _mm256_castsi256_si128,
    _mm256_cvtsi256_si32, _mm256_extracti128_si256, _mm256_set_epi32, _mm256_set_epi64x, _mm256_set_m128i,
    _mm256_set1_epi8, _mm256_set1_epi32, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi32,
    _mm256_unpackhi_epi32, _mm256_unpackhi_epi64, _mm256_unpacklo_epi32, _mm256_unpacklo_epi64, _mm256_xor_si256,
};

use super::ghash::{absorb_rest, add, last_lines, number, reduce, vector, zero};
use super::sm4_schedule::{self, words};
use super::{load256, store256};
use crate::suite::cipher::NONCE;
use crate::suite::gcm::accelerated::Powers;

/// The linear maps between SM4's S-box and that of AES, each as two tables over half a byte; the constants of the maps
/// stand in the tables of the lower half. See `sm4_avx512` for where they come from; the inversion of AES is followed by a
/// linear map of its own, which the second pair undoes.
const BEFORE_LOW: u128 = 0x9814_a824_1d91_2da1_078b_37bb_820e_b23e;
const BEFORE_HIGH: u128 = 0x3fe3_11cd_fa26_d408_37eb_19c5_f22e_dc00;
const BEHIND_LOW: u128 = 0x47ff_8d35_79c1_b30b_2098_ea52_1ea6_d46c;
const BEHIND_HIGH: u128 = 0xed0d_bd5d_7090_20c0_2dcd_7d9d_b050_e000;

/// Between the first round and the last, every byte stays mapped as `BEFORE` does without its constant, which stands in
/// the round keys. What a round adds is made of two maps of each byte, as in `sm4_avx512`.
const INTO_LOW: u128 = BEFORE_LOW ^ 0x3e3e_3e3e_3e3e_3e3e_3e3e_3e3e_3e3e_3e3e;
const NEAR_LOW: u128 = 0x31b7_e264_49cf_9a1c_2dab_fe78_55d3_8600;
const NEAR_HIGH: u128 = 0x0ae1_d63d_fa11_26cd_c72c_1bf0_37dc_eb00;
const FAR_LOW: u128 = 0x4a99_4794_ea39_e734_08db_05d6_a87b_a576;
const FAR_HIGH: u128 = 0xc377_8a3e_41f5_08bc_7fcb_3682_fd49_b400;
const AFTER_LOW: u128 = 0xf277_2bae_dc59_0580_72f7_ab2e_5cd9_8500;
const AFTER_HIGH: u128 = 0xe9bc_beeb_adf8_faaf_4613_1144_0257_5500;

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
    let keys = sm4_schedule::round_keys(key, |word| {
        let before = mapped(_mm256_set1_epi32(word.cast_signed()), BEFORE_LOW, BEFORE_HIGH);
        let behind = mapped(substituted(before), BEHIND_LOW, BEHIND_HIGH);
        _mm256_cvtsi256_si32(_mm256_shuffle_epi8(behind, twice(BACK))).cast_unsigned()
    });
    keys.map(|key| {
        let key = mapped(_mm256_set1_epi32(key.cast_signed()), BEFORE_LOW, BEFORE_HIGH);
        _mm256_cvtsi256_si32(key).cast_unsigned()
    })
}

#[target_feature(enable = "avx2,aes")]
pub(super) fn xor_keystream(round_keys: &[u32; 32], nonce: &[u8; NONCE], mut counter: u32, text: &mut [u8]) {
    let (steps, rest) = text.as_chunks_mut::<256>();
    for step in steps {
        let stream = keystream::<2>(round_keys, nonce, counter);
        for (bytes, blocks) in step.as_chunks_mut::<128>().0.iter_mut().zip(&stream) {
            xor(bytes, blocks);
        }
        counter = counter.wrapping_add(16);
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

#[target_feature(enable = "avx2,pclmulqdq,sse4.1")]
pub(super) fn absorb(powers: &Powers, mut digest: u128, bytes: &[u8]) -> u128 {
    let (lines, rest) = bytes.as_chunks::<64>();
    let reversed = twice(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f);
    for batch in lines.chunks(powers.len()) {
        let mut sum = zero();
        let mut before = _mm256_set_m128i(_mm_setzero_si128(), vector(digest));
        let halves = last_lines(powers, batch.len()).iter().flat_map(|line| line.as_chunks::<32>().0);
        for (bytes, power) in batch.iter().flat_map(|line| line.as_chunks::<32>().0).zip(halves) {
            let power = load256(power);
            let blocks = _mm256_xor_si256(_mm256_shuffle_epi8(load256(bytes), reversed), before);
            before = _mm256_setzero_si256();
            sum = add(sum, _mm256_castsi256_si128(blocks), _mm256_castsi256_si128(power));
            sum = add(sum, _mm256_extracti128_si256::<1>(blocks), _mm256_extracti128_si256::<1>(power));
        }
        digest = number(reduce(sum));
    }
    absorb_rest(powers, digest, rest)
}

/// The key stream of `8 · N` blocks from `counter` on, two blocks a vector.
#[inline]
#[target_feature(enable = "avx2,aes")]
fn keystream<const N: usize>(round_keys: &[u32; 32], nonce: &[u8; NONCE], counter: u32) -> [[__m256i; 4]; N] {
    let mut start = [0; 16];
    for (to, from) in start.iter_mut().zip(nonce) {
        *to = *from;
    }
    let [first, second, third, _] = words(u128::from_be_bytes(start))
        .map(|word| mapped(_mm256_set1_epi32(word.cast_signed()), INTO_LOW, BEFORE_HIGH));
    // Block 2k + l stands at place k of lane l, so that the words come out of `turned` in the order of the text.
    let places = _mm256_set_epi32(7, 5, 3, 1, 6, 4, 2, 0);
    let mut next = _mm256_add_epi32(_mm256_set1_epi32(counter.cast_signed()), places);
    let mut all = [Blocks { first, second, third, fourth: next }; N];
    for blocks in &mut all {
        blocks.fourth = mapped(next, INTO_LOW, BEFORE_HIGH);
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
    let moved = substituted(_mm256_xor_si256(_mm256_xor_si256(a, b), _mm256_xor_si256(c, key)));
    let (near, far) = (mapped(moved, NEAR_LOW, NEAR_HIGH), mapped(moved, FAR_LOW, FAR_HIGH));
    let farthest = _mm256_shuffle_epi8(_mm256_xor_si256(near, far), twice(BACK_24));
    let sum = _mm256_xor_si256(_mm256_xor_si256(word, farthest), _mm256_shuffle_epi8(near, twice(BACK)));
    let middle = _mm256_xor_si256(_mm256_shuffle_epi8(far, twice(BACK_8)), _mm256_shuffle_epi8(far, twice(BACK_16)));
    _mm256_xor_si256(sum, middle)
}

/// The S-box of AES for every byte, the bytes moved as AES moves them.
#[inline]
#[target_feature(enable = "avx2,aes")]
fn substituted(bytes: __m256i) -> __m256i {
    let zero = _mm_setzero_si128();
    let low = _mm_aesenclast_si128(_mm256_castsi256_si128(bytes), zero);
    let high = _mm_aesenclast_si128(_mm256_extracti128_si256::<1>(bytes), zero);
    _mm256_set_m128i(high, low)
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
    let first = mapped(first, AFTER_LOW, AFTER_HIGH);
    let second = mapped(second, AFTER_LOW, AFTER_HIGH);
    let third = mapped(third, AFTER_LOW, AFTER_HIGH);
    let fourth = mapped(fourth, AFTER_LOW, AFTER_HIGH);
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
