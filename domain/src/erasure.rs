//! Erasure 个人数据删除: one person's rows leave a dataset, and the acts that name the person lose their content.

mod blank;

use std::collections::BTreeSet;

use base::{CaseId, DatasetId, Digest, OrganisationId, Timestamp, VersionId};
use law::Basis;
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::record::{Decided, Index, Record};
use crate::version::{Ending, Version};

pub use blank::{Blank, ERASED};

/// How far the deletion a case decided has come. It never says who the person is: that stands in the case alone, until
/// the case's own content is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The case that decided it; no case decides two.
    pub case: CaseId,
    pub dataset: DatasetId,
    /// The body that holds the dataset.
    pub holder: OrganisationId,
    /// The field the person is found by.
    pub field: String,
    pub ordered: Timestamp,
    /// Until when versions that hold the person are kept, closed to readers.
    pub keep_until: Timestamp,
    /// The articles it rests on.
    pub basis: Vec<Basis>,
    /// Versions that were looked through.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub looked: BTreeSet<VersionId>,
    /// Rows that readers see no more.
    #[serde(default)]
    pub rows: u64,
    /// Records whose acts lost their content.
    #[serde(default)]
    pub records: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Timestamp>,
}

/// A version was looked through for the person's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsErased {
    pub version: VersionId,
    /// The person's rows in it.
    pub rows: u64,
    /// The version that readers see in its place, without them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewritten: Option<VersionId>,
}

/// The content of acts of one record is erased 内容删除; their commitments and places in the log stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayloadsErased {
    /// The case that decided it; absent where a closed login is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    pub payloads: Vec<ErasedPayload>,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedPayload {
    pub position: u64,
    /// SHA-256 of a salt and of what remains of the act.
    pub remains: Digest,
}

/// The index word of an erasure still under way.
pub const UNDER_WAY: &str = "under-way";

/// The act that a version which holds an erased person goes, at the latest when the term is over. None where it is on
/// its way already, or gone.
pub fn end_version(version: &Version, erasure: &Erasure) -> Option<Decided> {
    let sooner = version.ending.as_ref().is_none_or(|ending| erasure.keep_until < ending.from);
    let act = Act::VersionEnding(Ending { case: erasure.case.clone(), from: erasure.keep_until });
    (sooner && version.destroyed.is_none()).then(|| Decided::new(act, erasure.basis.clone()))
}

impl Record for Erasure {
    const KIND: RecordKind = RecordKind::Erasure;
    type Id = CaseId;

    fn id(&self) -> &CaseId {
        &self.case
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        let Some(mut state) = state else {
            return match act {
                Act::ErasureOrdered(erasure) => Some(erasure.clone()),
                _ => None,
            };
        };
        match act {
            Act::RowsErased(found) => {
                state.looked.insert(found.version.clone());
                if let Some(rewritten) = &found.rewritten {
                    state.looked.insert(rewritten.clone());
                    state.rows += found.rows;
                }
            }
            Act::ErasureDone { at, records } => {
                state.done = Some(*at);
                state.records = *records;
            }
            _ => {}
        }
        Some(state)
    }

    fn index(&self) -> Index {
        Index {
            owner: Some(self.holder.to_string()),
            subject: Some(self.dataset.to_string()),
            status: if self.done.is_some() { "done" } else { UNDER_WAY }.to_owned(),
            ..Index::default()
        }
    }
}
