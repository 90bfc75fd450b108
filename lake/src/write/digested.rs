use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use base::Digester;
use domain::version::StoredFile;

/// A file digested while it is written. It stands under a temporary name until [`DigestedFile::seal`]; dropped
/// before that, it is removed.
pub(crate) struct DigestedFile {
    temporary: PathBuf,
    sealed: bool,
    out: BufWriter<File>,
    digester: Digester,
    size: u64,
}

impl DigestedFile {
    /// `name` is the final name in `folder`, unused so far.
    pub(crate) fn create(folder: &Path, name: &str) -> io::Result<Self> {
        let temporary = folder.join(format!(".{name}.partial"));
        let file = File::create_new(&temporary)?;
        Ok(Self {
            temporary,
            sealed: false,
            out: BufWriter::with_capacity(1 << 20, file),
            digester: Digester::default(),
            size: 0,
        })
    }

    /// Makes the bytes durable and gives the file its final name; the caller syncs the folder.
    pub(crate) fn seal(mut self, path: &Path, stored_path: String, rows: u64) -> io::Result<StoredFile> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        std::fs::rename(&self.temporary, path)?;
        self.sealed = true;
        let digest = std::mem::take(&mut self.digester).finish();
        Ok(StoredFile { path: stored_path, size: self.size, digest, rows })
    }
}

impl Write for DigestedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.digester.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for DigestedFile {
    fn drop(&mut self) {
        if !self.sealed {
            // What cannot be removed now is removed by the next sweep.
            let _ = std::fs::remove_file(&self.temporary);
        }
    }
}

/// Makes the names in `folder` durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
