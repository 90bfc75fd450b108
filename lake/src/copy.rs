use std::fs::File;
use std::io;

use crate::lake::Lake;
use crate::sealed::attachment_path;

impl Lake {
    /// A stored object as it lies, sealed: for backups. `stored` is a path below the object store, as a manifest
    /// names it.
    pub fn stored(&self, stored: &str) -> io::Result<File> {
        File::open(self.inner.root.join(stored))
    }

    /// Whether there is such an object.
    pub fn has(&self, stored: &str) -> bool {
        self.inner.root.join(stored).exists()
    }

    /// Where the attachment `name` lies below the object store.
    pub fn attachment_path(name: &str) -> String {
        attachment_path(name)
    }
}
