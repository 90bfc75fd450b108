//! Private statistics 差分隐私统计: counts, sums, means and histograms that tell almost nothing of any one row.
//!
//! Each answer costs an epsilon of a [`Budget`]. Two tables that differ by one row give any answer with probabilities
//! at most e^epsilon apart (pure differential privacy, one row per person). Sums are exact whole numbers before the noise is
//! added, so no rounding of floats gives a row away.
//!
//! The noise is OpenDP's discrete Laplace. It is the one thing in this crate that draws randomness of its own, from
//! the thread's generator, which the operating system seeds: a reader who could replay the noise could take it off, and
//! the library takes no generator from outside.

mod budget;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use base::Quantity;
use opendp::domains::AtomDomain;
use opendp::measurements::make_laplace;
use opendp::measures::MaxDivergence;
use opendp::metrics::AbsoluteDistance;

pub use budget::{Budget, BudgetError};

/// Why a private statistic cannot be given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StatisticError {
    #[error(transparent)]
    Budget(#[from] BudgetError),
    #[error("expected numbers to add up, found {found}; count them instead")]
    NotNumeric { found: DataType },
    #[error(
        "expected a low bound below the high one and both at most a thousand million steps, found {low} to {high} in steps of {step}; widen the step"
    )]
    Bounds { low: Quantity, high: Quantity, step: Quantity },
    #[error("expected 1 to {most} groups, found {found}; name fewer")]
    Groups { found: usize, most: usize },
    #[error("expected noise for an answer, found none: {why}; ask again")]
    Noise { why: String },
}

/// Groups of one histogram.
pub const MOST_GROUPS: usize = 10_000;

/// How many rows there are, about.
pub fn count(rows: u64, epsilon: Quantity, budget: &mut Budget) -> Result<i64, StatisticError> {
    budget.spend(epsilon)?;
    noisy(i64::try_from(rows).unwrap_or(i64::MAX), 1, epsilon.to_f64())
}

/// Rows in each group, about; the groups are named beforehand and rows of no group are left out. A row stands in one
/// group only, so all counts together cost epsilon once.
pub fn histogram(rows: &[u64], epsilon: Quantity, budget: &mut Budget) -> Result<Vec<i64>, StatisticError> {
    if !(1..=MOST_GROUPS).contains(&rows.len()) {
        return Err(StatisticError::Groups { found: rows.len(), most: MOST_GROUPS });
    }
    budget.spend(epsilon)?;
    let epsilon = epsilon.to_f64();
    rows.iter().map(|rows| noisy(i64::try_from(*rows).unwrap_or(i64::MAX), 1, epsilon)).collect()
}

/// A sum of bounded numbers over batches, in whole steps.
#[derive(Debug, Clone)]
pub struct BoundedSum {
    low: i64,
    high: i64,
    step: Quantity,
    total: i128,
    rows: u64,
}

/// Steps a bound may be away from zero.
const MOST_STEPS: i64 = 1_000_000_000;

impl BoundedSum {
    /// Each number counts as the nearest whole `step`, and as `low` or `high` beyond them. The bounds must be chosen
    /// without looking at the data.
    pub fn new(low: Quantity, high: Quantity, step: Quantity) -> Result<Self, StatisticError> {
        let wrong = StatisticError::Bounds { low, high, step };
        let steps = |bound: Quantity| {
            let steps = bound.millionths().checked_div_euclid(step.millionths().max(0))?;
            (-MOST_STEPS..=MOST_STEPS).contains(&steps).then_some(steps)
        };
        match (steps(low), steps(high)) {
            (Some(from), Some(to)) if from < to => Ok(Self { low: from, high: to, step, total: 0, rows: 0 }),
            _ => Err(wrong),
        }
    }

    /// Adds a column up; missing values and what is no number are not counted.
    pub fn take(&mut self, column: &ArrayRef) -> Result<(), StatisticError> {
        let wrong = || StatisticError::NotNumeric { found: column.data_type().clone() };
        if !column.data_type().is_numeric() {
            return Err(wrong());
        }
        let numbers = cast(column, &DataType::Float64).map_err(|_| wrong())?;
        let step = self.step.to_f64();
        for number in numbers.as_primitive::<Float64Type>().iter().flatten().filter(|number| !number.is_nan()) {
            self.total += i128::from(steps(number / step).clamp(self.low, self.high));
            self.rows += 1;
        }
        Ok(())
    }

    /// The sum, about.
    pub fn sum(&self, epsilon: Quantity, budget: &mut Budget) -> Result<f64, StatisticError> {
        budget.spend(epsilon)?;
        Ok(self.noisy_total(epsilon.to_f64())? as f64 * self.step.to_f64())
    }

    /// The mean, about, between the bounds: half of epsilon goes to the sum, half to the count.
    pub fn mean(&self, epsilon: Quantity, budget: &mut Budget) -> Result<f64, StatisticError> {
        budget.spend(epsilon)?;
        let half = epsilon.to_f64() / 2.0;
        let total = self.noisy_total(half)? as f64;
        let rows = noisy(i64::try_from(self.rows).unwrap_or(i64::MAX), 1, half)?.max(1) as f64;
        Ok((total / rows).clamp(self.low as f64, self.high as f64) * self.step.to_f64())
    }

    /// One row more or less moves the sum by the bound farther from zero at most; cutting at the ends of 64 bits
    /// moves it no further.
    fn noisy_total(&self, epsilon: f64) -> Result<i64, StatisticError> {
        let total = i64::try_from(self.total.clamp(i64::MIN.into(), i64::MAX.into())).unwrap_or_default();
        noisy(total, self.low.abs().max(self.high.abs()), epsilon)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and so does the bound after it")]
fn steps(value: f64) -> i64 {
    value.round() as i64
}

/// The value with discrete Laplace noise that hides a change of `reach` for `epsilon`.
fn noisy(value: i64, reach: i64, epsilon: f64) -> Result<i64, StatisticError> {
    let failed = |error: opendp::error::Error| StatisticError::Noise { why: error.to_string() };
    // A trifle more noise than asked, so that the library's own upwards rounding stays within epsilon.
    let scale = reach as f64 / epsilon * (1.0 + 1e-9);
    let domain = AtomDomain::<i64>::default();
    let metric = AbsoluteDistance::<i64>::default();
    let noise = make_laplace::<_, _, MaxDivergence>(domain, metric, scale, None).map_err(failed)?;
    let cost = noise.map(&reach).map_err(failed)?;
    if cost > epsilon {
        return Err(StatisticError::Noise { why: format!("it would cost {cost} instead of {epsilon}") });
    }
    noise.invoke(&value).map_err(failed)
}

#[cfg(test)]
mod tests;
