//! Coordinates in five limbs of 52 bits, eight side by side, times 2^260 (Montgomery's form).
//!
//! A coordinate is known up to multiples of the prime p. 16p is less than 2^260, so the limbs hold up to 16p; how large
//! a value can be is said in units of p where it is made. A product of values below a and b is below ab / 16 + 1.
#![deny(unsafe_code)]
#![expect(clippy::many_single_char_names, reason = "limbs have no names but their order")]

use std::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64, _mm512_set1_epi64,
    _mm512_setzero_si512, _mm512_slli_epi64, _mm512_srai_epi64, _mm512_sub_epi64,
};

/// Five limbs from 0 to 2^52, the lowest first.
pub(super) type Coordinate = [__m512i; 5];

/// Five limbs of either sign, before carries are passed on.
pub(super) type Limbs = [__m512i; 5];

/// The columns of a product.
type Columns = [__m512i; 10];

const LIMB: i64 = (1 << 52) - 1;

/// The limbs 1 and 4 of p + 1 = 2^256 - 2^224 - 2^96 + 2^64, with limb 2 as -1 and the others zero.
const SECOND: i64 = (1 << 52) - (1 << 44) + (1 << 12);
const FIFTH: i64 = (1 << 48) - (1 << 16);

#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn product(a: &Coordinate, b: &Coordinate) -> Limbs {
    reduced(columns(a, b))
}

/// `a · b - c · d` for a · b below 2^8 p² and c · d below 16 p².
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn product_less(a: &Coordinate, b: &Coordinate, c: &Coordinate, d: &Coordinate) -> Limbs {
    let mut difference = columns(a, b);
    for (column, less) in difference.iter_mut().zip(columns(c, d)) {
        *column = _mm512_sub_epi64(*column, less);
    }
    reduced(difference)
}

#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn square(a: &Coordinate) -> Limbs {
    let zero = _mm512_setzero_si512();
    let mut c = [zero; 10];
    // The products of two different limbs, once; then all doubled.
    c[1] = low(zero, a[0], a[1]);
    c[2] = low(high(zero, a[0], a[1]), a[0], a[2]);
    c[3] = low(low(high(zero, a[0], a[2]), a[0], a[3]), a[1], a[2]);
    c[4] = low(low(high(high(zero, a[0], a[3]), a[1], a[2]), a[0], a[4]), a[1], a[3]);
    c[5] = low(low(high(high(zero, a[0], a[4]), a[1], a[3]), a[1], a[4]), a[2], a[3]);
    c[6] = low(high(high(zero, a[1], a[4]), a[2], a[3]), a[2], a[4]);
    c[7] = low(high(zero, a[2], a[4]), a[3], a[4]);
    c[8] = high(zero, a[3], a[4]);
    for column in &mut c {
        *column = _mm512_add_epi64(*column, *column);
    }
    c[0] = low(c[0], a[0], a[0]);
    c[1] = high(c[1], a[0], a[0]);
    c[2] = low(c[2], a[1], a[1]);
    c[3] = high(c[3], a[1], a[1]);
    c[4] = low(c[4], a[2], a[2]);
    c[5] = high(c[5], a[2], a[2]);
    c[6] = low(c[6], a[3], a[3]);
    c[7] = high(c[7], a[3], a[3]);
    c[8] = low(c[8], a[4], a[4]);
    c[9] = high(c[9], a[4], a[4]);
    reduced(c)
}

/// The value without its factor 2^260: at most p.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn plain(a: &Coordinate) -> Coordinate {
    let zero = _mm512_setzero_si512();
    carried(reduced([a[0], a[1], a[2], a[3], a[4], zero, zero, zero, zero, zero]))
}

/// Passes the carries on. The value must lie from 0 to 16p.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn carried([mut a, mut b, mut c, mut d, mut e]: Limbs) -> Coordinate {
    let limb = _mm512_set1_epi64(LIMB);
    b = _mm512_add_epi64(b, _mm512_srai_epi64::<52>(a));
    a = _mm512_and_si512(a, limb);
    c = _mm512_add_epi64(c, _mm512_srai_epi64::<52>(b));
    b = _mm512_and_si512(b, limb);
    d = _mm512_add_epi64(d, _mm512_srai_epi64::<52>(c));
    c = _mm512_and_si512(c, limb);
    e = _mm512_add_epi64(e, _mm512_srai_epi64::<52>(d));
    d = _mm512_and_si512(d, limb);
    [a, b, c, d, e]
}

/// The same number modulo p, above 0 and not above 2.0001 p, from a value between -16p and 16p.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn lowered([a, b, c, d, e]: Limbs) -> Coordinate {
    // All of 2^256 that are in it but one, given back as 2^224 + 2^96 - 2^64 + 1 each.
    let times = _mm512_add_epi64(_mm512_srai_epi64::<48>(e), _mm512_set1_epi64(-1));
    let a = _mm512_add_epi64(a, times);
    let b = _mm512_add_epi64(b, _mm512_slli_epi64::<44>(times));
    let b = _mm512_sub_epi64(b, _mm512_slli_epi64::<12>(times));
    let e = _mm512_sub_epi64(e, _mm512_slli_epi64::<48>(times));
    let e = _mm512_add_epi64(e, _mm512_slli_epi64::<16>(times));
    carried([a, b, c, d, e])
}

