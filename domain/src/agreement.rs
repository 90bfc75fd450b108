//! Agreement 协议: who may use which fields and rows, for what purpose, how, until when.

mod marking;

use std::collections::BTreeSet;

use base::canonical::CanonicalError;
use base::{AccountId, AgreementId, CaseId, DatasetId, Digest, EntryId, LawDate, Mask, OrganisationId};
use law::{Exception, Scene};
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::record::{Index, Record};

pub use marking::{Marking, ProtectedTotal};

/// Who the data goes to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consumer {
    Organisation(OrganisationId),
    /// A citizen acting in person.
    Account(AccountId),
}

impl Consumer {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Organisation(id) => id.as_str(),
            Self::Account(id) => id.as_str(),
        }
    }
}

/// The ways an answer can leave 使用方式.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// One row by key.
    Key,
    /// Pages and filters.
    Page,
    /// Aggregates only.
    Aggregate,
    /// Read-only SQL.
    Query,
    /// The whole file.
    Export,
    /// 溯源: the platform reads what copies were made from, to tell whose a found table is. Nothing leaves this way and
    /// no agreement names it.
    Trace,
    /// Nothing leaves: the platform looks for the rows of a person to be erased. No agreement gives it.
    Erase,
    /// Counts for an assessment of release risk: a way of the platform's own, which no agreement names.
    Assessment,
}

impl Channel {
    /// Those an agreement can name.
    pub const ALL: [Self; 5] = [Self::Key, Self::Page, Self::Aggregate, Self::Query, Self::Export];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Page => "page",
            Self::Aggregate => "aggregate",
            Self::Query => "query",
            Self::Export => "export",
            Self::Trace => "trace",
            Self::Erase => "erase",
            Self::Assessment => "assessment",
        }
    }
}

/// A field that may be used, and the mask it leaves under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantedField {
    pub name: String,
    pub mask: Mask,
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    StartsWith,
    IsNull,
    IsNotNull,
}

/// One condition on a field. Several hold together (and). `value` is the text form of the field's type,
/// absent for the two null tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub field: String,
    pub is: Comparison,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Condition {
    /// Digest of conditions that hold together 数据范围摘要, as receipts and assessments keep it; None where every row is in
    /// scope.
    pub fn digest(rows: &[Self]) -> Result<Option<Digest>, CanonicalError> {
        (!rows.is_empty()).then(|| base::canonical::digest(&rows)).transpose()
    }
}

/// What may be used of one dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreedTable {
    pub dataset: DatasetId,
    pub fields: Vec<GrantedField>,
    /// Rows outside these conditions do not exist for the consumer. They may name fields that are not granted.
    #[serde(default)]
    pub rows: Vec<Condition>,
    /// How far the marks of its copies may go.
    #[serde(default, skip_serializing_if = "Marking::is_default")]
    pub marking: Marking,
    /// Of those, so many in a thousand exist for the consumer 抽样, always the same; all of them where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgreementStatus {
    InForce,
    /// 暂停: no reading until it goes on.
    Suspended,
    Ended,
}

/// The class 属性 of its data an agreement rests on: it gives nothing once that class gives nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestsOn {
    /// 共享属性.
    ShareClass,
    /// 开放属性.
    OpenClass,
}

/// What an agreement is changed to 协议变更. What is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<Vec<AgreedTable>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<BTreeSet<Channel>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<LawDate>,
    /// Exceptions that hold for the masks from now on, beside those that held before.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub excepted: BTreeSet<Exception>,
    /// The entry of consent such an exception rests on from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<EntryId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    pub id: AgreementId,
    pub provider: OrganisationId,
    pub consumer: Consumer,
    /// The datasets this agreement names together; only these may be combined.
    pub tables: Vec<AgreedTable>,
    /// Purpose code of the region's rulebook.
    pub purpose: String,
    pub channels: BTreeSet<Channel>,
    pub from: LawDate,
    /// Last day of use, inclusive.
    pub until: LawDate,
    /// The case that led to it.
    pub case: CaseId,
    pub status: AgreementStatus,
    /// None where the law gives the data whatever its class, as in an emergency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<RestsOn>,
    /// What the data is used for 使用场景: no mask may hide less than the law asks for there. None where it asks for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene: Option<Scene>,
    /// What the law lets masks be weaker for, as it held when they were granted.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub excepted: BTreeSet<Exception>,
    /// The entry of consent that exception rests on 同意登记: once it is withdrawn, or has ended, there is no exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<EntryId>,
}

impl Agreement {
    pub fn table(&self, dataset: &DatasetId) -> Option<&AgreedTable> {
        self.tables.iter().find(|table| &table.dataset == dataset)
    }

    fn amend(&mut self, amendment: Amendment) {
        self.tables = amendment.tables.unwrap_or_else(|| std::mem::take(&mut self.tables));
        self.channels = amendment.channels.unwrap_or_else(|| std::mem::take(&mut self.channels));
        self.until = amendment.until.unwrap_or(self.until);
        self.excepted.extend(amendment.excepted);
        self.consent = amendment.consent.or_else(|| self.consent.take());
    }
}

impl Record for Agreement {
    const KIND: RecordKind = RecordKind::Agreement;
    type Id = AgreementId;

    fn id(&self) -> &AgreementId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        let Some(mut state) = state else {
            return match act {
                Act::AgreementGranted(agreement) => Some(agreement.clone()),
                _ => None,
            };
        };
        match act {
            Act::AgreementEnded { .. } => state.status = AgreementStatus::Ended,
            Act::AgreementSuspended { .. } if state.status == AgreementStatus::InForce => {
                state.status = AgreementStatus::Suspended;
            }
            Act::AgreementResumed { .. } if state.status == AgreementStatus::Suspended => {
                state.status = AgreementStatus::InForce;
            }
            Act::AgreementAmended(amendment) => state.amend(amendment.clone()),
            _ => {}
        }
        Some(state)
    }

    fn index(&self) -> Index {
        Index {
            owner: Some(self.consumer.as_str().to_owned()),
            subject: Some(self.provider.to_string()),
            status: match self.status {
                AgreementStatus::InForce => "in-force".to_owned(),
                AgreementStatus::Suspended => "suspended".to_owned(),
                AgreementStatus::Ended => "ended".to_owned(),
            },
            ..Index::default()
        }
    }
}
