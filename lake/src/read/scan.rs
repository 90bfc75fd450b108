use std::sync::Arc;

use arrow::array::RecordBatch;
use futures::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use parquet::arrow::{ParquetRecordBatchStreamBuilder, ProjectionMask};

use super::ReadError;
use super::version::OpenVersion;
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
    stream::iter(groups).map(move |(file, group)| decode(&version, &governor, file, group, batch_rows)).try_flatten()
}

fn decode(
    version: &OpenVersion,
    governor: &Arc<Governor>,
    file: usize,
    group: usize,
    batch_rows: usize,
) -> Result<impl Stream<Item = Result<RecordBatch, ReadError>> + Send + 'static + use<>, ReadError> {
    let file = version.files.get(file).ok_or(ReadError::OtherShape)?;
    let governor = Arc::clone(governor);
    let mask = ProjectionMask::roots(file.footer.parquet_schema(), governor.needed().iter().copied());
    let stored = ParquetRecordBatchStreamBuilder::new_with_metadata(file.reader.clone(), file.footer.clone())
        .with_row_groups(vec![group])
        .with_projection(mask)
        .with_batch_size(batch_rows)
        .build()
        .map_err(ReadError::parquet)?;
    let governed = stored.map_err(ReadError::parquet).map(move |rows| governor.apply(&rows?));
    Ok(governed.try_filter(|rows| futures::future::ready(rows.num_rows() > 0)))
}
