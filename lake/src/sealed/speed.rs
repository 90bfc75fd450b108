//! What sealing costs a scan: the same Parquet file read whole from a folder, sealed and plain.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt as _, TryStreamExt as _};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::arrow::{ArrowWriter, ParquetRecordBatchStreamBuilder};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;
use seal::Suite;
use seal::object::{Context, seal_whole};

use super::SealedObject;
use super::tests::{Counting, key};
use crate::read::StoredReader;

const ROWS: i64 = 2_000_000;
const RUNS: usize = 7;

/// Reads as [`StoredReader`] does, without a seal.
#[derive(Clone)]
struct Plain {
    store: Arc<dyn ObjectStore>,
    path: Path,
    size: u64,
}

fn failed(error: object_store::Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}

impl AsyncFileReader for Plain {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, Result<Bytes>> {
        async move { self.store.get_range(&self.path, range).await.map_err(failed) }.boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, Result<Vec<Bytes>>> {
        async move { self.store.get_ranges(&self.path, &ranges).await.map_err(failed) }.boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, Result<Arc<ParquetMetaData>>> {
        async move {
            let size = self.size;
            Ok(Arc::new(ParquetMetaDataReader::new().load_and_finish(self, size).await?))
        }
        .boxed()
    }
}

fn file() -> Vec<u8> {
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values((0..ROWS).map(|n| n.wrapping_mul(0x9E37_79B9) >> 7)));
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values((0..ROWS).map(|n| format!("企业{:08x}", n * 7919))));
    let batch = RecordBatch::try_from_iter([("number", numbers), ("text", texts)]).unwrap();
    let snappy = parquet::basic::Compression::SNAPPY;
    let properties = WriterProperties::builder().set_compression(snappy).set_max_row_group_row_count(Some(1 << 17));
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build())).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

async fn scan(reader: impl AsyncFileReader + Unpin + 'static) -> Duration {
    let start = Instant::now();
    let rows = ParquetRecordBatchStreamBuilder::new(reader).await.unwrap().with_batch_size(4096).build().unwrap();
    let rows = rows.try_fold(0, |sum, batch| async move { Ok(sum + batch.num_rows()) }).await.unwrap();
    assert_eq!(i64::try_from(rows), Ok(ROWS));
    start.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures: run it alone, with --release and --nocapture"]
async fn a_sealed_scan_beside_a_plain_one() {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn ObjectStore> = Arc::new(LocalFileSystem::new_with_prefix(folder.path()).unwrap());
    let text = file();
    let size = text.len() as u64;
    let plain = Plain { store: Arc::clone(&store), path: Path::from("plain"), size };
    store.put(&plain.path, text.clone().into()).await.unwrap();
    println!("{} rows, {} MiB", ROWS, size >> 20);
    for suite in Suite::ALL {
        let (key, path) = (key(suite, 1), Path::from(suite.to_string()));
        let sealed = seal_whole(&key, &Context::once(path.as_ref()), &Counting(AtomicU64::new(1)), &text);
        let length = sealed.len() as u64;
        store.put(&path, sealed.into()).await.unwrap();
        let object = SealedObject::open(&store, path, length, &key).await.unwrap();
        let (mut best, mut best_plain) = (Duration::MAX, Duration::MAX);
        for _ in 0..RUNS {
            best = best.min(scan(StoredReader { object: object.clone() }).await);
            best_plain = best_plain.min(scan(plain.clone()).await);
        }
        let share = best.as_secs_f64() / best_plain.as_secs_f64();
        println!("{suite}: sealed {best:?}, plain {best_plain:?}, {share:.3} of it");
    }
}
