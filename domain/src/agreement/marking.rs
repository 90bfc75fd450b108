use std::collections::{BTreeMap, BTreeSet};

use base::Quantity;
use serde::{Deserialize, Serialize};

/// How far the marks of a copy may change what leaves of one dataset 指纹约定.
///
/// What it does not name follows the platform's own bounds: a decimal number moves by less than its last place but one,
/// nothing else moves at all. The key, masked fields and values of personal kinds never carry a tolerance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marking {
    /// 精确信息项: leave as they are, to the last digit.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub exact: BTreeSet<String>,
    /// 容差: the largest change of one value, by field: in the field's own unit for a number, in days for a date, in
    /// seconds for a time, in characters for a text, which is then written in another form that says the same.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tolerance: BTreeMap<String, Quantity>,
    /// 受保护合计: sums that stay what they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<ProtectedTotal>,
}

/// The sum of `measure` in every group of equal values of the fields `by`; over all rows where `by` is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectedTotal {
    pub measure: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
}

impl Marking {
    /// Whether nothing was agreed, so that the platform's own bounds hold.
    pub fn is_default(&self) -> bool {
        self == &Self::default()
    }

    /// Every field it names.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        let totals = self.totals.iter().flat_map(|total| total.by.iter().chain([&total.measure]));
        self.exact.iter().chain(self.tolerance.keys()).chain(totals)
    }

    /// What of it speaks of `fields` only: a total that names another field protects nothing any more.
    #[must_use]
    pub fn among(mut self, fields: &[String]) -> Self {
        self.exact.retain(|name| fields.contains(name));
        self.tolerance.retain(|name, _| fields.contains(name));
        self.totals.retain(|total| total.by.iter().chain([&total.measure]).all(|name| fields.contains(name)));
        self
    }
}
