//! The bias of each code position 偏置: how likely a copy's bit there is 1.
//!
//! Biases come from the finite distribution that is optimal against `c` colluders (Nuida and others, Designs, Codes
//! and Cryptography 52, 2009): the values `(1 + x)/2` over the roots `x` of the Legendre polynomial `P` of degree
//! `⌈c/2⌉`, with weights proportional to `1 / ((1 − x²)^{3/2} · P'(x)²)`.

use super::code::Code;
use super::secret::{Prf, first_word};

/// One value a bias can take, in 1/65536, with what a copy's bit there counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bias {
    /// A 16-bit draw below this is the bit 1.
    pub(super) threshold: u16,
    /// Score of a 1 where the suspect shows a 1: `√((1−p)/p)`.
    pub(super) one: f64,
    /// Score of a 0 where the suspect shows a 1: `−√(p/(1−p))`.
    pub(super) zero: f64,
}

impl Bias {
    fn new(probability: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=65535")]
        let threshold = (probability * 65_536.0).round().clamp(1.0, 65_535.0) as u16;
        let p = f64::from(threshold) / 65_536.0;
        Self { threshold, one: ((1.0 - p) / p).sqrt(), zero: -(p / (1.0 - p)).sqrt() }
    }

    /// The chance of a 1; exact, because thresholds are what is drawn against.
    pub(super) fn probability(self) -> f64 {
        f64::from(self.threshold) / 65_536.0
    }

    /// What one clean vote adds to the score of the copy it came from, in the mean: `2·√(p(1−p))`.
    pub(super) fn gain(self) -> f64 {
        let p = self.probability();
        2.0 * (p * (1.0 - p)).sqrt()
    }
}

/// The distinct biases against `colluders` colluders and their cumulated weights, which end at 1.
pub(super) fn distribution(colluders: u8) -> Vec<(Bias, f64)> {
    let degree = u32::from(colluders.max(1)).div_ceil(2);
    let roots: Vec<f64> = (0..degree).map(|n| legendre_root(degree, n)).collect();
    let weight = |x: f64| {
        let slope = legendre(degree, x).1;
        let rest = 1.0 - x * x;
        1.0 / (rest * rest.sqrt() * slope * slope)
    };
    let total: f64 = roots.iter().map(|x| weight(*x)).sum();
    let mut cumulated = 0.0;
    roots
        .iter()
        .map(|x| {
            cumulated += weight(*x) / total;
            (Bias::new(f64::midpoint(1.0, *x)), cumulated)
        })
        .collect()
}

/// The bias of every position of `code`, drawn with the dataset's secret.
pub(super) fn draw(code: Code, secret: &Prf) -> Vec<Bias> {
    let choices = distribution(code.colluders());
    let fallback = Bias::new(0.5);
    let mut biases = Vec::with_capacity(code.length() as usize);
    for block in 0..code.length().div_ceil(8) {
        for bytes in secret.of(&[&block.to_le_bytes()]).chunks_exact(4) {
            let at = (first_word(bytes) as f64 + 0.5) / (1_u64 << 32) as f64;
            let chosen = choices.iter().find(|(_, end)| at < *end).or(choices.last());
            biases.push(chosen.map_or(fallback, |(bias, _)| *bias));
        }
    }
    biases.truncate(code.length() as usize);
    biases
}

/// Value and slope of the Legendre polynomial at `x`, inside (−1, 1).
fn legendre(degree: u32, x: f64) -> (f64, f64) {
    let (mut before, mut here) = (1.0, x);
    for n in 1..degree {
        let n = f64::from(n);
        (before, here) = (here, ((2.0 * n + 1.0) * x * here - n * before) / (n + 1.0));
    }
    (here, f64::from(degree) * (x * here - before) / (x * x - 1.0))
}

fn legendre_root(degree: u32, number: u32) -> f64 {
    let mut x = (std::f64::consts::PI * (f64::from(number) + 0.75) / (f64::from(degree) + 0.5)).cos();
    // Newton from this start has converged after five steps for every degree allowed.
    for _ in 0..12 {
        let (value, slope) = legendre(degree, x);
        x -= value / slope;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(colluders: u8, expected: &[(f64, f64)]) {
        let mut before = 0.0;
        let found: Vec<_> = distribution(colluders)
            .into_iter()
            .map(|(bias, end)| {
                let weight = end - before;
                before = end;
                (bias.probability(), weight)
            })
            .collect();
        assert_eq!(found.len(), expected.len());
        for ((p, weight), (expected_p, expected_weight)) in found.iter().zip(expected) {
            assert!((p - expected_p).abs() < 2e-5 && (weight - expected_weight).abs() < 2e-5, "{found:?}");
        }
    }

    #[test]
    fn the_distributions_are_the_published_ones() {
        check(2, &[(0.5, 1.0)]);
        check(4, &[(0.78868, 0.5), (0.21132, 0.5)]);
        check(6, &[(0.88730, 0.33201), (0.5, 0.33598), (0.11270, 0.33201)]);
        check(8, &[(0.93057, 0.24834), (0.66999, 0.25166), (0.33001, 0.25166), (0.06943, 0.24834)]);
    }

    #[test]
    fn an_innocent_bit_scores_zero_in_the_mean_and_one_in_variance() {
        for colluders in 1..=20 {
            for (bias, _) in distribution(colluders) {
                let p = bias.probability();
                assert!((p * bias.one + (1.0 - p) * bias.zero).abs() < 1e-9);
                assert!((p * bias.one.powi(2) + (1.0 - p) * bias.zero.powi(2) - 1.0).abs() < 1e-9);
            }
        }
    }
}
