//! What a platform's folder holds and where.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use base::{Grade, OrganisationId, Timestamp};
use lake::write_over;
use serde::{Deserialize, Serialize};

/// See [`PlatformFile::layout`].
pub(crate) const LAYOUT: u32 = 2;

/// `platform.toml`: what was fixed when the platform was founded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlatformFile {
    /// Layout of the folder; this program reads layout 2, in which all that is stored is sealed.
    pub layout: u32,
    /// GB/T 2260 code of the region whose law binds here.
    pub region: String,
    pub authority: OrganisationId,
    /// The log's origin line, in every checkpoint and key name.
    pub origin: String,
    pub founded: Timestamp,
    /// How well the store is protected 存储等级: it takes nothing graded above. `general4` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_level: Option<Grade>,
}

impl PlatformFile {
    pub(crate) fn store_level(&self) -> Grade {
        self.store_level.unwrap_or(Grade::General4)
    }
}

/// Why a folder is not a platform this program can open.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("expected a platform in {path}, found none; create one with `gongshu init --dir {path} …`")]
    Missing { path: PathBuf },
    #[error("expected an empty folder to found a platform in, found files in {path}; name another folder")]
    Occupied { path: PathBuf },
    #[error("expected {path} to be as the platform wrote it: {why}; restore it from a backup")]
    Malformed { path: PathBuf, why: String },
    #[error("expected to read and write {path}: {source}; check the disk, the owner and the mode")]
    Io { path: PathBuf, source: io::Error },
}

