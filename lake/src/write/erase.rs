//! One person's rows leave a version: files that hold such rows are written again without them, the others are sealed
//! anew as they are. Nothing is shared with the version before, so that its key can be destroyed. All of it streams, in
//! bounded memory.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::RecordBatch;
use base::DatasetId;
use domain::agreement::Channel;
use domain::version::{Manifest, StoredFile};
use futures::{Stream, StreamExt as _};
use seal::object::ChunkSize;
use tokio::runtime::Handle;

use super::digested::sync_folder;
use super::table_writer::{Place, TableWriter, Written, discard};
use super::{LakeError, VersionKeys, io};
use crate::govern::Governor;
use crate::ingest::BatchSink as _;
use crate::keys::{BLOCK_BYTES, KeySorter, key_text};
use crate::lake::TABLES;
use crate::read::{CHUNK_ROWS, OpenVersion, ReadError, governed_rows, remaining_rows, row_groups};
use crate::sealed::{SealedFile, Sealing};
use crate::{Grant, Lake};

/// Bytes opened and sealed anew at a time.
const PIECE: u64 = 1 << 20;

/// A version without the rows its grant named, stored and durable; it counts only once its act is in the log.
#[derive(Debug)]
pub struct Rewritten {
    pub manifest: Manifest,
    /// Rows that were left out.
    pub rows: u64,
    /// Files that held such rows; all others have the rows of before under another key.
    pub files: usize,
}

impl Lake {
    /// How many rows of the version the grant's row filter admits.
    pub async fn count_rows(&self, grant: &Grant, dataset: &DatasetId) -> Result<u64, ReadError> {
        let (table, version) = self.granted(grant, dataset, Channel::Erase).await?;
        let filter: Vec<String> = table.rows.iter().map(|condition| condition.field.clone()).collect();
        let governor = Arc::new(Governor::new(&version.schema, table, grant.pseudonym_key())?.only(&filter)?);
        let mut rows = 0;
        for number in 0..version.files.len() {
            rows += admitted(&version, &governor, number).await?;
        }
        Ok(rows)
    }

    /// Writes the version again, sealed with `keys`, without the rows the grant's row filter admits. None where it
    /// admits none.
    ///
    /// The grant names every column, unmasked: what stays must stay as it was.
    pub async fn erase_rows(
        &self,
        grant: &Grant,
        dataset: &DatasetId,
        keys: &VersionKeys,
    ) -> Result<Option<Rewritten>, LakeError> {
        let (table, version) = self.granted(grant, dataset, Channel::Erase).await?;
        let governor = Governor::new(&version.schema, table, grant.pseudonym_key())?;
        let filter: Vec<String> = table.rows.iter().map(|condition| condition.field.clone()).collect();
        let looking = Arc::new(governor.clone().only(&filter)?);
        let mut gone = Vec::with_capacity(version.files.len());
        for number in 0..version.files.len() {
            gone.push(admitted(&version, &looking, number).await?);
        }
        let (rows, files) = (gone.iter().sum(), gone.iter().filter(|gone| **gone > 0).count());
        if rows == 0 {
            return Ok(None);
        }
        let key = match &table.version.key_field {
            Some(field) => Some(Arc::new(governor.clone().only(std::slice::from_ref(field))?)),
            None => None,
        };
        let manifest = &table.version.manifest;
        let folder = self.table_dir(dataset);
        let mut writing = Writing {
            folder: folder.clone(),
            below: format!("{TABLES}/{dataset}"),
            stem: self.fresh_name(),
            sealing: Sealing { key: keys.version.clone(), entropy: Arc::clone(&self.inner.entropy) },
            version,
            governor: Arc::new(governor),
            key,
            written: Vec::new(),
        };
        let handle = Handle::current();
        let written = tokio::task::spawn_blocking(move || writing.table(&gone, &handle));
        let written = written.await.map_err(|_| LakeError::Stopped)??;
        let committed = if written.rows + rows == manifest.rows {
            self.commit(dataset, &keys.table, &written).await
        } else {
            Err(LakeError::RowsLost { read: manifest.rows.saturating_sub(rows), stored: written.rows })
        };
        let (delta_version, log) = committed.inspect_err(|_| written.discard(&folder))?;
        let Written { files: stored, key_index, rows: kept, .. } = written;
        let (columns, log) = (manifest.columns.clone(), vec![log]);
        let manifest = Manifest { delta_version, rows: kept, columns, files: stored, key_index, log };
        Ok(Some(Rewritten { manifest, rows, files }))
    }
}

/// How many rows of one file the governor admits.
async fn admitted(version: &Arc<OpenVersion>, governor: &Arc<Governor>, file: usize) -> Result<u64, ReadError> {
    let groups = row_groups(version).into_iter().filter(|(number, _)| *number == file).collect();
    let mut found = std::pin::pin!(governed_rows(Arc::clone(version), Arc::clone(governor), groups, CHUNK_ROWS));
    let mut rows = 0;
    while let Some(batch) = found.next().await {
        rows += batch?.num_rows() as u64;
    }
    Ok(rows)
}

/// A version being written again. What it has written is removed when it is dropped before its end.
struct Writing {
    folder: PathBuf,
    below: String,
    /// Begins the names of all fresh files.
    stem: String,
    sealing: Sealing,
    version: Arc<OpenVersion>,
    governor: Arc<Governor>,
    /// Shows the key field only.
    key: Option<Arc<Governor>>,
    written: Vec<StoredFile>,
}

