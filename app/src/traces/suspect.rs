use std::path::Path;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use lake::ingest::{BatchSink, IngestError, Inspection, Limits, SinkError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::problem::Problem;

/// Batches read ahead.
const AHEAD: usize = 2;

/// What comes of a file that is read.
pub(super) enum Piece {
    /// A table of this shape begins. What came before was read under a wrong type and does not count.
    Begin(SchemaRef),
    Rows(RecordBatch),
}

/// A found table 可疑数据 while it is read, in any format that can be received.
pub(super) struct Found {
    pieces: mpsc::Receiver<Piece>,
    reading: JoinHandle<Result<Inspection, IngestError>>,
}

struct Out(mpsc::Sender<Piece>);

impl BatchSink for Out {
    fn begin(&mut self, schema: &SchemaRef) -> Result<(), SinkError> {
        Ok(self.0.blocking_send(Piece::Begin(SchemaRef::clone(schema)))?)
    }

    fn batch(&mut self, batch: RecordBatch) -> Result<(), SinkError> {
        Ok(self.0.blocking_send(Piece::Rows(batch))?)
    }
}

impl Found {
    pub(super) fn open(path: &Path) -> Self {
        let (out, pieces) = mpsc::channel(AHEAD);
        let path = path.to_owned();
        let reading = tokio::task::spawn_blocking(move || {
            let limits = Limits { listed_set_aside: 0, ..Limits::default() };
            lake::ingest::read(&path, &limits, &mut Out(out))
        });
        Self { pieces, reading }
    }

    pub(super) async fn next(&mut self) -> Option<Piece> {
        self.pieces.recv().await
    }

    /// How it was read, once there are no more pieces.
    pub(super) async fn end(self) -> Result<Inspection, Problem> {
        drop(self.pieces);
        let read = self.reading.await.map_err(|error| Problem::Internal(error.to_string()))?;
        read.map_err(|error| lake::LakeError::Ingest(error).into())
    }
}
