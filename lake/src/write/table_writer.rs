use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use domain::version::StoredFile;

use super::digested::sync_folder;
use super::parquet_file::ParquetFile;
use super::{LakeError, io};
use crate::ingest::{BatchSink, SinkError};
use crate::keys::{BLOCK_BYTES, KeySorter, key_text};
use crate::sealed::{SealedFile, Sealing};
use seal::object::ChunkSize;

/// Rows and decoded bytes at which a row group is full.
const GROUP_ROWS: usize = 1 << 17;
const GROUP_BYTES: usize = 48 << 20;
/// Encoded bytes at which a file is full.
const FILE_BYTES: u64 = 256 << 20;

/// Where a received table is written and how its files are named.
pub(super) struct Place {
    pub(super) folder: PathBuf,
    /// Path of `folder` below the object store.
    pub(super) below: String,
    /// Unused so far: begins the names of all files of this table.
    pub(super) stem: String,
    pub(super) key_field: Option<String>,
    pub(super) sealing: Sealing,
}

/// A table on disk, not yet committed.
pub(super) struct Written {
    pub(super) schema: SchemaRef,
    pub(super) files: Vec<StoredFile>,
    pub(super) key_index: Option<StoredFile>,
    pub(super) rows: u64,
}

enum Piece {
    Begin(SchemaRef),
    Group(Vec<RecordBatch>),
    End,
}

/// Gathers rows into row groups while a second thread encodes the group before: at most three groups are in memory.
pub(super) struct TableWriter {
    pieces: Option<SyncSender<Piece>>,
    encoder: Option<JoinHandle<Result<Written, LakeError>>>,
    rows: Vec<RecordBatch>,
    row_count: usize,
    bytes: usize,
}

#[derive(Debug, thiserror::Error)]
#[error("the table could not be written")]
struct EncoderStopped;

impl TableWriter {
    pub(super) fn start(place: Place) -> Self {
        let (pieces, received) = sync_channel(1);
        let encoder = std::thread::spawn(move || encode(&place, &received));
        Self { pieces: Some(pieces), encoder: Some(encoder), rows: Vec::new(), row_count: 0, bytes: 0 }
    }

    /// Ends the table; whatever went wrong while it was written comes out here.
    pub(super) fn finish(mut self) -> Result<Written, LakeError> {
        // A refused piece means the encoder has stopped: its own error says why.
        let _ = self.pass_on().and_then(|()| self.send(Piece::End));
        self.join()
    }

    /// Drops what was written, and says what stopped the encoder if it stopped by itself.
    pub(super) fn abandon(mut self) -> LakeError {
        self.join().err().unwrap_or(LakeError::Stopped)
    }

    fn join(&mut self) -> Result<Written, LakeError> {
        self.pieces = None;
        match self.encoder.take().map(JoinHandle::join) {
            Some(Ok(outcome)) => outcome,
            Some(Err(_)) | None => Err(LakeError::Stopped),
        }
    }

    fn pass_on(&mut self) -> Result<(), SinkError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        self.row_count = 0;
        self.bytes = 0;
        self.send(Piece::Group(rows))
    }

    fn send(&self, piece: Piece) -> Result<(), SinkError> {
        let sent = self.pieces.as_ref().is_some_and(|pieces| pieces.send(piece).is_ok());
        if sent { Ok(()) } else { Err(EncoderStopped.into()) }
    }
}

impl BatchSink for TableWriter {
    fn begin(&mut self, schema: &SchemaRef) -> Result<(), SinkError> {
        self.rows.clear();
        self.row_count = 0;
        self.bytes = 0;
        self.send(Piece::Begin(Arc::clone(schema)))
    }

    fn batch(&mut self, batch: RecordBatch) -> Result<(), SinkError> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        self.row_count += batch.num_rows();
        self.bytes += batch.get_array_memory_size();
        self.rows.push(batch);
        if self.row_count >= GROUP_ROWS || self.bytes >= GROUP_BYTES { self.pass_on() } else { Ok(()) }
    }
}

/// The encoder thread: everything up to the end, or the first error. The files of an unfinished table are removed.
fn encode(place: &Place, pieces: &Receiver<Piece>) -> Result<Written, LakeError> {
    let mut table: Option<Table<'_>> = None;
    loop {
        match (pieces.recv().map_err(|_| LakeError::Stopped)?, table.as_mut()) {
            (Piece::Begin(schema), _) => {
                // Dropping the unfinished table removes what was written under the narrower schema.
                drop(table.take());
                table = Some(Table::begin(place, schema)?);
            }
            (Piece::Group(batches), Some(table)) => table.append(&batches)?,
            (Piece::Group(_), None) => return Err(LakeError::Stopped),
            (Piece::End, _) => return table.ok_or(LakeError::Stopped)?.finish(),
        }
    }
}

