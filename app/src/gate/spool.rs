//! An answer on its way to its receipt: small ones in memory, large ones in a file of the spool.

use std::io::{self, Write};
use std::path::PathBuf;

use base::Digester;
use tempfile::NamedTempFile;

use super::answer::{AnswerBody, Produced};

/// Bytes held in memory before a file is begun.
const IN_MEMORY: usize = 1 << 20;

/// Collects an answer's bytes, digesting them on the way.
pub(super) struct Spool {
    folder: PathBuf,
    memory: Vec<u8>,
    file: Option<NamedTempFile>,
    digester: Digester,
    size: u64,
}

impl Spool {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, memory: Vec::new(), file: None, digester: Digester::default(), size: 0 }
    }

    pub(super) fn finish(self, content_type: &'static str, rows: u64) -> io::Result<Produced> {
        let body = match self.file {
            None => AnswerBody::Bytes(self.memory.into()),
            Some(mut file) => {
                file.write_all(&self.memory)?;
                AnswerBody::File { path: file.into_temp_path(), size: self.size }
            }
        };
        let (size, digest) = (self.size, self.digester.finish());
        Ok(Produced { content_type, rows, found: true, size, digest, body, copy: None, lineage: None, budget: None })
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.digester.update(bytes);
        self.size += bytes.len() as u64;
        self.memory.extend_from_slice(bytes);
        if self.memory.len() > IN_MEMORY {
            let file = match &mut self.file {
                Some(file) => file,
                None => self.file.insert(NamedTempFile::new_in(&self.folder)?),
            };
            file.write_all(&self.memory)?;
            self.memory.clear();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use base::Digest;

    use super::*;

    fn check(pieces: &[Vec<u8>], in_file: bool) {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(folder.path().to_path_buf());
        for piece in pieces {
            spool.write_all(piece).unwrap();
        }
        let whole = pieces.concat();
        let produced = spool.finish("text/csv", 3).unwrap();
        assert_eq!((produced.size, produced.digest), (whole.len() as u64, Digest::of(&whole)));
        match produced.body {
            AnswerBody::Bytes(bytes) => assert!(!in_file && bytes == whole),
            AnswerBody::File { path, size } => {
                assert!(in_file && size == whole.len() as u64);
                assert_eq!(std::fs::read(&path).unwrap(), whole);
                drop(path);
                assert_eq!(folder.path().read_dir().unwrap().count(), 0, "the file goes with the answer");
            }
        }
    }

    #[test]
    fn small_answers_stay_in_memory_and_large_ones_go_to_a_file() {
        check(&[], false);
        check(&[vec![1; 10], vec![2; 20]], false);
        check(&[vec![7; IN_MEMORY], vec![8; 1]], true);
        check(&[vec![7; IN_MEMORY + 1], vec![8; 3 * IN_MEMORY], vec![9; 5]], true);
    }
}
