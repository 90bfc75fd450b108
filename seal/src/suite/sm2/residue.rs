//! Numbers modulo the two primes of SM2, in four words of 64 bits and Montgomery's form. No time depends on a value.
#![expect(clippy::many_single_char_names, reason = "words have no names but their order")]

use std::marker::PhantomData;

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

/// A number below 2^256, lowest word first.
pub(super) type Words = [u64; 4];

/// An odd number between 2^255 and 2^256.
pub(super) trait Modulus: Copy {
    const WORDS: Words;

    /// -1 divided by the modulus, modulo 2^64.
    const NEGATIVE_INVERSE: u64;

    /// 2^512 modulo the modulus: leads into Montgomery's form.
    const SQUARE: Words;
}

/// The prime of the coordinates: 2^256 - 2^224 - 2^96 + 2^64 - 1.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct FieldPrime;

impl Modulus for FieldPrime {
    const WORDS: Words = [u64::MAX, 0xffff_ffff_0000_0000, u64::MAX, 0xffff_fffe_ffff_ffff];
    const NEGATIVE_INVERSE: u64 = 1;
    const SQUARE: Words = [0x2_0000_0003, 0x2_ffff_ffff, 0x1_0000_0001, 0x4_0000_0002];
}

/// The order of the group: a prime.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Order;

impl Modulus for Order {
    const WORDS: Words = [0x53bb_f409_39d5_4123, 0x7203_df6b_21c6_052b, u64::MAX, 0xffff_fffe_ffff_ffff];
    const NEGATIVE_INVERSE: u64 = 0x327f_9e88_7235_0975;
    const SQUARE: Words = [0x9011_92af_7c11_4f20, 0x3464_504a_de6f_a2fa, 0x620f_c84c_3aff_e0d4, 0x1eb5_e412_a22b_3d3b];
}

/// A number modulo `M`, times 2^256. Always below `M`, so that equal numbers have equal words.
#[derive(Clone, Copy)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Residue<M> {
    words: Words,
    modulus: PhantomData<M>,
}

impl<M: Modulus> Residue<M> {
    pub(super) const ZERO: Self = Self::raw([0; 4]);

    const fn raw(words: Words) -> Self {
        Self { words, modulus: PhantomData }
    }

    pub(super) fn one() -> Self {
        Self::new([1, 0, 0, 0])
    }

    /// The number of any four words, reduced.
    pub(super) fn new(words: Words) -> Self {
        Self::raw(words).times(Self::raw(M::SQUARE))
    }

    /// The number itself, below the modulus.
    pub(super) fn words(self) -> Words {
        self.times(Self::raw([1, 0, 0, 0])).words
    }

    /// The number times 2^256 modulo the modulus, as it is kept.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn kept(self) -> Words {
        self.words
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.words, other.words);
        let (a, carry) = add(a, e, 0);
        let (b, carry) = add(b, f, carry);
        let (c, carry) = add(c, g, carry);
        let (d, carry) = add(d, h, carry);
        Self::raw(less_modulus::<M>([a, b, c, d], carry))
    }

    pub(super) fn minus(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h], [i, j, k, l]) = (self.words, other.words, M::WORDS);
        let (a, borrow) = subtract(a, e, 0);
        let (b, borrow) = subtract(b, f, borrow);
        let (c, borrow) = subtract(c, g, borrow);
        let (d, borrow) = subtract(d, h, borrow);
        let wrapped = u64::conditional_select(&0, &u64::MAX, bit(borrow));
        let (a, carry) = add(a, i & wrapped, 0);
        let (b, carry) = add(b, j & wrapped, carry);
        let (c, carry) = add(c, k & wrapped, carry);
        let (d, _) = add(d, l & wrapped, carry);
        Self::raw([a, b, c, d])
    }

    pub(super) fn negative(self) -> Self {
        Self::ZERO.minus(self)
    }

    pub(super) fn doubled(self) -> Self {
        self.plus(self)
    }

    pub(super) fn squared(self) -> Self {
        self.times(self)
    }

    pub(super) fn times(self, other: Self) -> Self {
        let ([a, b, c, d], [i, j, k, l]) = (self.words, M::WORDS);
        let (mut t0, mut t1, mut t2, mut t3, mut t4) = (0, 0, 0, 0, 0);
        for word in other.words {
            let carry = fold(&mut t0, a, word, 0);
            let carry = fold(&mut t1, b, word, carry);
            let carry = fold(&mut t2, c, word, carry);
            let carry = fold(&mut t3, d, word, carry);
            let (top, over) = add(t4, carry, 0);
            let factor = t0.wrapping_mul(M::NEGATIVE_INVERSE);
            // The lowest word becomes zero and falls away.
            let carry = fold(&mut t0, factor, i, 0);
            let carry = fold(&mut t1, factor, j, carry);
            let carry = fold(&mut t2, factor, k, carry);
            let carry = fold(&mut t3, factor, l, carry);
            let (last, carry) = add(top, carry, 0);
            (t0, t1, t2, t3) = (t1, t2, t3, last);
            t4 = over + carry;
        }
        Self::raw(less_modulus::<M>([t0, t1, t2, t3], t4))
    }

    /// The inverse, and zero for zero: the power by the modulus less two, four bits of the exponent a step.
    pub(super) fn inverse(self) -> Self {
        let mut powers = [Self::one(); 16];
        let mut power = Self::one();
        for to in powers.iter_mut().skip(1) {
            power = power.times(self);
            *to = power;
        }
        let [low, exponent @ ..] = M::WORDS;
        let mut result = Self::one();
        for word in exponent.into_iter().rev().chain([low - 2]) {
            for digit in (0..16).rev().map(|place| word >> (4 * place) & 15) {
                result = result.squared().squared().squared().squared();
                // The exponent is no secret, so what is looked up may depend on it.
                result =
                    powers.iter().zip(0..).find(|(_, at)| *at == digit).map_or(result, |(by, _)| result.times(*by));
            }
        }
        result
    }

    pub(super) fn is_zero(self) -> Choice {
        self.words.ct_eq(&[0; 4])
    }

    /// `other` where that is chosen.
    pub(super) fn or(self, other: Self, chosen: Choice) -> Self {
        Self::raw(selected(self.words, other.words, chosen))
    }
}

