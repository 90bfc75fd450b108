//! Entry 登记事项: a line of one of the registers a regulation has somebody keep.

use base::{CaseId, EntryId, OrganisationId, Timestamp};
use law::Register;
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::agreement::Consumer;
use crate::case::{About, Inputs};
use crate::record::{Index, Record};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryStatus {
    /// It holds.
    Entered,
    /// It has served its purpose.
    Closed,
    /// It no longer holds.
    Struck,
}

impl EntryStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Closed => "closed",
            Self::Struck => "struck",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub id: EntryId,
    pub register: Register,
    /// A number anyone can ask for, where the entry is a certificate 证书编号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// GB/T 2260 code of the region it was made in.
    pub region: String,
    pub case: CaseId,
    /// Whose entry it is: the body the case is about, else who asked.
    pub holder: Consumer,
    /// The body that made it.
    pub maker: Option<OrganisationId>,
    pub about: About,
    /// What the case's form and its steps said.
    pub facts: Inputs,
    pub status: EntryStatus,
    pub made: Timestamp,
    /// Since when everyone may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Timestamp>,
    /// Why it was closed or struck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Record for Entry {
    const KIND: RecordKind = RecordKind::Entry;
    type Id = EntryId;

    fn id(&self) -> &EntryId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        let Some(mut state) = state else {
            return match act {
                Act::EntryMade(entry) => Some(entry.clone()),
                _ => None,
            };
        };
        match act {
            Act::EntryAmended { facts } => state.facts.extend(facts.clone()),
            Act::EntryPublished { at } => state.published = Some(*at),
            Act::EntryClosed { reason } => state.end(EntryStatus::Closed, reason),
            Act::EntryStruck { reason } => state.end(EntryStatus::Struck, reason),
            _ => {}
        }
        Some(state)
    }

    fn index(&self) -> Index {
        Index {
            owner: Some(self.holder.as_str().to_owned()),
            subject: self.about.id.clone().or_else(|| Some(self.case.to_string())),
            natural_key: self.number.clone(),
            status: format!("{}/{}", self.register, self.status.as_str()),
            due: None,
        }
    }
}

impl Entry {
    fn end(&mut self, status: EntryStatus, reason: &str) {
        self.status = status;
        self.reason = Some(reason.to_owned());
    }
}
