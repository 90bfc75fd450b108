use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;

use super::error::FingerprintError;

/// Rows of a window: an even number, so that pairs of neighbours never straddle two.
const ROWS: usize = 65_536;

/// Cuts a stream of batches into stretches that depend on the rows alone, not on how they were batched. Holds fewer rows
/// than one window and one batch together.
#[derive(Debug)]
pub(super) struct Windows {
    schema: SchemaRef,
    /// Without ties between rows every batch is a stretch of its own.
    tied: bool,
    kept: Vec<RecordBatch>,
    rows: usize,
}

impl Windows {
    pub(super) fn new(schema: SchemaRef, tied: bool) -> Self {
        Self { schema, tied, kept: Vec::new(), rows: 0 }
    }

    pub(super) fn push(&mut self, batch: &RecordBatch) -> Result<Vec<RecordBatch>, FingerprintError> {
        let same = batch
            .schema_ref()
            .fields()
            .iter()
            .zip(self.schema.fields())
            .all(|(found, expected)| found.name() == expected.name() && found.data_type() == expected.data_type());
        if !same || batch.num_columns() != self.schema.fields().len() {
            return Err(FingerprintError::OtherShape);
        }
        if !self.tied {
            return Ok(vec![batch.clone()]);
        }
        let mut full = Vec::new();
        let mut from = 0;
        while from < batch.num_rows() {
            let taken = (ROWS - self.rows).min(batch.num_rows() - from);
            self.kept.push(batch.slice(from, taken));
            (from, self.rows) = (from + taken, self.rows + taken);
            if self.rows == ROWS {
                full.extend(self.finish()?);
            }
        }
        Ok(full)
    }

    /// What is left.
    pub(super) fn finish(&mut self) -> Result<Option<RecordBatch>, FingerprintError> {
        let kept = std::mem::take(&mut self.kept);
        self.rows = 0;
        let Some(first) = kept.first() else { return Ok(None) };
        concat_batches(first.schema_ref(), &kept).map(Some).map_err(FingerprintError::arrow)
    }
}
