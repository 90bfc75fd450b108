//! Receipt 回执: proof of one release of data, durable before the first byte leaves.

use std::collections::BTreeSet;

use base::{
    AccountId, AgreementId, DatasetId, Digest, Grade, Kind, LawDate, OrganisationId, ReceiptId, Timestamp, VersionId,
};
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

/// A dataset an answer was computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    pub dataset: DatasetId,
    /// The strictest grade of the fields the answer depends on; the lowest where it depends on none.
    pub grade: Grade,
    /// The kinds of personal information it depends on: each row may be another person's.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub persons: BTreeSet<Kind>,
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
    /// Grade of the answer 结果分级, by the lineage of its columns and rows. Absent on receipts of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The datasets it was computed from, more than one where they were combined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drawn: Vec<Drawn>,
}

/// A copy 副本 as its receipt keeps it: enough to name it by a part, and to tell whether it is unaltered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyRecord {
    /// Values that were changed for marks 标记数, and neighbouring rows that changed places where no field can carry any.
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
    /// 无法辨行: there is no key field, and nothing else it shows tells its rows apart.
    NoKey,
    /// 无可标记信息项: every field shown is exact, masked, a key, of a personal kind, or of a type that bears no change, and
    /// rows could not be told by what it shows, so that their order carries nothing either.
    NoField,
    /// 无可标记数值: the fields that could carry marks hold no value that can.
    NoValue,
}

impl Unmarked {
    /// The word records write.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::NoKey => "no-key",
            Self::NoField => "no-field",
            Self::NoValue => "no-value",
        }
    }
}

/// What one release adds to what a recipient has gathered 累计获取 of one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered<'a> {
    /// The body, else the person, that the data went to.
    pub recipient: &'a str,
    pub dataset: &'a DatasetId,
    pub measure: Measure,
    pub day: LawDate,
    pub count: u64,
}

/// What is counted of what a recipient has gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Rows of a grade; a ceiling counts those of this grade and above.
    Rows(Grade),
    /// Persons of whom information of a kind was given. To know who came twice would take remembering who came, so each
    /// row counts as one: never too few.
    Persons(Kind),
}

impl Receipt {
    /// What it adds to what its recipient has gathered: the rows count for each dataset they were computed from, and as
    /// persons for each kind of personal information. Openly published data is everybody's and counts for nobody.
    pub fn gathered(&self) -> impl Iterator<Item = Gathered<'_>> {
        let recipient = self.organisation.as_ref().map_or(self.account.as_str(), OrganisationId::as_str);
        let (day, count) = (self.released.law_date(), self.rows);
        let drawn = self.drawn.iter().filter(move |_| self.agreement.is_some() && count > 0);
        drawn.flat_map(move |Drawn { dataset, grade, persons }| {
            let persons = persons.iter().copied().map(Measure::Persons);
            let measures = std::iter::once(Measure::Rows(*grade)).chain(persons);
            measures.map(move |measure| Gathered { recipient, dataset, measure, day, count })
        })
    }
}
