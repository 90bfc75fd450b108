use base::Quantity;
use serde::{Deserialize, Serialize};

/// What may still be asked of a dataset by a recipient 隐私预算: the sum of all epsilons of its private statistics. It
/// is granted once and only ever decreases; a copy kept from before must not be used again, so it has no `Clone`.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Budget {
    granted: Quantity,
    left: Quantity,
}

/// The budget as records keep it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    granted: Quantity,
    left: Quantity,
}

/// Why a budget cannot be granted or spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BudgetError {
    #[error("expected a budget above 0 and at most 10, found {found}; beyond 10 a statistic protects nobody")]
    Grant { found: Quantity },
    #[error("expected an epsilon above 0, found {found}; name what the answer may cost")]
    Epsilon { found: Quantity },
    #[error("expected at most {left} of the budget to be spent, found {asked}; ask for less, or no more")]
    Exhausted { asked: Quantity, left: Quantity },
    #[error("expected what is left between 0 and the {granted} granted, found {left}; the record was changed")]
    Record { granted: Quantity, left: Quantity },
}

/// The largest sum of epsilons.
const LARGEST: i64 = 10_000_000;

impl Budget {
    pub fn granted(granted: Quantity) -> Result<Self, BudgetError> {
        if !(1..=LARGEST).contains(&granted.millionths()) {
            return Err(BudgetError::Grant { found: granted });
        }
        Ok(Self { granted, left: granted })
    }

    pub const fn left(&self) -> Quantity {
        self.left
    }

    /// Takes `epsilon` off, or nothing when less is left.
    pub(super) fn spend(&mut self, epsilon: Quantity) -> Result<(), BudgetError> {
        if epsilon <= Quantity::ZERO {
            return Err(BudgetError::Epsilon { found: epsilon });
        }
        let left = self.left.less(epsilon).filter(|left| *left >= Quantity::ZERO);
        self.left = left.ok_or(BudgetError::Exhausted { asked: epsilon, left: self.left })?;
        Ok(())
    }
}

impl TryFrom<Written> for Budget {
    type Error = BudgetError;
    fn try_from(Written { granted, left }: Written) -> Result<Self, BudgetError> {
        let budget = Self::granted(granted)?;
        if left < Quantity::ZERO || left > granted {
            return Err(BudgetError::Record { granted, left });
        }
        Ok(Self { left, ..budget })
    }
}
