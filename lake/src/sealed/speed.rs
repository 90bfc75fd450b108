//! What sealing costs a scan: the same Parquet file read whole from a folder, sealed and plain.

use std::error::Error;
use std::ops::Range;
use std::path::Path as Folder;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use base::Entropy;
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt as _, TryStreamExt as _};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::arrow::{ArrowWriter, ParquetRecordBatchStreamBuilder};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;
use seal::Key;
use seal::object::{Context, seal_whole};

use super::SealedObject;
use crate::read::StoredReader;

const ROWS: i64 = 2_000_000;
/// Each reading is done so often, in turns; the quickest counts.
const RUNS: usize = 7;

/// How long it took to decode every row of one file of 2,000,000 rows.
#[derive(Debug, Clone, Copy)]
pub struct ScanSpeed {
    pub rows: u64,
    /// Bytes of the file, unsealed.
    pub bytes: u64,
    pub sealed: Duration,
    pub plain: Duration,
}

impl ScanSpeed {
    /// Reads generated rows back through the reader versions are read by, and through one without a seal. `key` and
    /// `folder` serve this file alone.
    pub async fn measure(
        folder: &Folder,
        key: &Key,
        entropy: &dyn Entropy,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let store: Arc<dyn ObjectStore> = Arc::new(LocalFileSystem::new_with_prefix(folder)?);
        let text = file()?;
        let bytes = text.len() as u64;
        let (path, plain) =
            (Path::from("sealed"), Plain { store: Arc::clone(&store), path: Path::from("plain"), bytes });
        let sealed = seal_whole(key, &Context::once(path.as_ref()), entropy, &text);
        let length = sealed.len() as u64;
        store.put(&plain.path, text.into()).await?;
        store.put(&path, sealed.into()).await?;
        let object = SealedObject::open(&store, path, length, key).await?;
        let mut speed = Self { rows: 0, bytes, sealed: Duration::MAX, plain: Duration::MAX };
        for _ in 0..RUNS {
            let (rows, sealed) = scan(StoredReader { object: object.clone() }).await?;
            speed.sealed = speed.sealed.min(sealed);
            speed.plain = speed.plain.min(scan(plain.clone()).await?.1);
            speed.rows = rows;
        }
        Ok(speed)
    }
}

/// Reads as [`StoredReader`] does, without a seal.
#[derive(Clone)]
struct Plain {
    store: Arc<dyn ObjectStore>,
    path: Path,
    bytes: u64,
}

fn failed(error: object_store::Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}

impl AsyncFileReader for Plain {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, ParquetResult<Bytes>> {
        async move { self.store.get_range(&self.path, range).await.map_err(failed) }.boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, ParquetResult<Vec<Bytes>>> {
        async move { self.store.get_ranges(&self.path, &ranges).await.map_err(failed) }.boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, ParquetResult<Arc<ParquetMetaData>>> {
        async move {
            let size = self.bytes;
            Ok(Arc::new(ParquetMetaDataReader::new().load_and_finish(self, size).await?))
        }
        .boxed()
    }
}

fn file() -> ParquetResult<Vec<u8>> {
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values((0..ROWS).map(|n| n.wrapping_mul(0x9E37_79B9) >> 7)));
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values((0..ROWS).map(|n| format!("企业{:08x}", n * 7919))));
    let batch = RecordBatch::try_from_iter([("number", numbers), ("text", texts)])?;
    let snappy = parquet::basic::Compression::SNAPPY;
    let properties = WriterProperties::builder().set_compression(snappy).set_max_row_group_row_count(Some(1 << 17));
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build()))?;
    writer.write(&batch)?;
    writer.into_inner()
}

async fn scan(reader: impl AsyncFileReader + Unpin + 'static) -> ParquetResult<(u64, Duration)> {
    let start = Instant::now();
    let rows = ParquetRecordBatchStreamBuilder::new(reader).await?.with_batch_size(4096).build()?;
    let rows = rows.try_fold(0, |sum, batch| async move { Ok(sum + batch.num_rows() as u64) }).await?;
    Ok((rows, start.elapsed()))
}