impl Writing {
    /// The whole version without the rows counted in `gone`, by file.
    fn table(&mut self, gone: &[u64], handle: &Handle) -> Result<Written, LakeError> {
        for (number, gone) in gone.iter().enumerate() {
            if *gone == 0 {
                self.seal_anew(number, handle)?;
            } else {
                self.rewrite(number, handle)?;
            }
        }
        self.drop_empty();
        let key_index = self.key_index(handle);
        let files = std::mem::take(&mut self.written);
        let rows = files.iter().map(|file| file.rows).sum();
        let mut written = Written { schema: Arc::clone(&self.version.schema), files, key_index: None, rows };
        let synced = key_index.and_then(|key_index| {
            written.key_index = key_index;
            sync_folder(&self.folder).map_err(io(&self.folder))
        });
        synced.inspect_err(|_| written.discard(&self.folder))?;
        Ok(written)
    }

    /// A file without rows stands only where it is the last to keep the table's shape.
    fn drop_empty(&mut self) {
        let mut shape_kept = self.written.iter().any(|file| file.rows > 0);
        let files = std::mem::take(&mut self.written);
        let (stay, empty): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| file.rows > 0 || !std::mem::replace(&mut shape_kept, true));
        discard(&self.folder, &empty);
        self.written = stay;
    }

    /// A file that holds none of the rows: the same bytes under the new key, without decoding them.
    fn seal_anew(&mut self, number: usize, handle: &Handle) -> Result<(), LakeError> {
        let Some(file) = self.version.files.get(number) else { return Err(LakeError::Stopped) };
        let (object, rows) = (&file.reader.object, file.end_row() - file.first_row());
        let name = format!("{}-{number:04}.parquet", self.stem);
        let (path, below) = (self.folder.join(&name), format!("{}/{name}", self.below));
        let size = ChunkSize::default();
        let mut sealed = SealedFile::create(&self.folder, &name, &below, &self.sealing, size).map_err(io(&path))?;
        let (mut start, end) = (0, object.len());
        while start < end {
            let next = end.min(start + PIECE);
            let piece = handle.block_on(object.read(start..next)).map_err(ReadError::store)?;
            sealed.write_all(&piece).map_err(io(&path))?;
            start = next;
        }
        self.written.push(sealed.finish(&path, below, rows).map_err(io(&path))?);
        Ok(())
    }

    fn rewrite(&mut self, number: usize, handle: &Handle) -> Result<(), LakeError> {
        let groups = row_groups(&self.version).into_iter().filter(|(file, _)| *file == number).collect();
        let place = Place {
            folder: self.folder.clone(),
            below: self.below.clone(),
            stem: format!("{}-{number:04}", self.stem),
            key_field: None,
            sealing: self.sealing.clone(),
        };
        let mut writer = TableWriter::start(place);
        let mut rows = std::pin::pin!(remaining_rows(Arc::clone(&self.version), Arc::clone(&self.governor), groups));
        let mut passed = writer.begin(&self.version.schema).map_err(|_| None);
        while passed.is_ok()
            && let Some(batch) = handle.block_on(rows.next())
        {
            passed = batch.and_then(|batch| self.as_stored(&batch)).map_err(Some).and_then(|batch| {
                // What the writer did not take, it knows why itself.
                writer.batch(batch).map_err(|_| None)
            });
        }
        match passed {
            Ok(()) => {
                self.written.extend(writer.finish()?.files);
                Ok(())
            }
            Err(read) => {
                let stopped = writer.abandon();
                Err(read.map_or(stopped, LakeError::Read))
            }
        }
    }

    /// The same rows under the very schema the other files have.
    fn as_stored(&self, batch: &RecordBatch) -> Result<RecordBatch, ReadError> {
        RecordBatch::try_new(Arc::clone(&self.version.schema), batch.columns().to_vec()).map_err(ReadError::arrow)
    }

    /// Where each row that stays stands now, by its key.
    fn key_index(&self, handle: &Handle) -> Result<Option<StoredFile>, LakeError> {
        let Some(key) = &self.key else { return Ok(None) };
        let mut keys = KeySorter::new(&self.folder);
        let rows = remaining_rows(Arc::clone(&self.version), Arc::clone(key), row_groups(&self.version));
        sort(&mut keys, rows, handle)?;
        let name = format!("{}.keys", self.stem);
        let (path, below) = (self.folder.join(&name), format!("{}/{name}", self.below));
        // A block of the index is a chunk of the object, as in a version received.
        let size = ChunkSize::new(BLOCK_BYTES).unwrap_or_default();
        let mut file = SealedFile::create(&self.folder, &name, &below, &self.sealing, size).map_err(io(&path))?;
        keys.write(&mut file).map_err(io(&path))?;
        file.finish(&path, below, 0).map(Some).map_err(io(&path))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        discard(&self.folder, &self.written);
    }
}

fn sort(
    keys: &mut KeySorter,
    rows: impl Stream<Item = Result<RecordBatch, ReadError>>,
    handle: &Handle,
) -> Result<(), LakeError> {
    let (mut rows, mut row) = (std::pin::pin!(rows), 0);
    while let Some(batch) = handle.block_on(rows.next()) {
        let batch = batch?;
        let texts = key_text(batch.column(0)).map_err(LakeError::Arrow)?;
        for text in &texts {
            if let Some(text) = text {
                keys.push(text, row).map_err(LakeError::KeySort)?;
            }
            row += 1;
        }
    }
    Ok(())
}
