//! Dataset 数据资源: a catalogue entry with the national 12-element metadata and its fields.

mod adopt;
mod catalogue;
mod fit;
mod grades;
mod opened;
mod register;
mod rules;

use std::collections::BTreeSet;

use base::{CaseId, DatasetId, Grade, Kind, LawDate, Message, OrganisationId, VersionId};
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::record::{Index, Record};

pub use adopt::{Adoption, adopt};
pub use catalogue::{Catalogue, Ground, Opening, ResourceFormat, Sharing, UpdateCycle};
pub use grades::{check_grades, confirm_grades, needs_authority};
pub use opened::OpenedUnder;
pub use register::{register, revise};
pub(crate) use rules::{check_not_open, check_sharing, state_secret};

/// Field 信息项.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub data_type: String,
    /// What the values are, as recognised.
    pub kinds: BTreeSet<Kind>,
    pub proposed: Grade,
    /// Why these kinds and that proposal 识别理由. Says no value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Message>,
    /// Set by the steward; until then the proposal binds.
    pub confirmed: Option<Grade>,
    /// What the values are in the steward's word, where it is not what was recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<BTreeSet<Kind>>,
}

impl Field {
    /// What the values are: in the steward's word, else as recognised.
    pub fn holds(&self) -> &BTreeSet<Kind> {
        self.corrected.as_ref().unwrap_or(&self.kinds)
    }

    pub fn grade(&self) -> Grade {
        self.confirmed.unwrap_or(self.proposed)
    }

    fn take(&mut self, word: &FieldGrade) {
        self.confirmed = Some(word.grade);
        if let Some(kinds) = &word.kinds {
            self.corrected = (*kinds != self.kinds).then(|| kinds.clone());
        }
    }
}

/// A steward's word on one field's grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldGrade {
    pub field: String,
    pub grade: Grade,
    /// Why, where it is below the proposal or says other kinds.
    #[serde(default)]
    pub reason: String,
    /// What the values are, where it is not what was recognised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<BTreeSet<Kind>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    pub catalogue: Catalogue,
}

/// A change of class 属性变更. What is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reclassing {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharing: Option<Sharing>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<Opening>,
    /// The masks it is opened under, where the decision names masks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<OpenedUnder>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatasetStatus {
    /// Written down, waiting for the authority.
    Registered,
    /// Confirmed: may be shared and opened.
    Listed,
    /// 注销: no longer shared or opened.
    Withdrawn,
}

impl DatasetStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Listed => "listed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    pub id: DatasetId,
    pub provider: OrganisationId,
    pub catalogue: Catalogue,
    /// The field whose values name one row each.
    pub key_field: Option<String>,
    pub fields: Vec<Field>,
    pub status: DatasetStatus,
    /// What readers see now.
    pub version: Option<VersionId>,
    /// The last day that version is kept. None where the entry sets no term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_until: Option<LawDate>,
    /// The masks it was opened under. None where it was opened as it is, or never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<OpenedUnder>,
    /// The registration case.
    pub case: CaseId,
}

impl Dataset {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Record for Dataset {
    const KIND: RecordKind = RecordKind::Dataset;
    type Id = DatasetId;

    fn id(&self) -> &DatasetId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        let Some(mut state) = state else {
            return match act {
                Act::DatasetRegistered(dataset) => Some(dataset.clone()),
                _ => None,
            };
        };
        match act {
            Act::DatasetRevised(revision) => state.catalogue = revision.catalogue.clone(),
            Act::DatasetConfirmed { on } => {
                state.status = DatasetStatus::Listed;
                state.catalogue.published = Some(*on);
            }
            Act::DatasetReclassified(change) => {
                let (sharing, opening) = (change.sharing.clone(), change.opening.clone());
                state.catalogue.sharing = sharing.unwrap_or(state.catalogue.sharing);
                state.catalogue.opening = opening.unwrap_or(state.catalogue.opening);
                state.opened = change.opened.clone().or(state.opened);
            }
            Act::DatasetWithdrawn { .. } => state.status = DatasetStatus::Withdrawn,
            Act::VersionGone { version } if state.version.as_ref() == Some(version) => {
                (state.version, state.keep_until) = (None, None);
            }
            Act::VersionAdopted { version, fields, keep_until } => {
                state.version = Some(version.clone());
                state.keep_until = *keep_until;
                state.fields.clone_from(fields);
            }
            Act::GradesConfirmed { grades, .. } => {
                for field in &mut state.fields {
                    if let Some(word) = grades.iter().find(|word| word.field == field.name) {
                        field.take(word);
                    }
                }
            }
            _ => {}
        }
        Some(state)
    }

    fn index(&self) -> Index {
        Index {
            owner: Some(self.provider.to_string()),
            natural_key: Some(self.catalogue.code.clone()),
            status: self.status.as_str().to_owned(),
            ..Index::default()
        }
    }
}
