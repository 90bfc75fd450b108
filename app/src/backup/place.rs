use std::fs::File;
use std::path::{Path, PathBuf};

use base::{Digest, Entropy, canonical};
use serde::{Deserialize, Serialize};

use super::error::{BackupError, at, changed};
use super::files;
use super::manifest::{Found, LAYOUT, Manifest};
use crate::folder::lock;

const MARK: &str = "backup.json";
const LOCK: &str = "backup.lock";
const LARGEST_MARK: u64 = 4096;

/// `backup.json`: whose backups these are. It stands there before anything else does, so that no other folder is ever
/// tidied up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    layout: u32,
    folder: String,
    origin: String,
}

/// The paths below a folder of backups.
#[derive(Debug, Clone)]
pub(super) struct Place {
    root: PathBuf,
    /// Tells it from others: `bak-` and 16 hexadecimal digits.
    id: String,
}

impl Place {
    /// The folder of this platform's backups, made if missing, and the lock that keeps others out of it.
    pub(super) fn claim(root: &Path, origin: &str, entropy: &dyn Entropy) -> Result<(Self, File), BackupError> {
        files::make_folder(root).map_err(at(root))?;
        let path = root.join(MARK);
        let foreign = |found: String| {
            let origin = origin.to_owned();
            BackupError::Foreign { path: root.to_owned(), origin, found }
        };
        let mark = read_mark(&path)?;
        if mark.is_none() {
            let entries = root.read_dir().map_err(at(root))?.filter_map(Result::ok);
            let other = entries.map(|entry| entry.file_name()).find(|name| !is_ours(&name.to_string_lossy()));
            if let Some(other) = other {
                return Err(foreign(format!("{}", other.display())));
            }
        }
        let held = lock(&root.join(LOCK))?.ok_or_else(|| BackupError::Busy { path: root.to_owned() })?;
        let mark = match mark {
            Some(mark) if mark.origin == origin => mark,
            Some(mark) => return Err(foreign(format!("the backups of {}", mark.origin))),
            None => {
                let mut bytes = [0; 8];
                entropy.fill(&mut bytes);
                let folder = format!("bak-{:016x}", u64::from_be_bytes(bytes));
                let mark = Mark { layout: LAYOUT, folder, origin: origin.to_owned() };
                files::write(&path, &canonical::to_vec(&mark)?)?;
                mark
            }
        };
        Ok((Self { root: root.to_owned(), id: mark.folder }, held))
    }

    /// A folder to restore from, and its manifest.
    pub(super) fn open(root: &Path) -> Result<(Self, Found), BackupError> {
        let none = || BackupError::NoBackup { path: root.to_owned() };
        let mark = read_mark(&root.join(MARK))?.ok_or_else(none)?;
        let place = Self { root: root.to_owned(), id: mark.folder };
        let found = place.read_manifest()?.ok_or_else(none)?;
        Ok((place, found))
    }

    pub(super) fn read_manifest(&self) -> Result<Option<Found>, BackupError> {
        Manifest::read(&self.manifest())
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn manifest(&self) -> PathBuf {
        self.root.join("manifest.json")
    }

    pub(super) fn objects(&self) -> PathBuf {
        self.root.join("objects")
    }

    pub(super) fn tiles(&self) -> PathBuf {
        self.root.join("tiles")
    }

    pub(super) fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    pub(super) fn files(&self) -> PathBuf {
        self.root.join("files")
    }

    pub(super) fn file(&self, digest: &Digest) -> PathBuf {
        self.files().join(digest.to_string())
    }

    pub(super) fn snapshots(&self) -> PathBuf {
        self.root.join("snapshots")
    }

    pub(super) fn records(&self, position: u64) -> PathBuf {
        self.root.join(sealed_path(position))
    }

    /// The name of the key that seals the records of a snapshot.
    pub(super) fn key_name(&self, position: u64) -> String {
        format!("{}/{position}", self.id)
    }
}

/// Where the records of a snapshot lie, to which the sealed object is bound.
pub(super) fn sealed_path(position: u64) -> String {
    format!("snapshots/{position}/records")
}

/// What a first run leaves that broke off before it named the folder its own.
fn is_ours(name: &str) -> bool {
    name == LOCK || name.strip_prefix(MARK).is_some()
}

fn read_mark(path: &Path) -> Result<Option<Mark>, BackupError> {
    if !path.exists() {
        return Ok(None);
    }
    let mark: Mark =
        serde_json::from_slice(&files::read(path, LARGEST_MARK)?).map_err(|_| changed(path, "another content"))?;
    let plain = mark
        .folder
        .strip_prefix("bak-")
        .is_some_and(|digits| digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    match (mark.layout > LAYOUT, plain) {
        (true, _) => Err(BackupError::Newer { known: LAYOUT, found: mark.layout }),
        (false, true) => Ok(Some(mark)),
        (false, false) => Err(changed(path, "another name for the folder")),
    }
}
