//! Notice 通知: someone was told. That they were, when and how is in the log.

use base::{CaseId, Message, NoticeId, Timestamp};
use law::{Actor as Part, Basis};
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::agreement::Consumer;
use crate::record::{Index, Record};

/// The ways a notice travels beside the inbox 送达方式.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Email,
    Webhook,
}

/// Where a body's notices go beside its inbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reach {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// An address that takes signed notices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<String>,
}

/// One attempt to send a notice out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    pub way: Way,
    pub at: Timestamp,
    pub arrived: bool,
    /// Attempts so far on this way.
    pub attempt: u32,
    /// What kept it from arriving, such as `status-500`; never an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub id: NoticeId,
    pub to: Consumer,
    /// In which part of the case it is told.
    pub part: Part,
    /// The case it is told of; None for what has no case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    pub message: Message,
    pub basis: Vec<Basis>,
    pub given: Timestamp,
    /// Ways still to be tried.
    pub pending: Vec<Way>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sendings: Vec<Sending>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Timestamp>,
}

/// Attempts on one way before it is given up.
pub const ATTEMPTS: u32 = 6;
/// A failed sending is tried again after so long, and twice as long each time.
const AGAIN_MS: i64 = 60_000;

impl Record for Notice {
    const KIND: RecordKind = RecordKind::Notice;
    type Id = NoticeId;

    fn id(&self) -> &NoticeId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        let Some(mut state) = state else {
            return match act {
                Act::NoticeGiven(notice) => Some(notice.clone()),
                _ => None,
            };
        };
        match act {
            Act::NoticeSent(sending) => {
                if sending.arrived || sending.attempt >= ATTEMPTS {
                    state.pending.retain(|way| *way != sending.way);
                }
                state.sendings.push(sending.clone());
            }
            Act::NoticeRead { at } => state.read = state.read.or(Some(*at)),
            _ => {}
        }
        Some(state)
    }

    fn index(&self) -> Index {
        Index {
            owner: Some(self.to.as_str().to_owned()),
            subject: self.case.as_ref().map(ToString::to_string),
            natural_key: None,
            status: if self.read.is_some() { "read" } else { "unread" }.to_owned(),
            due: self.next_sending(),
        }
    }
}

impl Notice {
    /// Attempts made on `way`.
    pub fn attempts(&self, way: Way) -> u32 {
        u32::try_from(self.sendings.iter().filter(|sending| sending.way == way).count()).unwrap_or(u32::MAX)
    }

    /// When the next attempt on `way` is due; None for a way not pending.
    pub fn next_on(&self, way: Way) -> Option<Timestamp> {
        if !self.pending.contains(&way) {
            return None;
        }
        let last = self.sendings.iter().rev().find(|sending| sending.way == way);
        Some(last.map_or(self.given, |last| last.at.plus_millis(AGAIN_MS << last.attempt.min(10))))
    }

    fn next_sending(&self) -> Option<Timestamp> {
        self.pending.iter().filter_map(|way| self.next_on(*way)).min()
    }
}
