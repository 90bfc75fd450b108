//! Release risk assessed for a case 发布风险评估.

use std::collections::BTreeMap;

use base::{DatasetId, Digest, Mask, ReceiptId, Timestamp, VersionId};
use law::Region;
use serde::{Deserialize, Serialize};

use super::Inputs;
use crate::act::Actor;
use crate::agreement::Condition;
use crate::dataset::Dataset;

/// What rows must be like before they are released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskLimits {
    pub k: u32,
    pub l: u32,
    /// Greatest distance, in per cent.
    pub t_percent: u8,
    /// False for the house's own limits, which warn where the law is silent and refuse nothing.
    pub binding: bool,
}

impl RiskLimits {
    /// Where the law is silent: no one alone, no class that gives its sensitive value away.
    const HOUSE: Self = Self { k: 5, l: 2, t_percent: 50, binding: false };

    pub fn of(region: &Region) -> Self {
        let Some(limits) = region.risk() else { return Self::HOUSE };
        let law::RiskLimits { k, l, t_percent, .. } = *limits;
        Self { k, l, t_percent, binding: true }
    }
}

/// What was found when the release a case is about was assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    pub dataset: DatasetId,
    /// The version assessed; of another one nothing is known.
    pub version: VersionId,
    /// Each field looked at, under the mask it is to be released with.
    pub masks: BTreeMap<String, Mask>,
    /// Digest of the conditions on the rows assessed; absent where all were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_filter: Option<Digest>,
    pub limits: RiskLimits,
    /// Whether the table keeps within the limits.
    pub passes: bool,
    /// Rows in classes smaller than k.
    pub rows_below: u64,
    /// The whole result as canonical JSON, signed under the log's key: counts and names of fields, never a value.
    pub signed: String,
    /// The receipt of the reading.
    pub receipt: ReceiptId,
    pub by: Actor,
    pub at: Timestamp,
}

impl Assessment {
    /// Whether it is of the version readers of `dataset` see.
    pub(super) fn is_of(&self, dataset: &Dataset) -> bool {
        self.dataset == dataset.id && dataset.version.as_ref() == Some(&self.version)
    }

    /// Whether a step would release other rows than were assessed. What is no filter is the effect's to refuse.
    pub(super) fn is_of_other_rows(&self, inputs: &Inputs) -> bool {
        let rows = inputs.get("row_filter").and_then(|rows| Vec::<Condition>::deserialize(rows).ok());
        Condition::digest(&rows.unwrap_or_default()).map_or(true, |rows| rows != self.row_filter)
    }

    /// The first field that would leave under another mask than the one assessed.
    pub(super) fn other_mask<'a>(&self, planned: &'a BTreeMap<String, Mask>) -> Option<&'a str> {
        let differs = |(name, mask): &(&String, &Mask)| self.masks.get(*name).unwrap_or(&Mask::Drop) != *mask;
        planned.iter().find(differs).map(|(name, _)| name.as_str())
    }
}
