//! A sink that keeps every cell as text, and files made for a test.

use std::io::Write;
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use lake::ingest::{BatchSink, IngestError, Inspection, Limits, SinkError, read, render};
use tempfile::NamedTempFile;

/// What a reader of the typed table sees, rendered back to text.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) schema: Option<SchemaRef>,
    pub(crate) rows: Vec<Vec<Option<String>>>,
    /// How often reading began.
    pub(crate) begun: usize,
}

impl BatchSink for Table {
    fn begin(&mut self, schema: &SchemaRef) -> Result<(), SinkError> {
        *self = Self { schema: Some(schema.clone()), rows: Vec::new(), begun: self.begun + 1 };
        Ok(())
    }

    fn batch(&mut self, batch: RecordBatch) -> Result<(), SinkError> {
        let schema = batch.schema();
        for row in 0..batch.num_rows() {
            let cells = schema.fields().iter().zip(batch.columns());
            self.rows.push(cells.map(|(field, array)| render(field, array, row)).collect());
        }
        Ok(())
    }
}

pub(crate) fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

pub(crate) fn load(path: &Path, limits: &Limits) -> Result<(Inspection, Table), IngestError> {
    let mut table = Table::default();
    let inspection = read(path, limits, &mut table)?;
    assert_eq!(inspection.rows_read, inspection.rows_kept + inspection.set_aside_count);
    assert_eq!(inspection.rows_kept, table.rows.len() as u64);
    Ok((inspection, table))
}

/// Small enough that every file makes many chunks.
pub(crate) fn tight() -> Limits {
    Limits { chunk_bytes: 64, head_bytes: 256, record_bytes: 4096, ..Limits::default() }
}
