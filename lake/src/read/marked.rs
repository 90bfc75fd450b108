use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use guard::fingerprint::{CopyId, DatasetSecret, Embedder, Plan, Utility};

use super::ReadError;

/// The name a key field goes by where it does not leave, or not as it is: no field of a table begins so.
pub const ROW_KEY: &str = "\u{1}行键";

/// The marks a copy is to bear 指纹.
#[derive(Debug, Clone)]
pub struct Marks {
    /// Its key is a field that leaves, or [`ROW_KEY`].
    pub plan: Plan,
    pub secret: DatasetSecret,
    pub copy: CopyId,
}

impl Marks {
    /// Whether rows are told by the key field though it does not leave as it is.
    pub(crate) fn by_row_key(&self) -> bool {
        self.plan.draft().key.iter().any(|name| name == ROW_KEY)
    }
}

/// Puts the marks into governed rows, and takes out what does not leave.
pub(crate) struct Marking {
    embedder: Embedder,
    /// Columns that leave: all but the hidden key, which stands last.
    leaving: Vec<usize>,
}

impl Marking {
    pub(crate) fn new(marks: &Marks, governed: &SchemaRef, leaving: usize) -> Result<Self, ReadError> {
        let embedder = Embedder::new(&marks.plan, &marks.secret, &marks.copy, governed).map_err(ReadError::Marks)?;
        Ok(Self { embedder, leaving: (0..leaving).collect() })
    }

    pub(crate) fn push(&mut self, rows: &RecordBatch) -> Result<Vec<RecordBatch>, ReadError> {
        let marked = self.embedder.push(rows).map_err(ReadError::Marks)?;
        marked.iter().map(|rows| rows.project(&self.leaving).map_err(ReadError::arrow)).collect()
    }

    pub(crate) fn finish(self) -> Result<(Option<RecordBatch>, Utility), ReadError> {
        let (last, utility) = self.embedder.finish().map_err(ReadError::Marks)?;
        let last = last.map(|rows| rows.project(&self.leaving).map_err(ReadError::arrow)).transpose()?;
        Ok((last, utility))
    }
}
