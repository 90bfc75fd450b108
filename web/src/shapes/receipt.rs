use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

use super::catalogue::{Grade, Kind};
use super::course::{Channel, GrantedField, ProtectedTotal};

/// Proof of one release of data 回执.
#[derive(ToSchema)]
pub(crate) struct Receipt {
    id: String,
    account: String,
    organisation: Option<String>,
    agreement: Option<String>,
    purpose: String,
    channel: Channel,
    tables: Vec<ReleasedTable>,
    /// Digest of what was asked.
    question: String,
    rows: u64,
    /// Bytes of the answer.
    size: u64,
    /// Digest of the answer's bytes.
    answer: String,
    #[schema(format = DateTime)]
    released: String,
    /// What a bulk copy bears and holds; its id is the receipt's.
    #[schema(required = false)]
    copy: Option<CopyRecord>,
    /// Grade of the answer 结果分级, by the lineage of its columns and rows.
    #[schema(required = false)]
    grade: Option<Grade>,
    /// The datasets it was computed from, each with the strictest grade of the fields it depends on.
    #[schema(required = false)]
    drawn: Vec<DrawnOn>,
}

/// A copy 副本: enough to name it by a part, and to tell whether it is unaltered.
#[derive(ToSchema)]
struct CopyRecord {
    /// Values that were changed for marks, and rows that changed places.
    marks: u64,
    /// Why there are none.
    #[schema(required = false)]
    unmarked: Option<Unmarked>,
    /// 指纹方案: what a trace needs beside the platform's secret.
    #[schema(required = false)]
    plan: HashMap<String, Value>,
    #[schema(required = false)]
    fields: Vec<MarkedField>,
    /// Sums added up again from the values that left, and found as they were.
    #[schema(required = false)]
    totals: Vec<ProtectedTotal>,
    /// 副本摘要: of its values, whatever the file format.
    content: HashMap<String, Value>,
}

/// What the marks changed in one field.
#[derive(ToSchema)]
struct MarkedField {
    name: String,
    cells: u64,
    changed: u64,
    /// Largest change of one value, as decimal text.
    most: String,
}

/// Why a copy bears no marks: open without condition, nothing that tells rows apart, no field that may carry any, no value that can.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub(super) enum Unmarked {
    Open,
    NoKey,
    NoField,
    NoValue,
}

/// A dataset an answer was computed from.
#[derive(ToSchema)]
struct DrawnOn {
    dataset: String,
    grade: Grade,
    /// The kinds of personal information it depends on; each row counts as a person gathered.
    #[schema(required = false)]
    persons: Vec<Kind>,
}

#[derive(ToSchema)]
struct ReleasedTable {
    dataset: String,
    version: String,
    columns: Vec<GrantedField>,
    /// Digest of the row filter enforced.
    #[schema(required = false)]
    row_filter: Option<String>,
    /// Rows in a thousand that were in scope of those.
    #[schema(required = false)]
    sample: Option<u16>,
}

/// What anyone can check offline with the log's public key (GET /log/key).
#[derive(ToSchema)]
pub(crate) struct ProofBundle {
    /// The act as canonical JSON, byte for byte.
    payload: String,
    salt: String,
    position: u64,
    /// RFC 6962 audit path, lowest sibling first.
    inclusion: Vec<String>,
    /// A signed checkpoint.
    checkpoint: String,
}
