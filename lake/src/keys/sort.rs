use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use rayon::slice::ParallelSliceMut;

use super::{BLOCK_ENTRIES, MAGIC, hash};

/// Entries sorted in memory at once: 48 MiB.
const RUN_ENTRIES: usize = 2 << 20;

/// The hash, a second hash that tells a repeated key from a chance meeting, and the row.
type Entry = (u64, u64, u64);

/// Sorts keys in bounded memory: full runs go to temporary files and are merged at the end.
pub(crate) struct KeySorter {
    folder: PathBuf,
    run_entries: usize,
    entries: Vec<Entry>,
    runs: Vec<File>,
}

impl KeySorter {
    /// Runs are kept as nameless files in `folder`.
    pub(crate) fn new(folder: &Path) -> Self {
        Self::with_run(folder, RUN_ENTRIES)
    }

    fn with_run(folder: &Path, run_entries: usize) -> Self {
        Self { folder: folder.to_owned(), run_entries, entries: Vec::new(), runs: Vec::new() }
    }

    pub(crate) fn push(&mut self, text: &str, row: u64) -> io::Result<()> {
        // The second hash is only compared with the first, and only inside one received table: whoever forges a
        // meeting of both has his own table refused and no more.
        self.entries.push((hash(text), twox_hash::XxHash64::oneshot(1, text.as_bytes()), row));
        if self.entries.len() >= self.run_entries { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        self.entries.par_sort_unstable();
        let mut out = BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(&self.folder)?);
        for (hash, second, row) in self.entries.drain(..) {
            for number in [hash, second, row] {
                out.write_all(&number.to_le_bytes())?;
            }
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        self.runs.push(file);
        Ok(())
    }

    /// Writes the index; answers how many entries repeat the key of another.
    pub(crate) fn write(mut self, out: &mut dyn Write) -> io::Result<u64> {
        let mut index = IndexWriter { out, fences: Vec::new(), entries: 0, last: None, repeated: 0 };
        if self.runs.is_empty() {
            self.entries.par_sort_unstable();
            for entry in self.entries {
                index.push(entry)?;
            }
        } else {
            if !self.entries.is_empty() {
                self.spill()?;
            }
            self.entries = Vec::new();
            merge(self.runs, &mut index)?;
        }
        index.finish()
    }
}

fn merge(runs: Vec<File>, index: &mut IndexWriter<'_>) -> io::Result<()> {
    let mut runs: Vec<_> = runs.into_iter().map(|run| BufReader::with_capacity(1 << 18, run)).collect();
    let mut heads = BinaryHeap::with_capacity(runs.len());
    for (number, run) in runs.iter_mut().enumerate() {
        heads.extend(next(run)?.map(|entry| Reverse((entry, number))));
    }
    while let Some(Reverse((entry, number))) = heads.pop() {
        index.push(entry)?;
        if let Some(run) = runs.get_mut(number) {
            heads.extend(next(run)?.map(|entry| Reverse((entry, number))));
        }
    }
    Ok(())
}

fn next(run: &mut impl Read) -> io::Result<Option<Entry>> {
    let mut number = || -> io::Result<u64> {
        let mut bytes = [0_u8; 8];
        run.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    };
    match number() {
        Ok(hash) => Ok(Some((hash, number()?, number()?))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

struct IndexWriter<'a> {
    out: &'a mut dyn Write,
    fences: Vec<u64>,
    entries: usize,
    last: Option<(u64, u64)>,
    repeated: u64,
}

impl IndexWriter<'_> {
    fn push(&mut self, (hash, second, row): Entry) -> io::Result<()> {
        if self.entries.is_multiple_of(BLOCK_ENTRIES) {
            self.fences.push(hash);
        }
        self.entries += 1;
        self.repeated += u64::from(self.last == Some((hash, second)));
        self.last = Some((hash, second));
        self.out.write_all(&hash.to_le_bytes())?;
        self.out.write_all(&row.to_le_bytes())
    }

    fn finish(self) -> io::Result<u64> {
        for fence in &self.fences {
            self.out.write_all(&fence.to_le_bytes())?;
        }
        self.out.write_all(&(self.entries as u64).to_le_bytes())?;
        self.out.write_all(&MAGIC.to_le_bytes())?;
        Ok(self.repeated)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(keys: &[String], run_entries: usize) -> (Vec<u8>, u64) {
        let mut sorter = KeySorter::with_run(&std::env::temp_dir(), run_entries);
        for (row, key) in keys.iter().enumerate() {
            sorter.push(key, row as u64).unwrap();
        }
        let mut out = Vec::new();
        let repeated = sorter.write(&mut out).unwrap();
        (out, repeated)
    }

    proptest! {
        #[test]
        fn merged_runs_are_what_one_sort_gives(keys in prop::collection::vec("[a-c]{0,3}", 0..600)) {
            let (whole, repeated) = written(&keys, usize::MAX);
            prop_assert_eq!(written(&keys, 7), (whole, repeated));
            let distinct = keys.iter().collect::<std::collections::HashSet<_>>().len();
            prop_assert_eq!(repeated, (keys.len() - distinct) as u64);
        }
    }
}
