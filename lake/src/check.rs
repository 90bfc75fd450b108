//! Checking stored bytes against what the log says, and clearing away what no version names.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base::{Digest, Digester, Message};
use domain::version::{Manifest, StoredFile};

use crate::Lake;
use crate::lake::TABLES;

/// How a stored file differs from its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    Missing,
    Size {
        expected: u64,
        found: u64,
    },
    Digest {
        expected: Digest,
        found: Digest,
    },
    /// The version was destroyed, and a file of it is there all the same.
    NotDestroyed,
    /// The operating system would not let it be read.
    Unreadable(io::ErrorKind),
}

/// The first stored file that is not what the log says it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {path} as it was received, found {what}; restore the file from a copy")]
pub struct FileDifference {
    pub path: String,
    pub what: Difference,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("no such file"),
            Self::Size { expected, found } => write!(f, "{found} bytes instead of {expected}"),
            Self::Digest { expected, found } => write!(f, "digest {found} instead of {expected}"),
            Self::NotDestroyed => f.write_str("a file of a destroyed version"),
            Self::Unreadable(kind) => write!(f, "a file that cannot be read ({kind})"),
        }
    }
}

impl FileDifference {
    /// The same in words a person reads, by key.
    pub fn message(&self) -> Message {
        let key = match self.what {
            Difference::Missing => "verify-file-missing",
            Difference::Size { .. } | Difference::Digest { .. } => "verify-file-changed",
            Difference::NotDestroyed => "verify-file-not-destroyed",
            Difference::Unreadable(_) => "verify-file-unreadable",
        };
        Message::new(key).with("path", &self.path)
    }
}

impl Lake {
    /// Digests every file of a version again, as it lies sealed: no key is needed. Reads the whole version: call it where
    /// blocking is allowed.
    pub fn check(&self, manifest: &Manifest) -> Result<(), FileDifference> {
        self.check_all(manifest.stored_files())
    }

    /// The same of a version that was destroyed: its files are gone, what commits it to its table is not.
    pub fn check_destroyed(&self, manifest: &Manifest) -> Result<(), FileDifference> {
        let standing = manifest.row_files().find(|file| self.inner.root.join(&file.path).exists());
        if let Some(file) = standing {
            return Err(FileDifference { path: file.path.clone(), what: Difference::NotDestroyed });
        }
        self.check_all(manifest.log.iter())
    }

    fn check_all<'a>(&self, mut files: impl Iterator<Item = &'a StoredFile>) -> Result<(), FileDifference> {
        files.try_for_each(|file| {
            difference(&self.inner.root.join(&file.path), file)
                .map_or(Ok(()), |what| Err(FileDifference { path: file.path.clone(), what }))
        })
    }

    /// Removes files that no version names: what a crash left behind between writing and the log.
    ///
    /// `known` holds every path of every manifest on record. A file younger than `age` stays: another program may be
    /// about to name it. Returns the removed paths. Of a table's commit log only entries above the last known one go: a gap would break the table.
    pub fn sweep(&self, known: &HashSet<String>, age: Duration) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        list(&self.inner.root.join(TABLES), &mut found)?;
        let mut last_known: HashMap<PathBuf, u64> = HashMap::new();
        for path in &found {
            if let (Some((folder, number)), true) = (commit_number(path), known.contains(&self.relative(path))) {
                let last = last_known.entry(folder).or_default();
                *last = number.max(*last);
            }
        }
        let mut removed = Vec::new();
        for path in found {
            let name = self.relative(&path);
            let needed = commit_number(&path)
                .is_some_and(|(folder, number)| last_known.get(&folder).is_some_and(|last| number <= *last));
            if !needed && !known.contains(&name) && is_older(&path, age)? {
                std::fs::remove_file(&path)?;
                removed.push(name);
            }
        }
        Ok(removed)
    }

    /// The path below the object store, with `/` whatever the system uses.
    pub(crate) fn relative(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.inner.root).unwrap_or(path);
        below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    }
}

/// A clock set back makes files look young, so they stay.
fn is_older(path: &Path, age: Duration) -> io::Result<bool> {
    Ok(path.metadata()?.modified()?.elapsed().is_ok_and(|passed| passed >= age))
}

/// The folder and number of a commit of the table format: `_delta_log/00000000000000000007.json`.
fn commit_number(path: &Path) -> Option<(PathBuf, u64)> {
    let folder = path.parent()?;
    if folder.file_name()? != "_delta_log" || path.extension()? != "json" {
        return None;
    }
    Some((folder.to_owned(), path.file_stem()?.to_str()?.parse().ok()?))
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn difference(path: &Path, expected: &StoredFile) -> Option<Difference> {
    match digest_file(path) {
        Ok((size, _)) if size != expected.size => Some(Difference::Size { expected: expected.size, found: size }),
        Ok((_, digest)) if digest != expected.digest => {
            Some(Difference::Digest { expected: expected.digest, found: digest })
        }
        Ok(_) => None,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(Difference::Missing),
        Err(error) => Some(Difference::Unreadable(error.kind())),
    }
}

/// Size and digest of a file.
pub(crate) fn digest_file(path: &Path) -> io::Result<(u64, Digest)> {
    let mut file = File::open(path)?;
    let mut digester = Digester::default();
    let mut buffer = vec![0_u8; 1 << 18];
    let mut size = 0_u64;
    loop {
        let read = file.read(&mut buffer)?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else {
            return Ok((size, digester.finish()));
        };
        digester.update(piece);
        size += read as u64;
    }
}
