use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::{DatasetId, Entropy};
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;

use crate::grant::GateKey;
use crate::read::{Chunks, CursorSeal, Versions};

/// Folder below the platform's own that holds the tables.
pub(crate) const TABLES: &str = "tables";

/// What a lake needs besides its folder.
pub struct Settings {
    /// Most bytes of decoded rows, index blocks and file footers held for the next reader.
    pub cache_bytes: u64,
    /// Seals the cursors of pages. A cursor lives as long as this secret stays the same.
    pub cursor_secret: [u8; 32],
    /// Names files.
    pub entropy: Arc<dyn Entropy>,
}

impl Settings {
    /// Default of [`Settings::cache_bytes`].
    pub const CACHE_BYTES: u64 = 256 << 20;
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("cache_bytes", &self.cache_bytes).finish_non_exhaustive()
    }
}

/// Why a lake cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "expected a folder the platform may write to at {path}, the operating system refused: {source}; check the path, its owner and the disk"
    )]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("expected a folder usable as an object store at {path}: {source}; give a local folder")]
    Store { path: PathBuf, source: object_store::Error },
}

/// The tables of one platform below one folder. Cheap to clone.
#[derive(Clone)]
pub struct Lake {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) root: PathBuf,
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) versions: Versions,
    pub(crate) chunks: Chunks,
    pub(crate) cursors: CursorSeal,
    /// Commits of one process take turns: the table format would refuse the slower of two.
    pub(crate) commits: tokio::sync::Mutex<()>,
}

impl Lake {
    /// Opens the lake in `dir`, made if missing. The only [`GateKey`] of this lake comes with it: hand it to the gate.
    pub fn open(dir: &Path, settings: Settings) -> Result<(Self, GateKey), OpenError> {
        let refused = |source| OpenError::Folder { path: dir.to_owned(), source };
        std::fs::create_dir_all(dir.join(TABLES)).map_err(refused)?;
        let root = dir.canonicalize().map_err(refused)?;
        let store = LocalFileSystem::new_with_prefix(&root)
            .map_err(|source| OpenError::Store { path: root.clone(), source })?;
        let inner = Inner {
            root,
            store: Arc::new(store),
            entropy: settings.entropy,
            versions: Versions::new(settings.cache_bytes / 8),
            chunks: Chunks::new(settings.cache_bytes - settings.cache_bytes / 8),
            cursors: CursorSeal::new(settings.cursor_secret),
            commits: tokio::sync::Mutex::new(()),
        };
        Ok((Self { inner: Arc::new(inner) }, GateKey::new()))
    }

    pub(crate) fn table_dir(&self, dataset: &DatasetId) -> PathBuf {
        self.inner.root.join(TABLES).join(dataset.as_str())
    }

    pub(crate) fn store(&self) -> &Arc<dyn ObjectStore> {
        &self.inner.store
    }
}

impl fmt::Debug for Lake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lake").field("root", &self.inner.root).finish_non_exhaustive()
    }
}
