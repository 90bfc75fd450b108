use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use futures::TryStreamExt as _;
use parquet::arrow::arrow_reader::{RowSelection, RowSelector};
use parquet::arrow::{ParquetRecordBatchStreamBuilder, ProjectionMask};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::version::{OpenFile, OpenVersion};
use super::{CHUNK_ROWS, ReadError};
use crate::keys::{BlockBytes, KeyBlocks};

/// Which rows: up to [`CHUNK_ROWS`] of one row group, some columns of them.
#[derive(Clone, PartialEq, Eq, Hash)]
struct ChunkName {
    file: Arc<str>,
    group: usize,
    chunk: usize,
    columns: Arc<[usize]>,
}

#[derive(Clone)]
struct DecodedBytes;

impl Weighter<ChunkName, RecordBatch> for DecodedBytes {
    fn weight(&self, _name: &ChunkName, rows: &RecordBatch) -> u64 {
        rows.get_array_memory_size() as u64 + 256
    }
}

/// Decoded rows before masks, held in bounded memory. They are reached only through a governor.
pub(crate) struct Chunks {
    rows: Cache<ChunkName, RecordBatch, DecodedBytes>,
    /// Blocks of key indexes.
    pub(crate) keys: KeyBlocks,
}

/// Decoded rows and the version's row they begin at.
pub(crate) struct Chunk {
    pub(crate) first_row: u64,
    pub(crate) rows: RecordBatch,
}

impl Chunks {
    pub(crate) fn new(bytes: u64) -> Self {
        Self {
            rows: Cache::with_weighter(4096, bytes - bytes / 8, DecodedBytes),
            keys: Cache::with_weighter(16_384, bytes / 8, BlockBytes),
        }
    }

    /// Forgets the decoded rows and index blocks of these files.
    pub(crate) fn forget(&self, files: &HashSet<&str>) {
        self.rows.retain(|name, _| !files.contains(&*name.file));
        self.keys.retain(|(name, _), _| !files.contains(&**name));
    }

    /// The chunk that holds `row`, with `columns` of the stored table in ascending order; `None` past the end.
    pub(crate) async fn at(
        &self,
        version: &OpenVersion,
        row: u64,
        columns: &Arc<[usize]>,
    ) -> Result<Option<Chunk>, ReadError> {
        let Some(place) = Place::of(version, row) else { return Ok(None) };
        let Place { file, group, chunk, first_row, .. } = place;
        let name = ChunkName { file: Arc::clone(&file.name), group, chunk, columns: Arc::clone(columns) };
        let rows = self.rows.get_or_insert_async(&name, decode(&place, columns)).await?;
        Ok(Some(Chunk { first_row, rows }))
    }
}

/// Where a row stands.
struct Place<'a> {
    file: &'a OpenFile,
    group: usize,
    chunk: usize,
    /// The version's row the chunk begins at, and its length.
    first_row: u64,
    rows: usize,
}

impl<'a> Place<'a> {
    fn of(version: &'a OpenVersion, row: u64) -> Option<Self> {
        let file = version.files.get(version.files.partition_point(|file| file.end_row() <= row))?;
        let after = file.group_starts.partition_point(|start| *start <= row);
        let group = after.checked_sub(1)?;
        let (start, end) = (*file.group_starts.get(group)?, *file.group_starts.get(after)?);
        let chunk = usize::try_from(row - start).ok()? / CHUNK_ROWS;
        let first_row = start + (chunk * CHUNK_ROWS) as u64;
        let rows = usize::try_from(end - first_row).ok()?.min(CHUNK_ROWS);
        Some(Self { file, group, chunk, first_row, rows })
    }
}

async fn decode(place: &Place<'_>, columns: &[usize]) -> Result<RecordBatch, ReadError> {
    let footer = &place.file.footer;
    let mask = ProjectionMask::roots(footer.parquet_schema(), columns.iter().copied());
    let selection = vec![RowSelector::skip(place.chunk * CHUNK_ROWS), RowSelector::select(place.rows)];
    let stream = ParquetRecordBatchStreamBuilder::new_with_metadata(place.file.reader.clone(), footer.clone())
        .with_row_groups(vec![place.group])
        .with_projection(mask)
        .with_row_selection(RowSelection::from(selection))
        .with_batch_size(CHUNK_ROWS)
        .build()
        .map_err(ReadError::parquet)?;
    let schema = Arc::clone(stream.schema());
    let batches: Vec<_> = stream.try_collect().await.map_err(ReadError::parquet)?;
    let rows = match <[RecordBatch; 1]>::try_from(batches) {
        Ok([whole]) => whole,
        Err(pieces) => concat_batches(&schema, &pieces).map_err(ReadError::arrow)?,
    };
    if rows.num_rows() == place.rows { Ok(rows) } else { Err(ReadError::Changed { path: place.file.name.to_string() }) }
}
