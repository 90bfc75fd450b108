//! The multiples of G as eight lanes look them up: by permutations within registers, which take the same time for all.
#![deny(unsafe_code)]
#![expect(clippy::many_single_char_names, reason = "as in `coordinate`")]

use std::arch::x86_64::{
    __m512i, _mm512_mask_blend_epi64, _mm512_permutex2var_epi64, _mm512_set1_epi64, _mm512_test_epi64_mask,
    _mm512_xor_si512,
};
use std::sync::LazyLock;

use super::super::digits::MULTIPLES;
use super::super::point::{self, Affine};
use super::super::table::multiples;
use super::coordinate::Coordinate;
use super::sum::Summands;
use super::{Line, load};
use crate::suite::sm2::residue::Words;

/// One limb of the multiples for a digit, in order.
type Limb = [Line; MULTIPLES / 8];

/// The multiples for one digit: five limbs of x and five of y.
pub(super) struct Row {
    x: [Limb; 5],
    y: [Limb; 5],
}

/// A row for each digit, the highest first.
pub(super) static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| multiples().chunks(MULTIPLES).map(row).collect());

fn row(points: &[Affine]) -> Row {
    Row { x: column(points.iter().map(|point| point.x)), y: column(points.iter().map(|point| point.y)) }
}

fn column(coordinates: impl Iterator<Item = point::Coordinate>) -> [Limb; 5] {
    let mut limbs = [[[0; 8]; MULTIPLES / 8]; 5];
    for (place, coordinate) in coordinates.enumerate() {
        for (limb, value) in limbs.iter_mut().zip(limbs_of(&raised(coordinate).kept())) {
            if let Some(word) = limb.as_flattened_mut().get_mut(place) {
                *word = value;
            }
        }
    }
    limbs
}

/// From a factor of 2^256 to one of 2^260.
pub(super) fn raised(coordinate: point::Coordinate) -> point::Coordinate {
    coordinate.doubled().doubled().doubled().doubled()
}

/// Four words of 64 bits as five limbs of 52.
pub(super) fn limbs_of([a, b, c, d]: &Words) -> [u64; 5] {
    let limb = (1 << 52) - 1;
    [a & limb, (a >> 52 | b << 12) & limb, (b >> 40 | c << 24) & limb, (c >> 28 | d << 36) & limb, d >> 16]
}

/// Five limbs of 52 bits as four words of 64: the value must be below 2^256.
pub(super) fn words_of([a, b, c, d, e]: [u64; 5]) -> Words {
    [a | b << 52, b >> 12 | c << 40, c >> 24 | d << 28, d >> 36 | e << 16]
}

impl Row {
    /// The points of eight digits.
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn chosen(&self, digits: __m512i) -> Summands {
        let negative = !_mm512_test_epi64_mask(digits, _mm512_set1_epi64(64));
        // Counted from the middle to either side.
        let flipped = _mm512_xor_si512(digits, _mm512_set1_epi64(63));
        let places = _mm512_mask_blend_epi64(negative, digits, flipped);
        Summands { x: chosen(&self.x, places), y: chosen(&self.y, places), negative }
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn chosen(limbs: &[Limb; 5], places: __m512i) -> Coordinate {
    let odd = _mm512_test_epi64_mask(places, _mm512_set1_epi64(16));
    let upper = _mm512_test_epi64_mask(places, _mm512_set1_epi64(32));
    let mut chosen = [places; 5];
    for (to, [a, b, c, d, e, f, g, h]) in chosen.iter_mut().zip(limbs) {
        let first = _mm512_permutex2var_epi64(load(a), places, load(b));
        let second = _mm512_permutex2var_epi64(load(c), places, load(d));
        let third = _mm512_permutex2var_epi64(load(e), places, load(f));
        let fourth = _mm512_permutex2var_epi64(load(g), places, load(h));
        let lower = _mm512_mask_blend_epi64(odd, first, second);
        *to = _mm512_mask_blend_epi64(upper, lower, _mm512_mask_blend_epi64(odd, third, fourth));
    }
    chosen
}
