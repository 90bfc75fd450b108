use serde::{Deserialize, Serialize};

use super::plan::{Channel, FieldRule, Plan};

/// What a copy's marks changed 可用性报告, field by field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Utility {
    /// Rows before and after selection.
    pub rows_in: u64,
    pub rows_out: u64,
    /// Pairs of neighbours that changed places.
    pub pairs_swapped: u64,
    pub fields: Vec<FieldUtility>,
    pub totals: Vec<TotalUtility>,
}

/// What changed in one field that may carry marks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldUtility {
    pub name: String,
    /// Values that are there.
    pub cells: u64,
    pub changed: u64,
    /// Largest change of one value: in the field's own unit for a number, in days, seconds or characters otherwise.
    pub most: f64,
    /// Mean size of the change over all values, changed or not, in the same unit.
    pub mean: f64,
}

/// Whether a protected total 受保护合计 is what it was, added up again from the values that left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TotalUtility {
    pub measure: String,
    pub by: Vec<String>,
    pub kept: bool,
}

/// Sums over the batches of one copy.
#[derive(Debug)]
pub(super) struct Tally {
    pub(super) utility: Utility,
    sums: Vec<u128>,
    units: Vec<f64>,
}

impl Tally {
    pub(super) fn new(plan: &Plan) -> Self {
        let field =
            |rule: &FieldRule| FieldUtility { name: rule.name.clone(), cells: 0, changed: 0, most: 0.0, mean: 0.0 };
        let totals = plan.draft().totals.iter();
        let total = |total: &super::plan::Total| TotalUtility {
            measure: total.measure.clone(),
            by: total.by.clone(),
            kept: true,
        };
        let unit = |rule: &FieldRule| match rule.channel {
            Channel::Number { decimals, .. } => 10_f64.powi(-i32::from(decimals)),
            Channel::Date | Channel::Time | Channel::Text { .. } | Channel::Pseudonym => 1.0,
        };
        Self {
            utility: Utility {
                rows_in: 0,
                rows_out: 0,
                pairs_swapped: 0,
                fields: plan.rules().iter().map(field).collect(),
                totals: totals.map(total).collect(),
            },
            sums: vec![0; plan.rules().len()],
            units: plan.rules().iter().map(unit).collect(),
        }
    }

    /// Counts the values of one batch in the field of rule number `rule`, and the sizes of their changes in units.
    pub(super) fn count(&mut self, rule: usize, cells: usize, changes: impl Iterator<Item = u64>) {
        let (Some(field), Some(sum), Some(unit)) =
            (self.utility.fields.get_mut(rule), self.sums.get_mut(rule), self.units.get(rule))
        else {
            return;
        };
        field.cells += cells as u64;
        for change in changes {
            field.changed += 1;
            *sum += u128::from(change);
            field.most = field.most.max(change as f64 * unit);
        }
    }

    /// Notes that the totals of `measure` have moved.
    pub(super) fn moved(&mut self, measure: &str) {
        for total in self.utility.totals.iter_mut().filter(|total| total.measure == measure) {
            total.kept = false;
        }
    }

    pub(super) fn finish(mut self) -> Utility {
        for ((field, sum), unit) in self.utility.fields.iter_mut().zip(&self.sums).zip(&self.units) {
            field.mean = *sum as f64 * unit / (field.cells.max(1) as f64);
        }
        self.utility
    }
}
