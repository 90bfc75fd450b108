//! A backup 备份 as the log speaks of it.

use base::Digest;
use serde::{Deserialize, Serialize};

use crate::act::{RecordKind, RecordRef};

/// A backup was made: what is sealed was copied, and the records were sealed beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupMade {
    /// Tells the folder of backups from others: `bak-` and 16 hexadecimal digits.
    pub folder: String,
    /// The acts it holds are those at positions below this 快照位置.
    pub position: u64,
    /// How many of them the signed root covers.
    pub size: u64,
    /// RFC 6962 root over these.
    pub root: Digest,
    /// Sealed objects in the folder.
    pub objects: u64,
    /// Wrapped keys in the folder.
    pub keys: u64,
    /// Of objects, keys and the snapshot.
    pub bytes: u64,
    /// Positions of the older snapshots still kept, oldest first.
    pub kept: Vec<u64>,
}

impl BackupMade {
    /// Each backup is a record of its own.
    pub fn reference(&self) -> RecordRef {
        RecordRef { kind: RecordKind::Backup, id: format!("{}/{}", self.folder, self.position) }
    }
}
