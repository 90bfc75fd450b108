//! Files that are there whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use base::{Digest, Digester};
use serde::{Deserialize, Serialize};

use super::error::{BackupError, at, changed, missing_at};

/// Bytes moved at a time.
const PIECE: usize = 1 << 20;
/// Ends the name of a file on its way.
const DRAFT: &str = ".part";

/// How a file must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Blob {
    /// Bytes.
    pub(super) size: u64,
    pub(super) digest: Digest,
}

/// A file under a temporary name, digested while it is written, readable by its owner only.
pub(super) struct Draft {
    path: PathBuf,
    temporary: PathBuf,
    file: File,
    digester: Digester,
    size: u64,
}

impl Draft {
    /// What an earlier run left under the temporary name is replaced.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(DRAFT);
        let temporary = PathBuf::from(temporary);
        let file = private().open(&temporary)?;
        Ok(Self { path: path.to_owned(), temporary, file, digester: Digester::default(), size: 0 })
    }

    /// Makes it durable under the name it was created for.
    pub(super) fn finish(self) -> io::Result<Blob> {
        let path = self.path.clone();
        self.finish_as(&path)
    }

    /// The same under another name in the same folder.
    pub(super) fn finish_as(self, path: &Path) -> io::Result<Blob> {
        self.file.sync_all()?;
        std::fs::rename(&self.temporary, path)?;
        sync_above(path)?;
        Ok(Blob { size: self.size, digest: self.digester.finish() })
    }

    /// The digest so far: content names itself by it.
    pub(super) fn digest(&self) -> Digest {
        self.digester.clone().finish()
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.digester.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder, readable by its owner only, and every one above it that is missing, durably.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
        make_folder(above)?;
    }
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_above(folder),
    }
}

/// Makes the name of `path` durable.
pub(super) fn sync_above(path: &Path) -> io::Result<()> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    File::open(above)?.sync_all()
}

/// Writes a whole file durably, in the place of any that is there.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<Blob, BackupError> {
    let written = || {
        let mut draft = Draft::create(path)?;
        draft.write_all(bytes)?;
        draft.finish()
    };
    written().map_err(at(path))
}

/// Copies what is left of `from` to `to`, durably.
pub(super) fn copy(from: &mut impl Read, to: &Path) -> Result<Blob, BackupError> {
    let mut copied = || {
        let mut draft = Draft::create(to)?;
        pour(from, &mut draft)?;
        draft.finish()
    };
    copied().map_err(at(to))
}

/// Moves bytes piece by piece.
pub(super) fn pour(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut buffer = vec![0; PIECE];
    loop {
        let read = from.read(&mut buffer)?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { return Ok(()) };
        to.write_all(piece)?;
    }
}

/// Copies a file of a backup, which must be as `blob` says.
pub(super) fn copy_checked(from: &Path, to: &Path, blob: Blob) -> Result<(), BackupError> {
    let mut file = File::open(from).map_err(missing_at(from))?;
    refuse_other(from, blob, copy(&mut file, to)?)
}

/// Reads a file of a backup and refuses it unless it is as `blob` says.
pub(super) fn check(path: &Path, blob: Blob) -> Result<(), BackupError> {
    let mut file = File::open(path).map_err(missing_at(path))?;
    let (mut digester, mut size, mut buffer) = (Digester::default(), 0_u64, vec![0; PIECE]);
    loop {
        let read = file.read(&mut buffer).map_err(at(path))?;
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
        digester.update(piece);
        size += piece.len() as u64;
    }
    refuse_other(path, blob, Blob { size, digest: digester.finish() })
}

fn refuse_other(path: &Path, expected: Blob, found: Blob) -> Result<(), BackupError> {
    if expected == found {
        return Ok(());
    }
    let Blob { size, digest } = expected;
    Err(changed(path, format!("{} bytes with digest {} instead of {size} with {digest}", found.size, found.digest)))
}

/// Reads a small file whole; one larger than `most` is refused unread.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>, BackupError> {
    let file = File::open(path).map_err(missing_at(path))?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(at(path))?;
    if bytes.len() as u64 > most { Err(changed(path, format!("more than {most} bytes"))) } else { Ok(bytes) }
}

/// Every file below a folder by its path in it, with `/` whatever the system uses. A folder that is not there is empty.
pub(super) fn walk(root: &Path, take: &mut impl FnMut(&str)) -> Result<(), BackupError> {
    walk_below(root, "", take)
}

fn walk_below(folder: &Path, prefix: &str, take: &mut impl FnMut(&str)) -> Result<(), BackupError> {
    let entries = match folder.read_dir() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(at(folder))?,
    };
    for entry in entries {
        let entry = entry.map_err(at(folder))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(at(folder))?.is_dir() {
            walk_below(&entry.path(), &format!("{name}/"), take)?;
        } else {
            take(&name);
        }
    }
    Ok(())
}
