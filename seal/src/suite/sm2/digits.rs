//! How a secret scalar is cut into digits that are never zero.

use subtle::{Choice, ConditionallySelectable};
use zeroize::Zeroizing;

use super::residue::{Modulus, Order, Words};

/// Bits of a digit.
pub(super) const WIDTH: usize = 7;

/// Digits of a scalar.
pub(super) const DIGITS: usize = 37;

/// What a digit can be but for its sign: 1, 3, 5, up to 127.
pub(super) const MULTIPLES: usize = 1 << (WIDTH - 1);

/// The digits of k or n - k, whichever is odd, for 0 < k < n; the highest first. Digit d stands as (d + 127) / 2.
///
/// With odd digits, added from the highest down, no sum on the way is the point at infinity, and none is equal or
/// opposite to what is added next; so the plain formula for a sum of points always holds. Let A = a · 2^(7i+7), a odd,
/// be the sum so far (times G), D = d · 2^(7i) the next summand, |d| ≤ 127, and k = A + D + F with |F| < 2^(7i). From
/// 0 < k < n follows 0 < A < n + 2^(7i+7), and A > |D| because a is not zero. What is left to exclude is A = n and
/// A = n ± D. Where i > 0, A and D are even and n is odd. Where i = 0, A is 128 modulo 256 and n is 35, so that A is
/// not n; A = n - D means k = n; and A = n + D with D > 0 means k > n, with D < 0 that |d| is 163 modulo 256.
pub(super) fn digits(scalar: &Words) -> Zeroizing<[u8; DIGITS]> {
    let [lowest, ..] = scalar;
    // Through `Choice`, because a compiler that sees a mask made of one bit may branch on the bit.
    let even = !Choice::from((lowest & 1) as u8);
    let mut borrow = 0;
    let mut odd = Zeroizing::new([0; 4]);
    for ((to, from), order) in odd.iter_mut().zip(scalar).zip(Order::WORDS) {
        let (difference, first) = order.overflowing_sub(*from);
        let (difference, second) = difference.overflowing_sub(borrow);
        borrow = u64::from(first) | u64::from(second);
        *to = u64::conditional_select(from, &difference, even);
    }
    // With s = (k + 2^259 - 1) / 2, k is the sum of 2^i · (2 · bit i of s - 1): each bit of s is a sign.
    let [a, b, c, d] = *odd;
    let signs = Zeroizing::new([a >> 1 | b << 63, b >> 1 | c << 63, c >> 1 | d << 63, d >> 1, 0]);
    let mut digits = Zeroizing::new([0; DIGITS]);
    for (place, digit) in digits.iter_mut().rev().enumerate() {
        let (word, bit) = (place * WIDTH / 64, place * WIDTH % 64);
        let mut pair = signs.iter().skip(word);
        let (low, high) = (pair.next().unwrap_or(&0), pair.next().unwrap_or(&0));
        *digit = ((low >> bit | high << 1 << (63 - bit)) & 127) as u8;
    }
    if let Some(highest) = digits.first_mut() {
        // Bit 258 of s.
        *highest |= 64;
    }
    digits
}
