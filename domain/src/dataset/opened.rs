//! The masks a dataset is opened under 开放脱敏方式.

use std::collections::{BTreeMap, BTreeSet};

use base::{CaseId, EntryId, Mask, VersionId};
use law::Exception;
use serde::{Deserialize, Serialize};

use super::Dataset;

/// What a decision to open said of each field, as it was assessed. It holds for every version until another decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedUnder {
    /// Every field there was, with its mask. One that is not here came later, and is not opened by that decision.
    pub masks: BTreeMap<String, Mask>,
    /// What the law lets masks be weaker for, as it held then.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub excepted: BTreeSet<Exception>,
    /// The entry of consent that exception rests on; None where it rests on a file of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<EntryId>,
    /// The version whose release risk was assessed under these masks and kept within the limits; None where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed: Option<VersionId>,
    /// The case that decided it.
    pub case: CaseId,
}

impl Dataset {
    /// The mask a field is opened to everyone under: as it is, where no decision to open named masks.
    pub(crate) fn opened_mask(&self, field: &str) -> Mask {
        match &self.opened {
            Some(opened) => opened.masks.get(field).cloned().unwrap_or(Mask::Drop),
            None => Mask::Keep,
        }
    }
}
