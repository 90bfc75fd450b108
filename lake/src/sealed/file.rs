use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use base::Entropy;
use domain::version::StoredFile;
use seal::Key;
use seal::object::{ChunkSize, Context, Sealer};

use crate::write::DigestedFile;

/// What new objects are sealed with.
#[derive(Clone)]
pub(crate) struct Sealing {
    pub(crate) key: Key,
    pub(crate) entropy: Arc<dyn Entropy>,
}

/// A file sealed while it is written: what goes in is plain, what lies on the disk and what is digested is sealed.
pub(crate) struct SealedFile {
    file: DigestedFile,
    sealer: Sealer,
    /// Sealed bytes on their way to the file. Its memory serves every writing.
    sealed: Vec<u8>,
}

impl SealedFile {
    /// `name` is the final name in `folder`, unused so far; `stored_path` the path below the object store, to which
    /// the object is bound.
    pub(crate) fn create(
        folder: &Path,
        name: &str,
        stored_path: &str,
        sealing: &Sealing,
        size: ChunkSize,
    ) -> io::Result<Self> {
        let file = DigestedFile::create(folder, name)?;
        let sealer = Sealer::new(&sealing.key, &Context::once(stored_path), size, sealing.entropy.as_ref());
        Ok(Self { file, sealer, sealed: Vec::new() })
    }

    /// Writes the end, makes it durable and gives the file its final name; the caller syncs the folder.
    pub(crate) fn finish(mut self, path: &Path, stored_path: String, rows: u64) -> io::Result<StoredFile> {
        self.file.write_all(&self.sealer.finish())?;
        self.file.seal(path, stored_path, rows)
    }
}

impl Write for SealedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sealed.clear();
        self.sealer.push_to(bytes, &mut self.sealed);
        if !self.sealed.is_empty() {
            self.file.write_all(&self.sealed)?;
        }
        Ok(bytes.len())
    }

    /// What is not yet a whole chunk stays in memory: an object's last chunk is known at its end only.
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
