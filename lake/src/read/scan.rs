use std::sync::Arc;

use arrow::array::RecordBatch;
use futures::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use parquet::arrow::{ParquetRecordBatchStreamBuilder, ProjectionMask};

use super::version::OpenVersion;
use super::{CHUNK_ROWS, ReadError};
use crate::govern::Governor;

/// The row groups of a version as (file, group), in row order.
pub(crate) fn row_groups(version: &OpenVersion) -> Vec<(usize, usize)> {
    version
        .files
        .iter()
        .enumerate()
        .flat_map(|(number, file)| (0..file.groups()).map(move |group| (number, group)))
        .collect()
}

/// The rows of these row groups as they may leave, in order. Nothing ungoverned comes out of here.
pub(crate) fn governed_rows(
    version: Arc<OpenVersion>,
    governor: Arc<Governor>,
    groups: Vec<(usize, usize)>,
    batch_rows: usize,
) -> impl Stream<Item = Result<RecordBatch, ReadError>> + Send + 'static {
    let decoded = move |(file, group)| decode(&version, &governor, Governor::apply, (file, group), batch_rows);
    stream::iter(groups).map(decoded).try_flatten()
}

/// The rows of these row groups that stay when those the governor admits are erased, in order.
pub(crate) fn remaining_rows(
    version: Arc<OpenVersion>,
    governor: Arc<Governor>,
    groups: Vec<(usize, usize)>,
) -> impl Stream<Item = Result<RecordBatch, ReadError>> + Send + 'static {
    let decoded = move |(file, group)| decode(&version, &governor, Governor::remaining, (file, group), CHUNK_ROWS);
    stream::iter(groups).map(decoded).try_flatten()
}

/// What a governor lets through of stored rows.
type Through = fn(&Governor, &RecordBatch, u64) -> Result<RecordBatch, ReadError>;

fn decode(
    version: &OpenVersion,
    governor: &Arc<Governor>,
    through: Through,
    (file, group): (usize, usize),
    batch_rows: usize,
) -> Result<impl Stream<Item = Result<RecordBatch, ReadError>> + Send + 'static + use<>, ReadError> {
    let file = version.files.get(file).ok_or(ReadError::OtherShape)?;
    let (Some(start), Some(end)) = (file.group_starts.get(group), file.group_starts.get(group + 1)) else {
        return Err(ReadError::OtherShape);
    };
    let (start, end, governor) = (*start, *end, Arc::clone(governor));
    let mask = ProjectionMask::roots(file.footer.parquet_schema(), governor.needed().iter().copied());
    let stored = ParquetRecordBatchStreamBuilder::new_with_metadata(file.reader.clone(), file.footer.clone())
        .with_row_groups(vec![group])
        .with_projection(mask)
        .with_batch_size(if governor.needs_chunks() { CHUNK_ROWS } else { batch_rows })
        .build()
        .map_err(ReadError::parquet)?;
    let mut row = start;
    let governed = stored.map_err(ReadError::parquet).map(move |rows| {
        let rows = rows?;
        let first_row = row;
        row += rows.num_rows() as u64;
        let aligned = (first_row - start).is_multiple_of(CHUNK_ROWS as u64);
        if governor.needs_chunks() && !(aligned && (rows.num_rows() == CHUNK_ROWS || row == end)) {
            return Err(ReadError::OtherShape);
        }
        through(&governor, &rows, first_row)
    });
    let cut = governed.map_ok(move |rows| stream::iter(pieces(&rows, batch_rows).map(Ok)));
    Ok(cut.try_flatten())
}

/// The rows in batches of at most `most`; none of no row.
fn pieces(rows: &RecordBatch, most: usize) -> impl Iterator<Item = RecordBatch> + Send + use<> {
    let (rows, most) = (rows.clone(), most.max(1));
    (0..rows.num_rows()).step_by(most).map(move |start| rows.slice(start, most.min(rows.num_rows() - start)))
}