struct Table<'a> {
    place: &'a Place,
    schema: SchemaRef,
    open: Option<ParquetFile>,
    files: Vec<StoredFile>,
    keys: Option<(usize, KeySorter)>,
    rows: u64,
    /// Set once the files belong to a finished table.
    kept: bool,
}

impl<'a> Table<'a> {
    fn begin(place: &'a Place, schema: SchemaRef) -> Result<Self, LakeError> {
        let keys = match &place.key_field {
            Some(field) => {
                let number = schema.index_of(field).map_err(|_| LakeError::KeyMissing { field: field.clone() })?;
                Some((number, KeySorter::new(&place.folder)))
            }
            None => None,
        };
        Ok(Self { place, schema, open: None, files: Vec::new(), keys, rows: 0, kept: false })
    }

    fn append(&mut self, batches: &[RecordBatch]) -> Result<(), LakeError> {
        let mut file = match self.open.take() {
            Some(file) => file,
            None => self.new_file()?,
        };
        let first_row = self.rows;
        let keys = self.keys.as_mut();
        let (encoded, indexed) = rayon::join(
            || file.append(batches).map_err(LakeError::Parquet),
            || keys.map_or(Ok(()), |(number, keys)| index(keys, *number, first_row, batches)),
        );
        encoded?;
        indexed?;
        self.rows += batches.iter().map(|batch| batch.num_rows() as u64).sum::<u64>();
        if file.bytes() >= FILE_BYTES {
            self.seal(file)?;
        } else {
            self.open = Some(file);
        }
        Ok(())
    }

    fn new_file(&self) -> Result<ParquetFile, LakeError> {
        let file = self.sealed(&self.name(), ChunkSize::default())?;
        ParquetFile::new(file, &self.schema).map_err(LakeError::Parquet)
    }

    fn sealed(&self, name: &str, size: ChunkSize) -> Result<SealedFile, LakeError> {
        let Place { folder, sealing, .. } = self.place;
        SealedFile::create(folder, name, &self.below(name), sealing, size).map_err(io(folder))
    }

    fn below(&self, name: &str) -> String {
        format!("{}/{name}", self.place.below)
    }

    fn name(&self) -> String {
        format!("{}-{:04}.parquet", self.place.stem, self.files.len())
    }

    fn seal(&mut self, file: ParquetFile) -> Result<(), LakeError> {
        let name = self.name();
        let rows = file.rows();
        let path = self.place.folder.join(&name);
        let stored =
            file.finish().map_err(LakeError::Parquet)?.finish(&path, self.below(&name), rows).map_err(io(&path))?;
        self.files.push(stored);
        Ok(())
    }

    fn finish(mut self) -> Result<Written, LakeError> {
        // A table without rows still has a shape: one empty file keeps it.
        let last = match self.open.take() {
            None if self.files.is_empty() => Some(self.new_file()?),
            last => last,
        };
        if let Some(last) = last {
            self.seal(last)?;
        }
        let key_index = match self.keys.take() {
            Some((_, keys)) => Some(self.write_keys(keys)?),
            None => None,
        };
        sync_folder(&self.place.folder).map_err(io(&self.place.folder))?;
        self.kept = true;
        Ok(Written {
            schema: Arc::clone(&self.schema),
            files: std::mem::take(&mut self.files),
            key_index,
            rows: self.rows,
        })
    }

    fn write_keys(&self, keys: KeySorter) -> Result<StoredFile, LakeError> {
        let name = format!("{}.keys", self.place.stem);
        let path = self.place.folder.join(&name);
        // A block of the index is a chunk of the object: a lookup opens no more than it reads.
        let size = ChunkSize::new(BLOCK_BYTES).unwrap_or_default();
        let mut file = self.sealed(&name, size)?;
        let repeated = keys.write(&mut file).map_err(io(&path))?;
        if repeated > 0 {
            let field = self.place.key_field.clone().unwrap_or_default();
            return Err(LakeError::KeyNotUnique { field, repeated });
        }
        file.finish(&path, self.below(&name), 0).map_err(io(&path))
    }
}

impl Drop for Table<'_> {
    fn drop(&mut self) {
        if !self.kept {
            discard(&self.place.folder, &self.files);
        }
    }
}

/// Removes files of `folder`. What cannot be removed now is removed by the next sweep.
pub(super) fn discard<'a>(folder: &Path, files: impl IntoIterator<Item = &'a StoredFile>) {
    for name in files.into_iter().filter_map(|file| file.path.rsplit('/').next()) {
        let _ = std::fs::remove_file(folder.join(name));
    }
}

fn index(keys: &mut KeySorter, number: usize, first_row: u64, batches: &[RecordBatch]) -> Result<(), LakeError> {
    let mut row = first_row;
    for batch in batches {
        let texts = key_text(batch.column(number)).map_err(LakeError::Arrow)?;
        for text in &texts {
            if let Some(text) = text {
                keys.push(text, row).map_err(LakeError::KeySort)?;
            }
            row += 1;
        }
    }
    Ok(())
}
