use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use domain::version::Version;

use crate::lake::Lake;
use crate::sealed::attachment_path;

/// Bytes written over at a time.
const BLOCK: usize = 1 << 16;

impl Lake {
    /// Destroys the rows of a version: what was opened of it is forgotten, its files are written over, made durable so,
    /// removed, and looked for again. What is gone already counts as destroyed, so that an interrupted destruction can be
    /// taken up. Blocks.
    ///
    /// The commit log of the table stays: it names files, holds no rows, and is sealed.
    pub fn destroy(&self, version: &Version) -> io::Result<()> {
        self.inner.versions.forget(&version.id);
        self.inner.chunks.forget(&version.manifest.row_files().map(|file| file.path.as_str()).collect());
        version.manifest.row_files().try_for_each(|file| self.remove(&file.path))
    }

    /// Destroys a file handed in, as [`Lake::destroy`] the files of a version. Blocks.
    pub fn destroy_attachment(&self, name: &str) -> io::Result<()> {
        self.remove(&attachment_path(name))
    }

    fn remove(&self, stored: &str) -> io::Result<()> {
        let path = self.inner.root.join(stored);
        write_over(&path)?;
        if path.exists() {
            let why = format!("expected {stored} gone after its destruction, found it; remove it by hand");
            return Err(io::Error::other(why));
        }
        Ok(())
    }
}

/// Writes zeros over a file, makes them durable, and removes it, durably too. What is gone already is left so. Blocks.
pub fn write_over(path: &Path) -> io::Result<()> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let zeros = vec![0_u8; BLOCK];
    let mut left = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    while left > 0 {
        let some = left.min(BLOCK as u64);
        file.write_all(zeros.get(..usize::try_from(some).unwrap_or(BLOCK)).unwrap_or(&zeros))?;
        left -= some;
    }
    file.sync_all()?;
    std::fs::remove_file(path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
