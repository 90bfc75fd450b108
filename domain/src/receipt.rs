//! Receipt 回执: proof of one release of data, durable before the first byte leaves.

use base::{AccountId, AgreementId, DatasetId, Digest, OrganisationId, ReceiptId, Timestamp, VersionId};
use serde::{Deserialize, Serialize};

use crate::agreement::{Channel, GrantedField};

/// What left of one dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedTable {
    pub dataset: DatasetId,
    pub version: VersionId,
    /// The columns the answer could draw on, with the masks enforced.
    pub columns: Vec<GrantedField>,
    /// Digest of the canonical row filter enforced; absent when every row was in scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_filter: Option<Digest>,
    /// Rows in a thousand that were in scope of those; absent where all were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub id: ReceiptId,
    pub account: AccountId,
    pub organisation: Option<OrganisationId>,
    /// Absent for unconditionally open data.
    pub agreement: Option<AgreementId>,
    pub purpose: String,
    pub channel: Channel,
    pub tables: Vec<ReleasedTable>,
    /// Digest of what was asked (key, filter or SQL text), so that the question can be shown without being kept.
    pub question: Digest,
    pub rows: u64,
    /// Bytes of the answer.
    pub size: u64,
    /// Digest of the answer's bytes: a copy can be checked as unaltered.
    pub answer: Digest,
    pub released: Timestamp,
}
