use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use ledger::{TileFile, TilePath, TileSource};

/// Threads that write tiles: a flush waits on the disk, not on a core.
const WRITERS: usize = 4;
const CHECKPOINT: &str = "checkpoint";

/// The published log: tiles and a checkpoint below one folder, as C2SP tlog-tiles lays them out.
#[derive(Debug, Clone)]
pub(crate) struct LogFiles {
    folder: PathBuf,
}

/// A file that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("expected to read and write {}, found: {source}; check the disk and this user's access", path.display())]
pub(crate) struct FileError {
    pub(crate) path: PathBuf,
    #[source]
    pub(crate) source: io::Error,
}

impl TileSource for LogFiles {
    type Error = FileError;

    fn read(&self, path: &TilePath) -> Result<Option<Vec<u8>>, FileError> {
        self.read_below(&path.to_string())
    }
}

impl LogFiles {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The text of the checkpoint; `None` where there is none yet. Bytes that are no text cannot be a checkpoint:
    /// they are kept as a text that will not open.
    pub(crate) fn checkpoint(&self) -> Result<Option<String>, FileError> {
        Ok(self.read_below(CHECKPOINT)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    pub(crate) fn write_checkpoint(&self, note: &str) -> Result<(), FileError> {
        let path = self.folder.join(CHECKPOINT);
        replace(&path, note.as_bytes()).map_err(|source| FileError { path, source })
    }

    /// Writes the tiles that are not already there byte for byte. On return they are on disk.
    pub(crate) fn write_tiles(&self, tiles: &[TileFile]) -> Result<(), FileError> {
        let share = tiles.len().div_ceil(WRITERS).max(1);
        std::thread::scope(|scope| {
            let writers: Vec<_> = tiles
                .chunks(share)
                .map(|share| scope.spawn(|| share.iter().try_for_each(|tile| self.write_tile(tile))))
                .collect();
            writers.into_iter().try_for_each(|writer| {
                writer.join().unwrap_or_else(|_| {
                    let source = io::Error::other("the writing thread ended early");
                    Err(FileError { path: self.folder.clone(), source })
                })
            })
        })
    }

    fn write_tile(&self, tile: &TileFile) -> Result<(), FileError> {
        if self.read(&tile.path)?.is_some_and(|found| found == tile.bytes) {
            return Ok(());
        }
        let path = self.folder.join(tile.path.to_string());
        replace(&path, &tile.bytes).map_err(|source| FileError { path, source })
    }

    /// Whether `path`, or the full tile it is a prefix of, has the length it must have.
    pub(crate) fn is_whole(&self, path: &TilePath, unit: u64) -> bool {
        let long = |path: &TilePath| {
            let length = fs::metadata(self.folder.join(path.to_string())).map(|found| found.len());
            length.is_ok_and(|found| found == unit * u64::from(path.width()))
        };
        long(path) || (path.is_partial() && path.at_size(u64::MAX).is_some_and(|full| long(&full)))
    }

    /// The partial forms of a full tile may go: a reader falls back to the full one.
    pub(crate) fn drop_partials(&self, full: &TilePath) {
        // What stays is a prefix of the full tile and does no harm.
        let _ = fs::remove_dir_all(self.folder.join(format!("{full}.p")));
    }

    fn read_below(&self, name: &str) -> Result<Option<Vec<u8>>, FileError> {
        let path = self.folder.join(name);
        let mut bytes = Vec::new();
        let read = File::open(&path).and_then(|mut file| file.read_to_end(&mut bytes));
        match read {
            Ok(_) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(FileError { path, source }),
        }
    }
}

/// Readers see the old file or the new one, whole, and after a return the new one survives a power cut.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("a file without a folder"))?;
    if !folder.is_dir() {
        fs::create_dir_all(folder)?;
        if let Some(above) = folder.parent() {
            File::open(above)?.sync_all()?;
        }
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let temporary = folder.join(name);
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    File::open(folder)?.sync_all()
}
