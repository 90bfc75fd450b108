//! Receipt 回执: proof of one release of data, durable before the first byte leaves.

use base::{
    AccountId, AgreementId, DatasetId, Digest, Grade, LawDate, OrganisationId, ReceiptId, Timestamp, VersionId,
};
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
}

/// A dataset an answer was computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    pub dataset: DatasetId,
    /// The strictest grade of the fields the answer depends on; the lowest where it depends on none.
    pub grade: Grade,
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
    /// Grade of the answer 结果分级, by the lineage of its columns and rows. Absent on receipts of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The datasets it was computed from, more than one where they were combined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drawn: Vec<Drawn>,
}

/// What one release adds to what a recipient has gathered 累计获取 of one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered<'a> {
    /// The body, else the person, that the data went to.
    pub recipient: &'a str,
    pub dataset: &'a DatasetId,
    pub grade: Grade,
    pub day: LawDate,
    pub rows: u64,
}

impl Receipt {
    /// What it adds to what its recipient has gathered: the rows count for each dataset they were computed from.
    /// Openly published data is everybody's and counts for nobody.
    pub fn gathered(&self) -> impl Iterator<Item = Gathered<'_>> {
        let recipient = self.organisation.as_ref().map_or(self.account.as_str(), OrganisationId::as_str);
        let (day, rows) = (self.released.law_date(), self.rows);
        let drawn = self.drawn.iter().filter(move |_| self.agreement.is_some() && rows > 0);
        drawn.map(move |Drawn { dataset, grade }| Gathered { recipient, dataset, grade: *grade, day, rows })
    }
}
