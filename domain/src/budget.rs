//! Budget 隐私预算: how much the private statistics of one dataset may still tell one recipient.

use base::{BudgetId, DatasetId, Digest, Message, Quantity};
use law::Control;
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::agreement::Consumer;
use crate::decide::Deciding;
use crate::record::{Decided, Index, Record};
use crate::refusal::{No, Refusal};

/// The sum of the epsilons of all answers. It is granted once and only ever decreases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    pub id: BudgetId,
    pub dataset: DatasetId,
    pub recipient: Consumer,
    pub granted: Quantity,
    pub left: Quantity,
}

/// What an answer took off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spending {
    pub epsilon: Quantity,
    /// Digest of what was asked, as in the receipt.
    pub question: Digest,
}

/// The largest epsilon; beyond it a statistic protects nobody.
const LARGEST: i64 = 10_000_000;
/// What is granted where the law is silent.
const HOUSE: i64 = 1;

impl Budget {
    /// The key one dataset and one recipient share.
    pub fn key(dataset: &DatasetId, recipient: &Consumer) -> String {
        format!("{dataset} {}", recipient.as_str())
    }

    /// An untouched one, as large as the region grants.
    pub fn fresh(id: BudgetId, dataset: DatasetId, recipient: Consumer, deciding: &Deciding<'_>) -> Self {
        let house = Quantity::whole(HOUSE).unwrap_or(Quantity::ZERO);
        let granted = deciding.region.statistics().map_or(house, |statistics| statistics.budget);
        Self { id, dataset, recipient, granted, left: granted }
    }
}

impl Record for Budget {
    const KIND: RecordKind = RecordKind::Budget;
    type Id = BudgetId;

    fn id(&self) -> &BudgetId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        match (state, act) {
            (None, Act::BudgetSet(budget)) => Some(budget.clone()),
            (Some(budget), Act::BudgetSpent(spending)) => {
                let left = budget.left.less(spending.epsilon.max(Quantity::ZERO)).unwrap_or(Quantity::ZERO);
                let left = left.max(Quantity::ZERO);
                Some(Self { left, ..budget })
            }
            (state, _) => state,
        }
    }

    fn index(&self) -> Index {
        let used_up = self.left == Quantity::ZERO;
        Index {
            owner: Some(self.recipient.as_str().to_owned()),
            subject: Some(self.dataset.to_string()),
            natural_key: Some(Self::key(&self.dataset, &self.recipient)),
            status: if used_up { "used-up" } else { "open" }.to_owned(),
            due: None,
        }
    }
}

/// Takes an answer's epsilon off `known`, or off `fresh` where nothing was ever asked.
pub fn spend(
    known: Option<&Budget>,
    fresh: &Budget,
    spending: Spending,
    deciding: &Deciding<'_>,
) -> Result<Vec<Decided>, No> {
    if !(1..=LARGEST).contains(&spending.epsilon.millionths()) {
        let message = Message::new("invalid-epsilon").with("found", spending.epsilon);
        return Err(No::invalid("epsilon", message));
    }
    let statistics = deciding.region.statistics().map(|statistics| vec![statistics.basis.clone()]);
    let basis = statistics.unwrap_or_else(|| deciding.basis_among(&[Control::ConsentOrAnonymity]));
    let left = known.unwrap_or(fresh).left;
    if spending.epsilon > left {
        let message = Message::new("refusal-budget-used-up").with("left", left).with("asked", spending.epsilon);
        return Err(Refusal::new(message, basis).into());
    }
    let set = known.is_none().then(|| Decided::new(Act::BudgetSet(fresh.clone()), basis.clone()));
    Ok(set.into_iter().chain([Decided::new(Act::BudgetSpent(spending), basis)]).collect())
}
