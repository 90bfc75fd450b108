//! Sixteen states side by side, one word of each in a vector.
#![deny(unsafe_code)]
#![expect(clippy::many_single_char_names, reason = "the standard names the words of the state a to h")]

use std::arch::x86_64::{
    __m512i, _mm512_add_epi32, _mm512_rol_epi32, _mm512_set1_epi32, _mm512_set4_epi32, _mm512_setzero_si512,
    _mm512_shuffle_epi8, _mm512_shuffle_i32x4, _mm512_ternarylogic_epi32, _mm512_unpackhi_epi32, _mm512_unpackhi_epi64,
    _mm512_unpacklo_epi32, _mm512_unpacklo_epi64, _mm512_xor_si512,
};

use super::super::rounds::{CONSTANTS, rounds};
use super::super::{Block, State};
use super::{load, load_block, store};

/// States or blocks side by side.
const LANES: usize = 16;

/// Fewer states are faster one after another.
const FEW: usize = 4;

/// Three-way functions of bits: odd, majority, choice.
const ODD: i32 = 0x96;
const MAJORITY: i32 = 0xe8;
const CHOICE: i32 = 0xca;

type Vectors = [__m512i; 8];

#[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2")]
pub(super) fn compress_each(states: &mut [State], blocks: &[Block]) {
    let (groups, rest) = states.as_chunks_mut::<LANES>();
    let (block_groups, block_rest) = blocks.as_chunks::<LANES>();
    for (states, blocks) in groups.iter_mut().zip(block_groups) {
        compress(states, blocks);
    }
    if rest.len() < FEW {
        for (state, block) in rest.iter_mut().zip(block_rest) {
            super::compress(state, std::slice::from_ref(block));
        }
        return;
    }
    let mut filled = ([[0; 8]; LANES], [[0; 64]; LANES]);
    for ((to, from), (block_to, block_from)) in filled.0.iter_mut().zip(&*rest).zip(filled.1.iter_mut().zip(block_rest))
    {
        (*to, *block_to) = (*from, *block_from);
    }
    compress(&mut filled.0, &filled.1);
    for (to, from) in rest.iter_mut().zip(filled.0) {
        *to = from;
    }
}

/// The words of sixteen blocks: word j of all, and words j and j + 4 added bit by bit.
struct Schedule {
    words: [[u32; LANES]; 64],
    mixed: [[u32; LANES]; 64],
}

/// Takes blocks into one state, one after another. Only the words of sixteen blocks are computed side by side.
#[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2")]
pub(super) fn compress_all(state: &mut State, blocks: &[Block]) {
    let (groups, rest) = blocks.as_chunks::<LANES>();
    if !groups.is_empty() {
        let mut schedule = Schedule { words: [[0; LANES]; 64], mixed: [[0; LANES]; 64] };
        for group in groups {
            fill(&mut schedule, group);
            compress_scheduled(state, &schedule);
        }
    }
    super::compress(state, rest);
}

#[target_feature(enable = "bmi1,bmi2")]
fn compress_scheduled(state: &mut State, schedule: &Schedule) {
    for lane in 0..LANES {
        let words = schedule.words.as_flattened().split_at(lane).1.first_chunk::<LAST>();
        let mixed = schedule.mixed.as_flattened().split_at(lane).1.first_chunk::<LAST>();
        let (Some(words), Some(mixed)) = (words, mixed) else { break };
        let word = |words: &[u32; LAST], at: usize| words.get(at * LANES).copied().unwrap_or_default();
        rounds(state, |at| (word(words, at), word(mixed, at)));
    }
}

/// From a word to the last of its lane.
const LAST: usize = 63 * LANES + 1;

#[target_feature(enable = "avx512f,avx512bw")]
fn fill(schedule: &mut Schedule, blocks: &[Block; LANES]) {
    let mut w = words(blocks);
    let mixed = schedule.mixed.as_chunks_mut::<LANES>().0;
    for (words, mixed) in schedule.words.as_chunks_mut::<LANES>().0.iter_mut().zip(mixed) {
        let next = following(&w);
        let later = w.iter().skip(4).chain(&next);
        for (((word, mixed), now), later) in words.iter_mut().zip(mixed).zip(&w).zip(later) {
            store(word, *now);
            store(mixed, _mm512_xor_si512(*now, *later));
        }
        w = next;
    }
}

