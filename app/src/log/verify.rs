//! Everything the platform holds, replayed and compared.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use base::{Entropy, Message, VersionId};
use domain::act::Act;
use domain::version::Manifest;
use lake::{FileDifference, Lake};
use serde::Serialize;
use store::{Difference, Store};

use crate::backup::{LastBackup, last_backup};
use crate::folder::{Folder, FolderError};

/// What was checked and held.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    pub acts: u64,
    /// Acts proven by the signed checkpoint.
    pub sequenced: u64,
    /// Files of the log compared byte for byte.
    pub tiles: u64,
    /// Of the acts, those whose content was lawfully erased.
    pub erased: u64,
    /// View rows that are the fold of their acts.
    pub views: u64,
    /// Table files whose bytes are as received.
    pub files: u64,
    /// The newest backup on record; none where none was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup: Option<LastBackup>,
}

/// Why verification did not end well.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// Something was changed behind the platform's back.
    #[error(transparent)]
    Records(#[from] Difference),
    /// A table file was changed.
    #[error(transparent)]
    File(#[from] FileDifference),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("expected the platform's public key in {path}: {why}; restore keys/log.vkey")]
    Key { path: std::path::PathBuf, why: String },
    #[error(transparent)]
    Open(#[from] store::OpenError),
    #[error(transparent)]
    Lake(#[from] lake::OpenError),
    /// Nothing is known: the database or a file could not be read.
    #[error("{0}")]
    Unreadable(String),
}

impl VerifyError {
    /// Whether something was found to differ, as against not being able to look.
    pub fn is_difference(&self) -> bool {
        matches!(self, Self::Records(_) | Self::File(_))
    }

    /// What differs, for a person; nothing where it could not be looked at.
    pub fn message(&self) -> Option<Message> {
        match self {
            Self::Records(difference) => Some(difference.message()),
            Self::File(difference) => Some(difference.message()),
            Self::Folder(_) | Self::Key { .. } | Self::Open(_) | Self::Lake(_) | Self::Unreadable(_) => None,
        }
    }
}

/// Replays the records and the log and re-digests every table file. Stops at the first difference. Needs the public
/// key only: an auditor with a copy of the folder can do it.
pub async fn verify(
    folder: &Folder,
    database: Option<String>,
    entropy: Arc<dyn Entropy>,
    progress: impl FnMut(&VerifyReport) + Send,
) -> Result<VerifyReport, VerifyError> {
    verify_but(folder, database, entropy, &BTreeSet::new(), progress).await
}

/// The same without the files of versions known to be gone.
pub(crate) async fn verify_but(
    folder: &Folder,
    database: Option<String>,
    entropy: Arc<dyn Entropy>,
    gone: &BTreeSet<VersionId>,
    mut progress: impl FnMut(&VerifyReport) + Send,
) -> Result<VerifyReport, VerifyError> {
    folder.read()?;
    let path = folder.log_key();
    let key = std::fs::read_to_string(&path)
        .map_err(|error| error.to_string())
        .and_then(|text| text.trim().parse::<ledger::VerifierKey>().map_err(|error| error.to_string()))
        .map_err(|why| VerifyError::Key { path, why })?;
    let database = database.unwrap_or_else(|| format!("sqlite:{}", folder.records().display()));
    let store = Store::open(&database, store::OpenOptions::default(), Arc::clone(&entropy)).await?;
    let mut versions = Vec::new();
    let checked = store.verify(&folder.log(), &key, |_, envelope| note(&mut versions, &envelope.act)).await;
    let backup = last_backup(&store).await;
    store.close().await;
    let verified = checked.map_err(|error| match error {
        store::VerifyError::Differs(difference) => VerifyError::Records(difference),
        store::VerifyError::Database(error) => VerifyError::Unreadable(error.to_string()),
        store::VerifyError::Files { reason } => VerifyError::Unreadable(reason),
    })?;
    let mut report = VerifyReport {
        acts: verified.acts,
        sequenced: verified.sequenced,
        tiles: verified.tiles,
        erased: verified.erased,
        views: verified.views,
        files: 0,
        backup: backup.map_err(|error| VerifyError::Unreadable(error.to_string()))?,
    };
    progress(&report);
    let lake = open_lake(&folder.lake(), entropy)?;
    for (_, manifest, standing) in versions.iter().filter(|(id, ..)| !gone.contains(id)) {
        report.files += match standing {
            Standing::Kept => {
                lake.check(manifest)?;
                manifest.stored_files().count()
            }
            // How far its destruction got is not on record yet.
            Standing::Destroyed => continue,
            Standing::Erased => {
                lake.check_destroyed(manifest)?;
                manifest.log.len()
            }
        } as u64;
        progress(&report);
    }
    Ok(report)
}

/// What should be there of a version's files.
enum Standing {
    Kept,
    /// Their destruction is ordered.
    Destroyed,
    /// It was carried out.
    Erased,
}

/// The acts of one version come one after another, its receipt first.
fn note(versions: &mut Vec<(VersionId, Manifest, Standing)>, act: &Act) {
    match (act, versions.last_mut()) {
        (Act::VersionReceived(version), _) => {
            versions.push((version.id.clone(), version.manifest.clone(), Standing::Kept));
        }
        (Act::VersionDestroyed { .. }, Some((.., standing))) => *standing = Standing::Destroyed,
        (Act::VersionErased(_), Some((.., standing))) => *standing = Standing::Erased,
        _ => {}
    }
}

/// Opened for its bytes only: the gate key is dropped at once.
pub(crate) fn open_lake(path: &Path, entropy: Arc<dyn Entropy>) -> Result<Lake, VerifyError> {
    let settings = lake::Settings { cache_bytes: 1 << 20, cursor_secret: [0; 32], entropy };
    let (lake, _) = Lake::open(path, settings)?;
    Ok(lake)
}
