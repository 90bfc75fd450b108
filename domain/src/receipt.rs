//! Receipt 回执: proof of one release of data, durable before the first byte leaves.

use base::{AccountId, AgreementId, DatasetId, Digest, OrganisationId, ReceiptId, Timestamp, VersionId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::agreement::{Channel, GrantedField, ProtectedTotal};

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
    /// What a bulk copy bears and holds; absent for every other answer. The copy's id is the receipt's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<CopyRecord>,
}

/// A copy 副本 as its receipt keeps it: enough to name it by a part, and to tell whether it is unaltered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyRecord {
    /// Values that were changed for marks 标记数.
    pub marks: u64,
    /// Why there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmarked: Option<Unmarked>,
    /// The fingerprint plan 指纹方案 as `guard` writes it: a trace needs the very plan a copy was made by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Value>,
    /// 可用性: what the marks changed, by field that may carry them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<MarkedField>,
    /// 受保护合计: added up again from the values that left, and found as they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<ProtectedTotal>,
    /// The digest of its values 副本摘要 as `guard` writes it: it holds in any file format.
    pub content: Value,
}

/// What the marks changed in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedField {
    pub name: String,
    /// Values that are there.
    pub cells: u64,
    pub changed: u64,
    /// Largest change of one value, in decimal text: in the field's own unit for a number, in days, seconds or characters
    /// otherwise.
    pub most: String,
}

/// Why a copy bears no marks 无标记原因.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unmarked {
    /// 无条件开放: the same for everyone, to the last digit.
    Open,
    /// 无主键: no key field tells its rows apart.
    NoKey,
    /// 无可标记信息项: every field shown is exact, masked, a key, of a personal kind, or of a type that bears no change.
    NoField,
    /// 无可标记数值: the fields that could carry marks hold no value that can.
    NoValue,
}