/// The words of sixteen blocks, one of each in a vector.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn words(blocks: &[Block; LANES]) -> [__m512i; 16] {
    let swapped = _mm512_set4_epi32(0x0c0d_0e0f, 0x0809_0a0b, 0x0405_0607, 0x0001_0203);
    let mut w = [_mm512_setzero_si512(); LANES];
    for (to, block) in w.iter_mut().zip(blocks) {
        *to = _mm512_shuffle_epi8(load_block(block), swapped);
    }
    transposed(&w)
}

#[target_feature(enable = "avx512f,avx512bw")]
fn compress(states: &mut [State; LANES], blocks: &[Block; LANES]) {
    let mut w = words(blocks);
    let mut lines = [[0; LANES]; 8];
    for (lane, state) in states.iter().enumerate() {
        for (line, word) in lines.iter_mut().zip(state) {
            if let Some(to) = line.get_mut(lane) {
                *to = *word;
            }
        }
    }
    let mut s = [_mm512_setzero_si512(); 8];
    for (to, line) in s.iter_mut().zip(&lines) {
        *to = load(line);
    }
    let (constants, _) = CONSTANTS.as_chunks::<16>();
    for (place, constants) in constants.iter().enumerate() {
        if place == 0 {
            sixteen_rounds::<ODD, ODD>(&mut s, &mut w, constants);
        } else {
            sixteen_rounds::<MAJORITY, CHOICE>(&mut s, &mut w, constants);
        }
    }
    for (line, vector) in lines.iter_mut().zip(s) {
        store(line, _mm512_xor_si512(load(line), vector));
    }
    for (lane, state) in states.iter_mut().enumerate() {
        for (word, line) in state.iter_mut().zip(&lines) {
            *word = line.get(lane).copied().unwrap_or_default();
        }
    }
}

/// Sixteen rounds with sixteen words; the words that follow them.
#[inline]
#[target_feature(enable = "avx512f")]
fn sixteen_rounds<const EITHER: i32, const CHOSEN: i32>(s: &mut Vectors, w: &mut [__m512i; 16], t: &[u32; 16]) {
    let next = following(w);
    *s = round::<EITHER, CHOSEN>(s, t[0], w[0], w[4]);
    *s = round::<EITHER, CHOSEN>(s, t[1], w[1], w[5]);
    *s = round::<EITHER, CHOSEN>(s, t[2], w[2], w[6]);
    *s = round::<EITHER, CHOSEN>(s, t[3], w[3], w[7]);
    *s = round::<EITHER, CHOSEN>(s, t[4], w[4], w[8]);
    *s = round::<EITHER, CHOSEN>(s, t[5], w[5], w[9]);
    *s = round::<EITHER, CHOSEN>(s, t[6], w[6], w[10]);
    *s = round::<EITHER, CHOSEN>(s, t[7], w[7], w[11]);
    *s = round::<EITHER, CHOSEN>(s, t[8], w[8], w[12]);
    *s = round::<EITHER, CHOSEN>(s, t[9], w[9], w[13]);
    *s = round::<EITHER, CHOSEN>(s, t[10], w[10], w[14]);
    *s = round::<EITHER, CHOSEN>(s, t[11], w[11], w[15]);
    *s = round::<EITHER, CHOSEN>(s, t[12], w[12], next[0]);
    *s = round::<EITHER, CHOSEN>(s, t[13], w[13], next[1]);
    *s = round::<EITHER, CHOSEN>(s, t[14], w[14], next[2]);
    *s = round::<EITHER, CHOSEN>(s, t[15], w[15], next[3]);
    *w = next;
}

/// The sixteen words after sixteen.
#[inline]
#[target_feature(enable = "avx512f")]
fn following(w: &[__m512i; 16]) -> [__m512i; 16] {
    let mut w = *w;
    w[0] = next(w[0], w[7], w[13], w[3], w[10]);
    w[1] = next(w[1], w[8], w[14], w[4], w[11]);
    w[2] = next(w[2], w[9], w[15], w[5], w[12]);
    w[3] = next(w[3], w[10], w[0], w[6], w[13]);
    w[4] = next(w[4], w[11], w[1], w[7], w[14]);
    w[5] = next(w[5], w[12], w[2], w[8], w[15]);
    w[6] = next(w[6], w[13], w[3], w[9], w[0]);
    w[7] = next(w[7], w[14], w[4], w[10], w[1]);
    w[8] = next(w[8], w[15], w[5], w[11], w[2]);
    w[9] = next(w[9], w[0], w[6], w[12], w[3]);
    w[10] = next(w[10], w[1], w[7], w[13], w[4]);
    w[11] = next(w[11], w[2], w[8], w[14], w[5]);
    w[12] = next(w[12], w[3], w[9], w[15], w[6]);
    w[13] = next(w[13], w[4], w[10], w[0], w[7]);
    w[14] = next(w[14], w[5], w[11], w[1], w[8]);
    w[15] = next(w[15], w[6], w[12], w[2], w[9]);
    w
}

