//! Private statistics 差分隐私统计: sums of bounded numbers, exact before noise is added.
//!
//! Numbers are counted in whole steps, so no rounding of floats gives a row away, and one row more or less moves a sum by
//! its reach at most. The noise that hides such a row is not drawn here: a kernel gives the same for the same, noise
//! must not.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use base::Quantity;

/// Why a private statistic cannot be given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StatisticError {
    #[error("expected numbers to add up, found {found}; count them instead")]
    NotNumeric { found: DataType },
    #[error(
        "expected a low bound below the high one and both at most a thousand million steps, found {low} to {high} in steps of {step}; widen the step"
    )]
    Bounds { low: Quantity, high: Quantity, step: Quantity },
    #[error("expected 1 to {most} groups, found {found}; name fewer")]
    Groups { found: usize, most: usize },
}

/// Groups of one histogram.
pub const MOST_GROUPS: usize = 10_000;

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

    /// The sum in steps, cut at the ends of 64 bits, which moves it no further.
    pub fn total(&self) -> i64 {
        i64::try_from(self.total.clamp(i64::MIN.into(), i64::MAX.into())).unwrap_or_default()
    }

    /// Rows counted.
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// The most one row moves the sum, in steps: the bound farther from zero.
    pub fn reach(&self) -> i64 {
        self.low.abs().max(self.high.abs())
    }

    /// The bounds, in steps.
    pub const fn bounds(&self) -> (f64, f64) {
        (self.low as f64, self.high as f64)
    }

    /// What one step is.
    pub const fn step(&self) -> f64 {
        self.step.to_f64()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and so does the bound after it")]
fn steps(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests;
