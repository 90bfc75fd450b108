//! The odd multiples of the powers of G that a digit can ask for.

use super::digits::{DIGITS, MULTIPLES, WIDTH};
use super::point::{Affine, normalised};

/// For each digit, the highest first, with its power P = 2^(7i) · G: the points 1P, 3P, 5P, up to 127P.
pub(super) fn multiples() -> Vec<Affine> {
    let mut powers = vec![Affine::base()];
    let mut doubles = Vec::new();
    for _ in 0..DIGITS {
        let Some(power) = powers.last() else { break };
        let double = power.projected().doubled();
        let next = (1..WIDTH).fold(double, |point, _| point.doubled());
        if let [double, next] = normalised(&[double, next])[..] {
            doubles.push(double);
            powers.push(next);
        }
    }
    let mut points = Vec::with_capacity(DIGITS * MULTIPLES);
    for (power, double) in powers.iter().zip(&doubles).rev() {
        let mut point = power.projected();
        for _ in 0..MULTIPLES {
            points.push(point);
            point = point.plus(*double);
        }
    }
    normalised(&points)
}