#[inline]
#[target_feature(enable = "avx512f")]
fn round<const EITHER: i32, const CHOSEN: i32>(s: &Vectors, constant: u32, word: __m512i, later: __m512i) -> Vectors {
    let [a, b, c, d, e, f, g, h] = *s;
    let turned = _mm512_rol_epi32::<12>(a);
    let sum = _mm512_add_epi32(_mm512_add_epi32(turned, _mm512_set1_epi32(constant.cast_signed())), e);
    let first = _mm512_rol_epi32::<7>(sum);
    let d = _mm512_add_epi32(d, _mm512_xor_si512(word, later));
    let d = _mm512_add_epi32(d, _mm512_ternarylogic_epi32::<EITHER>(a, b, c));
    let d = _mm512_add_epi32(d, _mm512_xor_si512(first, turned));
    let h = _mm512_add_epi32(h, word);
    let h = _mm512_add_epi32(h, _mm512_ternarylogic_epi32::<CHOSEN>(e, f, g));
    let h = _mm512_add_epi32(h, first);
    let h = _mm512_ternarylogic_epi32::<ODD>(h, _mm512_rol_epi32::<9>(h), _mm512_rol_epi32::<17>(h));
    [d, a, _mm512_rol_epi32::<9>(b), c, h, e, _mm512_rol_epi32::<19>(f), g]
}

/// The word sixteen places after `a`.
#[inline]
#[target_feature(enable = "avx512f")]
fn next(a: __m512i, b: __m512i, c: __m512i, d: __m512i, e: __m512i) -> __m512i {
    let mixed = _mm512_ternarylogic_epi32::<ODD>(a, b, _mm512_rol_epi32::<15>(c));
    let spread = _mm512_ternarylogic_epi32::<ODD>(mixed, _mm512_rol_epi32::<15>(mixed), _mm512_rol_epi32::<23>(mixed));
    _mm512_ternarylogic_epi32::<ODD>(spread, _mm512_rol_epi32::<7>(d), e)
}

/// Word i of vector j becomes word j of vector i.
#[inline]
#[target_feature(enable = "avx512f")]
fn transposed(rows: &[__m512i; 16]) -> [__m512i; 16] {
    let [a, b, c, d] = fours([rows[0], rows[1], rows[2], rows[3]]);
    let [e, f, g, h] = fours([rows[4], rows[5], rows[6], rows[7]]);
    let [i, j, k, l] = fours([rows[8], rows[9], rows[10], rows[11]]);
    let [m, n, o, p] = fours([rows[12], rows[13], rows[14], rows[15]]);
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (quarters([a, e, i, m]), quarters([b, f, j, n]));
    let ([c0, c1, c2, c3], [d0, d1, d2, d3]) = (quarters([c, g, k, o]), quarters([d, h, l, p]));
    [a0, b0, c0, d0, a1, b1, c1, d1, a2, b2, c2, d2, a3, b3, c3, d3]
}

/// Within each quarter of the vectors, word i of vector j becomes word j of vector i.
#[inline]
#[target_feature(enable = "avx512f")]
fn fours([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    let (e, f) = (_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
    let (g, h) = (_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
    [_mm512_unpacklo_epi64(e, g), _mm512_unpackhi_epi64(e, g), _mm512_unpacklo_epi64(f, h), _mm512_unpackhi_epi64(f, h)]
}

/// Quarter i of vector j becomes quarter j of vector i.
#[inline]
#[target_feature(enable = "avx512f")]
fn quarters([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    let (e, f) = (_mm512_shuffle_i32x4::<0x44>(a, b), _mm512_shuffle_i32x4::<0xee>(a, b));
    let (g, h) = (_mm512_shuffle_i32x4::<0x44>(c, d), _mm512_shuffle_i32x4::<0xee>(c, d));
    [
        _mm512_shuffle_i32x4::<0x88>(e, g),
        _mm512_shuffle_i32x4::<0xdd>(e, g),
        _mm512_shuffle_i32x4::<0x88>(f, h),
        _mm512_shuffle_i32x4::<0xdd>(f, h),
    ]
}
