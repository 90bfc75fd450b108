//! Attachment 附件: a file handed in with a case, kept sealed.

use base::{AccountId, AttachmentId, Digest, Timestamp};
use law::FileType;
use serde::{Deserialize, Serialize};

use crate::act::{Act, RecordKind};
use crate::agreement::Consumer;
use crate::record::{Index, Record};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: AttachmentId,
    /// On whose behalf it was handed in: only their cases may name it.
    pub owner: Consumer,
    pub by: AccountId,
    /// Its name as it was handed in, without folders.
    pub name: String,
    /// What its content is, whatever the name says.
    pub file_type: FileType,
    /// Bytes, before sealing.
    pub size: u64,
    /// SHA-256 of the bytes before sealing.
    pub digest: Digest,
    pub received: Timestamp,
}

/// Largest attachment, in bytes.
pub const LARGEST: u64 = 50 << 20;

impl Record for Attachment {
    const KIND: RecordKind = RecordKind::Attachment;
    type Id = AttachmentId;

    fn id(&self) -> &AttachmentId {
        &self.id
    }

    fn evolve(state: Option<Self>, act: &Act) -> Option<Self> {
        match (state, act) {
            (None, Act::AttachmentReceived(attachment)) => Some(attachment.clone()),
            (state, _) => state,
        }
    }

    fn index(&self) -> Index {
        Index { owner: Some(self.owner.as_str().to_owned()), status: "received".to_owned(), ..Index::default() }
    }
}
