//! From a received file to a sealed version: Parquet files, key index, one commit.

mod commit;
mod digested;
mod erase;
mod parquet_file;
mod table_writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::{DatasetId, Digest, Message};
use domain::version::{Column, Manifest, Reading};

use crate::Lake;
use crate::check::digest_file;
use crate::ingest::{self, IngestError, Inspection, Limits};
use crate::lake::TABLES;
use crate::read::ReadError;
use crate::sealed::Sealing;
pub(crate) use digested::{DigestedFile, sync_folder};
pub use erase::Rewritten;
use seal::Key;
use table_writer::{Place, TableWriter, Written, discard};

/// What a new version is sealed with.
#[derive(Debug, Clone)]
pub struct VersionKeys {
    /// Seals its rows and its key index 批次密钥: drawn for this version alone.
    pub version: Key,
    /// Seals the commit log of the dataset's table 表日志密钥: the same for all its versions.
    pub table: Key,
}

/// A table that is stored and durable, but counts only once its act is in the log.
#[derive(Debug)]
pub struct Received {
    /// What was found in the file.
    pub inspection: Inspection,
    /// What it was stored as.
    pub manifest: Manifest,
    /// How it was read.
    pub reading: Reading,
}

/// Why a table was not received. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(
        "expected the key field {field:?} among the columns of the table, found none of that name; name a column as the file's header writes it"
    )]
    KeyMissing { field: String },
    #[error(
        "expected every value of the key field {field:?} to name one row, found {repeated} rows with the key of another; correct the table or receive it without a key field"
    )]
    KeyNotUnique { field: String, repeated: u64 },
    #[error("the keys could not be sorted: {0}; check the disk")]
    KeySort(#[source] std::io::Error),
    #[error("expected to write below {path}, the operating system refused: {source}; check the disk and the rights")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("the table could not be encoded: {0}")]
    Parquet(#[source] parquet::errors::ParquetError),
    #[error("a column could not be stored: {0}")]
    Arrow(#[source] arrow::error::ArrowError),
    #[error("expected {read} rows stored, found {stored}; this is a defect, report it")]
    RowsLost { read: u64, stored: u64 },
    #[error("another version of the dataset was committed at the same moment; receive the file again")]
    Conflict,
    #[error("the version could not be committed: {0}")]
    Delta(#[source] Box<deltalake::DeltaTableError>),
    #[error("the writing of the table stopped before its end; receive the file again")]
    Stopped,
}

impl LakeError {
    /// The same in words a person reads, by key.
    pub fn message(&self) -> Message {
        match self {
            Self::Ingest(error) => error.message(),
            Self::Read(error) => error.message(),
            Self::KeyMissing { field } => Message::new("lake-key-missing").with("field", field),
            Self::KeyNotUnique { field, repeated } => {
                Message::new("lake-key-not-unique").with("field", field).with("repeated", repeated)
            }
            Self::Conflict => Message::new("lake-conflict"),
            Self::KeySort(source) | Self::Io { source, .. } => {
                Message::new("lake-disk-refused").with("kind", source.kind())
            }
            Self::Parquet(_) | Self::Arrow(_) | Self::RowsLost { .. } | Self::Delta(_) | Self::Stopped => {
                Message::new("lake-not-stored")
            }
        }
    }
}

/// Names the path in an operating system's refusal.
fn io(path: &Path) -> impl Fn(std::io::Error) -> LakeError {
    move |source| LakeError::Io { path: path.to_owned(), source }
}

impl Lake {
    /// Reads `file` and stores it, sealed, as the next version of `dataset`, streaming, in bounded memory.
    ///
    /// The values of `key_field` must name one row each; rows without a key are stored but not found by key. The
    /// version is durable when this returns, and is swept away again unless its manifest reaches the log.
    pub async fn receive(
        &self,
        dataset: &DatasetId,
        file: &Path,
        key_field: Option<&str>,
        limits: &Limits,
        keys: &VersionKeys,
    ) -> Result<Received, LakeError> {
        let folder = self.table_dir(dataset);
        std::fs::create_dir_all(&folder).map_err(io(&folder))?;
        let place = Place {
            folder: folder.clone(),
            below: format!("{TABLES}/{dataset}"),
            stem: self.fresh_name(),
            key_field: key_field.map(str::to_owned),
            sealing: Sealing { key: keys.version.clone(), entropy: Arc::clone(&self.inner.entropy) },
        };
        let (file, limits, pack) = (file.to_owned(), limits.clone(), limits.pack.digest());
        let (inspection, written, source) = tokio::task::spawn_blocking(move || store(&file, &limits, place))
            .await
            .map_err(|_| LakeError::Stopped)??;
        let (delta_version, log) = match self.commit(dataset, &keys.table, &written).await {
            Ok(committed) => committed,
            Err(error) => {
                written.discard(&folder);
                return Err(error);
            }
        };
        let columns = inspection
            .fields
            .iter()
            .map(|field| Column { name: field.name.clone(), data_type: field.data_type.name().to_owned() })
            .collect();
        let reading = Reading {
            format: inspection.format.name().to_owned(),
            encoding: inspection.encoding.clone(),
            rows_read: inspection.rows_read,
            rows_kept: inspection.rows_kept,
            rows_set_aside: inspection.set_aside_count,
            source,
            pack: Some(pack),
        };
        let Written { files, key_index, rows, .. } = written;
        let manifest = Manifest { delta_version, rows, columns, files, key_index, log: vec![log] };
        Ok(Received { inspection, manifest, reading })
    }

    fn fresh_name(&self) -> String {
        let mut bytes = [0_u8; 8];
        self.inner.entropy.fill(&mut bytes);
        format!("{:016x}", u64::from_le_bytes(bytes))
    }
}

fn store(file: &Path, limits: &Limits, place: Place) -> Result<(Inspection, Written, Digest), LakeError> {
    let folder = place.folder.clone();
    std::thread::scope(|scope| {
        let source = scope.spawn(|| digest_file(file));
        let mut writer = TableWriter::start(place);
        let inspection = match ingest::read(file, limits, &mut writer) {
            Ok(inspection) => inspection,
            // The writer knows better why it took no more.
            Err(IngestError::Sink(_)) => return Err(writer.abandon()),
            Err(error) => {
                writer.abandon();
                return Err(error.into());
            }
        };
        let written = writer.finish()?;
        let source = source.join().map_err(|_| LakeError::Stopped).and_then(|digested| digested.map_err(io(file)));
        match source {
            Ok((_, digest)) if written.rows == inspection.rows_kept => Ok((inspection, written, digest)),
            outcome => {
                written.discard(&folder);
                outcome.and(Err(LakeError::RowsLost { read: inspection.rows_kept, stored: written.rows }))
            }
        }
    })
}

impl Written {
    fn discard(&self, folder: &Path) {
        discard(folder, self.files.iter().chain(&self.key_index));
    }
}