/// `a - b + N · p`.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn less<const N: i64>(a: &Limbs, b: &Coordinate) -> Limbs {
    let raised = raised::<N>(a);
    [
        _mm512_sub_epi64(raised[0], b[0]),
        _mm512_sub_epi64(raised[1], b[1]),
        _mm512_sub_epi64(raised[2], b[2]),
        _mm512_sub_epi64(raised[3], b[3]),
        _mm512_sub_epi64(raised[4], b[4]),
    ]
}

/// `a + N · p`.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn raised<const N: i64>(a: &Limbs) -> Limbs {
    [
        _mm512_sub_epi64(a[0], _mm512_set1_epi64(N)),
        _mm512_add_epi64(a[1], _mm512_set1_epi64(N * SECOND)),
        _mm512_sub_epi64(a[2], _mm512_set1_epi64(N)),
        a[3],
        _mm512_add_epi64(a[4], _mm512_set1_epi64(N * FIFTH)),
    ]
}

#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn columns(a: &Coordinate, b: &Coordinate) -> Columns {
    let mut c = [_mm512_setzero_si512(); 10];
    c[0] = low(c[0], a[0], b[0]);
    c[1] = low(low(high(c[1], a[0], b[0]), a[0], b[1]), a[1], b[0]);
    c[2] = low(low(low(c[2], a[0], b[2]), a[1], b[1]), a[2], b[0]);
    c[2] = high(high(c[2], a[0], b[1]), a[1], b[0]);
    c[3] = low(low(low(low(c[3], a[0], b[3]), a[1], b[2]), a[2], b[1]), a[3], b[0]);
    c[3] = high(high(high(c[3], a[0], b[2]), a[1], b[1]), a[2], b[0]);
    c[4] = low(low(low(low(low(c[4], a[0], b[4]), a[1], b[3]), a[2], b[2]), a[3], b[1]), a[4], b[0]);
    c[4] = high(high(high(high(c[4], a[0], b[3]), a[1], b[2]), a[2], b[1]), a[3], b[0]);
    c[5] = high(high(high(high(high(c[5], a[0], b[4]), a[1], b[3]), a[2], b[2]), a[3], b[1]), a[4], b[0]);
    c[5] = low(low(low(low(c[5], a[1], b[4]), a[2], b[3]), a[3], b[2]), a[4], b[1]);
    c[6] = high(high(high(high(c[6], a[1], b[4]), a[2], b[3]), a[3], b[2]), a[4], b[1]);
    c[6] = low(low(low(c[6], a[2], b[4]), a[3], b[3]), a[4], b[2]);
    c[7] = high(high(high(c[7], a[2], b[4]), a[3], b[3]), a[4], b[2]);
    c[7] = low(low(c[7], a[3], b[4]), a[4], b[3]);
    c[8] = low(high(high(c[8], a[3], b[4]), a[4], b[3]), a[4], b[4]);
    c[9] = high(c[9], a[4], b[4]);
    c
}

/// Divides by 2^260 modulo p: adds the multiple of p that makes the lower limbs zero.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn reduced([a, b, c, d, e, f, g, h, i, j]: Columns) -> Limbs {
    let [b, c, d, e, f] = step([a, b, c, d, e, f]);
    let [c, d, e, f, g] = step([b, c, d, e, f, g]);
    let [d, e, f, g, h] = step([c, d, e, f, g, h]);
    let [e, f, g, h, i] = step([d, e, f, g, h, i]);
    step([e, f, g, h, i, j])
}

/// Adds the multiple of p that makes the lowest limb zero, and passes on what lies above the limb. Because p is -1
/// modulo 2^52, p is taken as often as the limb says: p + 1 goes to the limbs above, and the limb itself is taken away.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn step([a, b, c, d, e, f]: [__m512i; 6]) -> Limbs {
    let (second, fifth) = (_mm512_set1_epi64(SECOND), _mm512_set1_epi64(FIFTH));
    let times = _mm512_and_si512(a, _mm512_set1_epi64(LIMB));
    let b = low(_mm512_add_epi64(b, _mm512_srai_epi64::<52>(a)), a, second);
    let c = _mm512_sub_epi64(high(c, a, second), times);
    [b, c, d, low(e, a, fifth), high(f, a, fifth)]
}

/// `sum` and the lower 52 bits of `a · b`.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn low(sum: __m512i, a: __m512i, b: __m512i) -> __m512i {
    _mm512_madd52lo_epu64(sum, a, b)
}

/// `sum` and the upper 52 bits of `a · b`.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn high(sum: __m512i, a: __m512i, b: __m512i) -> __m512i {
    _mm512_madd52hi_epu64(sum, a, b)
}
