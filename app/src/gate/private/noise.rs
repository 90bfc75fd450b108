//! The noise: OpenDP's discrete Laplace.
//!
//! It draws from the thread's own generator, which the operating system seeds, and takes none from outside. That is why it
//! stands here and not in a kernel: a kernel repeats itself, noise must never.

use guard::private_statistics::BoundedSum;
use opendp::domains::AtomDomain;
use opendp::measurements::make_laplace;
use opendp::measures::MaxDivergence;
use opendp::metrics::AbsoluteDistance;

use crate::problem::Problem;

/// How many rows there are, about. Counts of groups no row shares cost epsilon once together.
pub(super) fn count(rows: u64, epsilon: f64) -> Result<i64, Problem> {
    noisy(i64::try_from(rows).unwrap_or(i64::MAX), 1, epsilon)
}

/// The sum, about.
pub(super) fn sum(sum: &BoundedSum, epsilon: f64) -> Result<f64, Problem> {
    Ok(noisy(sum.total(), sum.reach(), epsilon)? as f64 * sum.step())
}

/// The mean, about, between the bounds: half of epsilon goes to the sum, half to the count.
pub(super) fn mean(sum: &BoundedSum, epsilon: f64) -> Result<f64, Problem> {
    let half = epsilon / 2.0;
    let total = noisy(sum.total(), sum.reach(), half)? as f64;
    let rows = count(sum.rows(), half)?.max(1) as f64;
    let (low, high) = sum.bounds();
    Ok((total / rows).clamp(low, high) * sum.step())
}

/// The value with noise that hides a change of `reach` for `epsilon`.
fn noisy(value: i64, reach: i64, epsilon: f64) -> Result<i64, Problem> {
    let failed = |error: opendp::error::Error| Problem::Internal(format!("no noise: {error}"));
    // A trifle more noise than asked, so that the library's own upwards rounding stays within epsilon.
    let scale = reach as f64 / epsilon * (1.0 + 1e-9);
    let (domain, metric) = (AtomDomain::<i64>::default(), AbsoluteDistance::<i64>::default());
    let noise = make_laplace::<_, _, MaxDivergence>(domain, metric, scale, None).map_err(failed)?;
    let cost = noise.map(&reach).map_err(failed)?;
    if cost > epsilon {
        return Err(Problem::Internal(format!("the noise would cost {cost} instead of {epsilon}")));
    }
    noise.invoke(&value).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise of scale 1/epsilon deviates by about that; its mean over many answers is near the truth. The bounds below
    /// are missed once in more than 10^12 runs.
    #[test]
    fn answers_lie_about_the_truth() {
        let answers: Vec<i64> = (0..2_000).map(|_| noisy(1_000, 1, 0.5).unwrap()).collect();
        let mean = answers.iter().sum::<i64>() as f64 / 2_000.0;
        let deviation = answers.iter().map(|answer| (answer - 1_000).abs()).sum::<i64>() as f64 / 2_000.0;
        assert!((mean - 1_000.0).abs() < 0.7, "{mean}");
        assert!((1.5..2.5).contains(&deviation), "{deviation}");
    }
}
