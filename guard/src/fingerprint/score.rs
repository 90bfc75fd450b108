//! Accusation scores 指控得分 and how often an innocent copy reaches them.
//!
//! A suspect table gives each position a weight `w` (the sum of its votes, each from −1 for a 0 to +1 for a 1). A
//! copy's score is `S = Σ wᵢ·U(Xᵢ, pᵢ)` with Škorić's symmetric `U(1,p) = √((1−p)/p)`, `U(0,p) = −√(p/(1−p))`.
//! For a copy that had no part in the suspect, the bits `Xᵢ` are independent of the weights, so for every `λ > 0`
//!
//! ```text
//! P(S ≥ z) ≤ exp(K(λ) − λz),   K(λ) = Σ ln(pᵢ·exp(λwᵢU(1,pᵢ)) + (1−pᵢ)·exp(λwᵢU(0,pᵢ)))
//! ```
//!
//! which is Chernoff's bound, computed from the very weights found: it needs no assumption on the attack, on the
//! number of votes, or on a normal distribution. Times the number of candidates it bounds the chance of accusing
//! anybody wrongly. The threshold is the least `z` at which that product is at most the chance allowed.

use super::bias::Bias;
use super::code::{Codebook, DRAWS};
use super::secret::CopyId;

/// The largest chance of accusing any innocent copy 误指概率上限, over all candidates of one trace.
pub const FALSE_ACCUSATION: f64 = 1e-6;

/// Weights of a suspect, with what an innocent score may reach.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    book: &'a Codebook<'a>,
    weights: Vec<f64>,
    /// `(λ, K(λ))` on a grid around the best `λ`.
    bounds: Vec<(f64, f64)>,
    candidates: f64,
    /// Scores from here on are accused.
    pub(super) threshold: f64,
    /// Standard deviation of an innocent score.
    pub(super) deviation: f64,
}

impl<'a> Evidence<'a> {
    /// `weights` by position; `candidates` is how many copies will be scored, at least 1.
    pub(super) fn new(book: &'a Codebook<'a>, weights: Vec<f64>, candidates: usize) -> Self {
        let deviation = weights.iter().map(|w| w * w).sum::<f64>().sqrt();
        let candidates = candidates.max(1) as f64;
        let mut evidence = Self { book, weights, bounds: Vec::new(), candidates, threshold: f64::INFINITY, deviation };
        if deviation > 0.0 {
            evidence.find_threshold();
        }
        evidence
    }

    fn find_threshold(&mut self) {
        let need = (self.candidates / FALSE_ACCUSATION).ln();
        // Of a normal score the best λ is √(2·need)/σ; heavier tails move it down, never far.
        let normal = (2.0 * need).sqrt() / self.deviation;
        self.bounds = (-24..=16)
            .map(|step| normal * (f64::from(step) / 8.0).exp2())
            .map(|lambda| (lambda, self.cumulant(lambda)))
            .collect();
        self.threshold =
            self.bounds.iter().map(|(lambda, cumulant)| (cumulant + need) / lambda).fold(f64::INFINITY, f64::min);
    }

    /// `K(λ)`.
    fn cumulant(&self, lambda: f64) -> f64 {
        let of = |(weight, bias): (&f64, &Bias)| {
            let (one, zero) = (lambda * weight * bias.one, lambda * weight * bias.zero);
            let p = bias.probability();
            let top = one.max(zero);
            top + (p * (one - top).exp() + (1.0 - p) * (zero - top).exp()).ln()
        };
        self.weights.iter().zip(self.book.biases()).filter(|(weight, _)| **weight != 0.0).map(of).sum()
    }

    pub(super) fn score(&self, copy: &CopyId) -> f64 {
        let draws = self.book.draws(copy);
        let blocks = self.weights.chunks(DRAWS).zip(self.book.biases().chunks(DRAWS)).zip(0_u32..);
        // Where a suspect is small most blocks say nothing, and drawing them would be most of the work.
        let telling = blocks.filter(|((weights, _), _)| weights.iter().any(|weight| *weight != 0.0));
        telling
            .map(|((weights, biases), block)| {
                let cells = weights.iter().zip(biases).zip(draws.of(block));
                cells
                    .map(|((weight, bias), draw)| weight * if draw < bias.threshold { bias.one } else { bias.zero })
                    .sum::<f64>()
            })
            .sum()
    }

    /// The chance that any innocent candidate scores `score` or more, at most.
    pub(super) fn bound(&self, score: f64) -> f64 {
        let least = self.bounds.iter().map(|(lambda, cumulant)| cumulant - lambda * score).fold(0.0, f64::min);
        (least.exp() * self.candidates).min(1.0)
    }

    /// What a copy scores that agrees with every weight: one that cannot reach the threshold so could not be told.
    pub(super) fn whole(&self) -> f64 {
        let agreeing = |(weight, bias): (&f64, &Bias)| weight * if *weight > 0.0 { bias.one } else { bias.zero };
        self.weights.iter().zip(self.book.biases()).map(agreeing).sum()
    }

    /// How many clean votes on distinct positions a single copy needs to be named, in the mean.
    pub(super) fn votes_needed(&self) -> u64 {
        let need = (self.candidates / FALSE_ACCUSATION).ln();
        let biases = self.book.biases();
        let gain = biases.iter().map(|bias| bias.gain()).sum::<f64>() / biases.len().max(1) as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
        let votes = (2.0 * need / (gain * gain)).ceil() as u64;
        votes
    }
}