#[cfg(test)]
impl<M: Modulus> PartialEq for Residue<M> {
    fn eq(&self, other: &Self) -> bool {
        self.minus(*other).is_zero().into()
    }
}

impl<M> Zeroize for Residue<M> {
    fn zeroize(&mut self) {
        self.words.zeroize();
    }
}

/// Big-endian bytes to words.
pub(super) fn from_bytes(bytes: &[u8; 32]) -> Words {
    let mut words = [0; 4];
    for (word, eight) in words.iter_mut().rev().zip(bytes.as_chunks().0) {
        *word = u64::from_be_bytes(*eight);
    }
    words
}

/// Words to big-endian bytes.
pub(super) fn to_bytes(words: Words) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (eight, word) in bytes.as_chunks_mut().0.iter_mut().zip(words.iter().rev()) {
        *eight = word.to_be_bytes();
    }
    bytes
}

/// Whether `words` lie below the modulus.
pub(super) fn below<M: Modulus>(words: Words) -> Choice {
    bit(difference(words, M::WORDS).1)
}

/// `words` below twice the modulus, less the modulus where they reach it.
#[cfg(target_arch = "x86_64")]
pub(super) fn lessened<M: Modulus>(words: Words) -> Words {
    less_modulus::<M>(words, 0)
}

/// `words` and the carry above them, less the modulus where they reach it.
#[inline]
fn less_modulus<M: Modulus>(words: Words, carry: u64) -> Words {
    let (lessened, borrow) = difference(words, M::WORDS);
    selected(lessened, words, bit(borrow & (carry ^ 1)))
}

/// A carry or borrow as a choice: a compiler that sees a mask made of one bit may branch on the bit.
#[inline]
fn bit(bit: u64) -> Choice {
    Choice::from((bit & 1) as u8)
}

#[inline]
fn selected([a, b, c, d]: Words, [e, f, g, h]: Words, second: Choice) -> Words {
    let select = |a, b| u64::conditional_select(&a, &b, second);
    [select(a, e), select(b, f), select(c, g), select(d, h)]
}

#[inline]
fn difference([a, b, c, d]: Words, [e, f, g, h]: Words) -> (Words, u64) {
    let (a, borrow) = subtract(a, e, 0);
    let (b, borrow) = subtract(b, f, borrow);
    let (c, borrow) = subtract(c, g, borrow);
    let (d, borrow) = subtract(d, h, borrow);
    ([a, b, c, d], borrow)
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low half is meant")]
fn add(a: u64, b: u64, carry: u64) -> (u64, u64) {
    let sum = u128::from(a) + u128::from(b) + u128::from(carry);
    (sum as u64, (sum >> 64) as u64)
}

#[inline]
fn subtract(a: u64, b: u64, borrow: u64) -> (u64, u64) {
    let (first, under) = a.overflowing_sub(b);
    let (second, again) = first.overflowing_sub(borrow);
    (second, u64::from(under) | u64::from(again))
}

/// Adds `a · b + carry` to `sum` and gives what does not fit.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low half is meant")]
fn fold(sum: &mut u64, a: u64, b: u64, carry: u64) -> u64 {
    let product = u128::from(*sum) + u128::from(a) * u128::from(b) + u128::from(carry);
    *sum = product as u64;
    (product >> 64) as u64
}