/// The paths below a platform's folder.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn platform_file(&self) -> PathBuf {
        self.0.join("platform.toml")
    }

    pub fn root_key(&self) -> PathBuf {
        self.0.join("keys/root.key")
    }

    /// The public key that checkpoints and receipts are verified with.
    pub fn log_key(&self) -> PathBuf {
        self.0.join("keys/log.vkey")
    }

    /// The public keys that signed records, such as those of destructions, are verified with: one line for each suite.
    pub fn records_key(&self) -> PathBuf {
        self.0.join("keys/records.vkey")
    }

    pub fn records(&self) -> PathBuf {
        self.0.join("records.sqlite")
    }

    pub fn log(&self) -> PathBuf {
        self.0.join("log")
    }

    pub fn rules(&self) -> PathBuf {
        self.0.join("rules")
    }

    /// Every rulebook the platform ever decided under, by digest.
    pub(crate) fn frozen_law(&self, digest: &base::Digest) -> PathBuf {
        self.0.join("law").join(format!("{digest}.json"))
    }

    /// Keeps a rulebook for the cases that begin under it.
    pub(crate) fn freeze_law(&self, digest: &base::Digest, files: &[(String, String)]) -> Result<(), FolderError> {
        let path = self.frozen_law(digest);
        if path.is_file() {
            return Ok(());
        }
        let folder = self.0.join("law");
        std::fs::create_dir_all(&folder).map_err(io_at(&folder))?;
        write_json(&path, &files)
    }

    /// The files of a rulebook the platform decided under before.
    pub(crate) fn thaw_law(&self, digest: &base::Digest) -> Result<Vec<(String, String)>, FolderError> {
        read_json(&self.frozen_law(digest))
    }

    /// Keeps the text of a rule pack that is no file of a rulebook, for the proposals made by it.
    pub(crate) fn freeze_pack(&self, digest: &base::Digest, text: &str) -> Result<(), FolderError> {
        let folder = self.0.join("law");
        let path = folder.join(format!("pack-{digest}.toml"));
        if path.is_file() {
            return Ok(());
        }
        std::fs::create_dir_all(&folder).map_err(io_at(&folder))?;
        write_durably(&path, text.as_bytes()).map_err(io_at(&path))
    }

    /// What the risk watch remembers of the log.
    pub(crate) fn watch(&self) -> PathBuf {
        self.0.join("watch.json")
    }

    /// The lake's object store.
    pub fn lake(&self) -> PathBuf {
        self.0.join("lake")
    }

    /// Uploads on their way in and files on their way out; emptied at start.
    pub fn spool(&self) -> PathBuf {
        self.0.join("spool")
    }

    /// Where a copy of the records lies in clear while it is sealed for a backup.
    pub(crate) fn copying(&self) -> PathBuf {
        self.0.join("backup")
    }

    /// Takes the lock `name` of this folder for as long as the answer lives; none where another process has it.
    pub(crate) fn lock(&self, name: &str) -> Result<Option<File>, FolderError> {
        lock(&self.0.join(format!("{name}.lock")))
    }

    /// Removes what a backup broken off left in clear, unless one is under way.
    pub(crate) fn clear_copying(&self) -> Result<(), FolderError> {
        let folder = self.copying();
        if !folder.exists() {
            return Ok(());
        }
        let Some(_lock) = self.lock("backup")? else { return Ok(()) };
        for entry in folder.read_dir().map_err(io_at(&folder))? {
            let path = entry.map_err(io_at(&folder))?.path();
            write_over(&path).map_err(io_at(&path))?;
        }
        Ok(())
    }

    /// Makes the folders of a new platform. Fails if anything is there already.
    pub(crate) fn create(&self) -> Result<(), FolderError> {
        if self.0.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(FolderError::Occupied { path: self.0.clone() });
        }
        for folder in [self.0.join("keys"), self.log(), self.rules(), self.lake(), self.spool()] {
            std::fs::create_dir_all(&folder).map_err(io_at(&folder))?;
        }
        Ok(())
    }

    pub fn read(&self) -> Result<PlatformFile, FolderError> {
        let path = self.platform_file();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(FolderError::Missing { path: self.0.clone() });
            }
            Err(source) => return Err(FolderError::Io { path, source }),
        };
        let file: PlatformFile = toml::from_str(&text)
            .map_err(|why| FolderError::Malformed { path: path.clone(), why: why.message().to_owned() })?;
        if file.layout == LAYOUT {
            Ok(file)
        } else {
            Err(FolderError::Malformed {
                path,
                why: format!("it is of layout {}, this program reads layout {LAYOUT}", file.layout),
            })
        }
    }

    /// Writes the platform file last, so that a folder is a platform only once everything else is there.
    pub(crate) fn write(&self, file: &PlatformFile) -> Result<(), FolderError> {
        let path = self.platform_file();
        let text =
            toml::to_string(file).map_err(|why| FolderError::Malformed { path: path.clone(), why: why.to_string() })?;
        write_durably(&path, text.as_bytes()).map_err(io_at(&path))
    }

    /// Removes what a crash left of uploads and answers, unless another process has the platform open: its own wait there.
    /// Whoever holds the answer has it open.
    pub(crate) fn empty_spool(&self) -> Result<File, FolderError> {
        let (spool, path) = (self.spool(), self.0.join("spool.lock"));
        std::fs::create_dir_all(&spool).map_err(io_at(&spool))?;
        let held = lock_file(&path)?;
        if is_alone(&held, &path)? {
            for entry in spool.read_dir().map_err(io_at(&spool))? {
                let path = entry.map_err(io_at(&spool))?.path();
                std::fs::remove_file(&path).map_err(io_at(&path))?;
            }
            held.unlock().map_err(io_at(&path))?;
        }
        held.lock_shared().map_err(io_at(&path))?;
        Ok(held)
    }

    /// The rulebook's files, as (path inside `rules/`, text). At most 1,000 files of 4 MiB.
    pub(crate) fn rule_files(&self) -> Result<Vec<(String, String)>, FolderError> {
        let root = self.rules();
        let mut files = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().map_err(io_at(&folder))? {
                let path = entry.map_err(io_at(&folder))?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let size = path.metadata().map_err(io_at(&path))?.len();
                if size > 4 << 20 || files.len() >= 1000 {
                    let why = "a rulebook has at most 1,000 files of 4 MiB".to_owned();
                    return Err(FolderError::Malformed { path, why });
                }
                let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                files.push((name, std::fs::read_to_string(&path).map_err(io_at(&path))?));
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Writes a file so that after a crash it is there whole or not at all.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = path.with_extension("tmp");
    let mut file = File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&draft, path)?;
    let parent = path.parent().unwrap_or_else(|| Path::new("."));
    File::open(parent)?.sync_all()
}

/// Takes the lock at `path`, made if missing; it falls with the file or with the process. None where another has it.
pub(crate) fn lock(path: &Path) -> Result<Option<File>, FolderError> {
    let file = lock_file(path)?;
    Ok(is_alone(&file, path)?.then_some(file))
}

fn lock_file(path: &Path) -> Result<File, FolderError> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(io_at(path))
}

/// Takes the lock, if nobody else has it in any way.
fn is_alone(file: &File, path: &Path) -> Result<bool, FolderError> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(io_at(path)(source)),
    }
}

/// Writes a small record durably.
pub(crate) fn write_json(path: &Path, record: &impl Serialize) -> Result<(), FolderError> {
    let text = serde_json::to_vec_pretty(record)
        .map_err(|why| FolderError::Malformed { path: path.to_path_buf(), why: why.to_string() })?;
    write_durably(path, &text).map_err(io_at(path))
}

/// Reads what [`write_json`] wrote.
pub(crate) fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, FolderError> {
    let text = std::fs::read(path).map_err(io_at(path))?;
    serde_json::from_slice(&text)
        .map_err(|why| FolderError::Malformed { path: path.to_path_buf(), why: why.to_string() })
}

pub(crate) fn io_at(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_path_buf();
    move |source| FolderError::Io { path, source }
}
