use std::io;
use std::path::{Path, PathBuf};

use crate::folder::FolderError;
use crate::keys::{KeysError, RecordError};
use crate::log::VerifyError;
use crate::problem::Problem;

/// Why there is no backup, or nothing was restored. What stood before stands.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(
        "expected to read and write {path}: {source}; check the disk, the owner and the mode, then run it again",
        path = .path.display()
    )]
    Io { path: PathBuf, source: io::Error },
    #[error(
        "expected an empty folder, or one with the backups of this platform ({origin}), in {path}, found {found}; \
         name another folder",
        path = .path.display()
    )]
    Foreign { path: PathBuf, origin: String, found: String },
    #[error(
        "expected a folder with backups in {path}, found none; name the one given to `gongshu backup --to`",
        path = .path.display()
    )]
    NoBackup { path: PathBuf },
    #[error(
        "expected to be alone at work in {path}, found another backup under way; wait for it to end",
        path = .path.display()
    )]
    Busy { path: PathBuf },
    #[error("expected a backup of layout {known}, found layout {found} of a newer program; use that program")]
    Newer { known: u32, found: u32 },
    #[error(
        "expected {path} as the backup wrote it, found {why}; use another copy of the backup",
        path = .path.display()
    )]
    Changed { path: PathBuf, why: String },
    #[error(
        "expected {path} in the backup, found no such file; use another copy of the backup",
        path = .path.display()
    )]
    Missing { path: PathBuf },
    #[error(
        "expected a manifest signed by the platform whose root key this is: {0}; name the backup of that platform, \
         or its root key"
    )]
    Signature(#[source] RecordError),
    #[error(
        "expected a log that goes on from the newest backup in {path}, which holds {size} published acts, found \
         one that does not: it was restored from an older one and went its own way; name an empty folder",
        path = .path.display()
    )]
    Forked { path: PathBuf, size: u64 },
    #[error("expected the stored object {path} as the log names it, found it missing or changed; run `gongshu verify`")]
    Object { path: String },
    #[error("expected some minutes without a destruction, found one in each of {tries} tries; run it again later")]
    Restless { tries: usize },
    #[error("expected a snapshot at one of the positions {known}, found {wanted}; name one of these")]
    Snapshot { wanted: u64, known: String },
    #[error("expected --keep of at least 1; the newest snapshot is always kept")]
    KeepNone,
    #[error(
        "expected no folder, or an empty one, at {path}, found files; name another folder to restore to",
        path = .path.display()
    )]
    Occupied { path: PathBuf },
    #[error(
        "expected a signed checkpoint of this platform's log in {path}: {why}; fetch it from `/log/checkpoint` or \
         a witness",
        path = .path.display()
    )]
    Checkpoint { path: PathBuf, why: String },
    #[error(
        "expected each wrapped key beside the one that holds it, found one without; use another copy of the backup"
    )]
    Orphan,
    #[error(transparent)]
    Snapshots(#[from] store::SnapshotError),
    #[error(transparent)]
    Database(#[from] store::DatabaseError),
    #[error(transparent)]
    Open(#[from] store::OpenError),
    #[error("expected to read the records: {0}")]
    Read(#[from] store::ReadError),
    #[error(transparent)]
    Log(#[from] store::SequenceError),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Keys(#[from] KeysError),
    #[error("expected the sealed records of the snapshot: {0}")]
    Sealed(#[from] seal::object::ObjectError),
    #[error(transparent)]
    Verify(#[from] VerifyError),
    #[error("expected to put the backup on record: {0}")]
    Act(#[from] Problem),
    #[error("expected a statement with a canonical form, found: {0}")]
    Statement(#[from] base::canonical::CanonicalError),
    #[error("expected the copying to end, found it stopped: {0}")]
    Stopped(#[from] tokio::task::JoinError),
}

/// Says where an error of the operating system happened.
pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_path_buf();
    move |source| BackupError::Io { path, source }
}

/// The same for a file that a backup must hold.
pub(super) fn missing_at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_path_buf();
    move |source| match source.kind() {
        io::ErrorKind::NotFound => BackupError::Missing { path },
        _ => BackupError::Io { path, source },
    }
}

pub(super) fn changed(path: &Path, why: impl Into<String>) -> BackupError {
    BackupError::Changed { path: path.to_path_buf(), why: why.into() }
}
