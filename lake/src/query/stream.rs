use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use arrow::array::{Array as _, ArrayRef, AsArray as _, RecordBatch};
use arrow::datatypes::SchemaRef;
use datafusion::execution::SendableRecordBatchStream;
use futures::{Stream, StreamExt as _};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{Lineage, QueryError, QueryLimits};
use crate::read::Relay;

/// An answer as it is computed. An error is its last item: rows before it are no whole answer.
pub struct QueryStream {
    schema: SchemaRef,
    lineage: Lineage,
    rows: Relay<QueryError>,
}

impl QueryStream {
    /// Runs `rows` in a task of its own, so that a slow reader and a defect of the engine both stay contained.
    pub(super) fn start(rows: SendableRecordBatchStream, lineage: Lineage, limits: &QueryLimits, end: Instant) -> Self {
        let schema = rows.schema();
        let limits = limits.clone();
        let rows = Relay::start(
            || QueryError::Engine,
            move |out| async move {
                let answer = pass_on(rows, &out, &limits);
                let outcome = tokio::time::timeout_at(end, answer).await.unwrap_or(Err(QueryError::Time));
                if let Err(error) = outcome {
                    // A closed channel means nobody reads any more.
                    let _ = out.send(Err(error)).await;
                }
            },
        );
        Self { schema, lineage, rows }
    }

    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// What the answer was computed from: its grade is the highest of the fields named.
    pub fn lineage(&self) -> &Lineage {
        &self.lineage
    }

    /// The whole answer.
    pub async fn collect(mut self) -> Result<Vec<RecordBatch>, QueryError> {
        let mut batches = Vec::new();
        while let Some(batch) = self.next().await {
            batches.push(batch?);
        }
        Ok(batches)
    }
}

async fn pass_on(
    mut rows: SendableRecordBatchStream,
    out: &mpsc::Sender<Result<RecordBatch, QueryError>>,
    limits: &QueryLimits,
) -> Result<(), QueryError> {
    let (mut row_count, mut bytes) = (0_u64, 0_u64);
    while let Some(batch) = rows.next().await {
        let batch = batch.map_err(QueryError::of)?;
        row_count += batch.num_rows() as u64;
        bytes += batch.columns().iter().map(leaving_bytes).sum::<u64>();
        if row_count > limits.rows {
            return Err(QueryError::TooManyRows { max: limits.rows });
        }
        if bytes > limits.bytes {
            return Err(QueryError::TooManyBytes { max: limits.bytes });
        }
        if out.send(Ok(batch)).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// Bytes of the rows themselves. A batch may be a slice of much larger buffers, which do not leave with it.
fn leaving_bytes(column: &ArrayRef) -> u64 {
    let bytes = match column.as_string_view_opt() {
        Some(texts) => texts.lengths().map(|length| length as usize + 16).sum(),
        None => column.to_data().get_slice_memory_size().unwrap_or_else(|_| column.get_array_memory_size()),
    };
    bytes as u64
}

impl Stream for QueryStream {
    type Item = Result<RecordBatch, QueryError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.rows.poll_next_unpin(context)
    }
}

impl fmt::Debug for QueryStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueryStream").field("schema", &self.schema).finish_non_exhaustive()
    }
}
