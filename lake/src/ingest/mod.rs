//! Reading a department's real file: decode, find the table, type, profile — streaming, in bounded memory.
//!
//! Nothing is lost silently. Every record after the header is either kept or set aside with its line and a reason, so
//! `rows_read = rows_kept + set_aside_count` always. A typed value gives its original text back ([`render`]); what
//! cannot keeps being text. Two things only are not told apart from each other: an empty cell and a missing one are
//! both null. Placeholders (`/`, `-`, 无, NULL …) are counted, never changed.
//!
//! A record fits when it has one cell for each cell of the header; surplus cells must be blank, and only nameless
//! columns that hold nothing may be missing. Everything else is set aside: padding a short record would hide a line
//! broken in the middle. Blank records (no cell holds anything but white space) are not data and only counted.

mod block;
mod class;
mod column;
mod cut;
mod delimited;
mod dialect;
mod distinct;
mod encoding;
mod error;
mod evidence;
mod format;
mod head;
mod inspection;
mod json;
mod json_document;
mod json_scan;
mod kinds;
mod layout;
mod measure;
mod parquet_table;
mod pass;
mod profile;
mod render;
mod sheet;
mod sheet_cells;
mod split;

use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use guard::pack::Pack;

pub use error::IngestError;
pub use format::Format;
pub use inspection::{DataType, FieldProfile, Inspection, SetAside};
pub use render::render;

/// How much a file may ask of this machine, and by which rules its columns are recognised. The defaults read a 2 GB text file in well under 512 MB.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of decoded text handed to a worker at once.
    pub chunk_bytes: usize,
    /// Bytes looked at to find encoding, dialect, header and first types.
    pub head_bytes: usize,
    /// Longest record, in bytes; also how far a quoted cell may run before its quote counts as never closed.
    pub record_bytes: usize,
    /// Most columns a table may have.
    pub columns: usize,
    /// Largest spreadsheet, in unpacked bytes: a workbook's texts are held in memory.
    pub spreadsheet_bytes: u64,
    /// Set-aside rows listed one by one; all are counted.
    pub listed_set_aside: usize,
    /// Hashes remembered to count distinct values exactly, over all columns together.
    pub distinct_budget: usize,
    /// Row hashes remembered to find exact duplicates.
    pub duplicate_budget: usize,
    /// Values of each column shown to the recognisers of personal information.
    pub sample_values: usize,
    /// What makes a column personal 识别规则包; the national pack by default.
    pub pack: Arc<Pack>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            chunk_bytes: 1 << 20,
            head_bytes: 4 << 20,
            record_bytes: 4 << 20,
            columns: 16_384,
            spreadsheet_bytes: 256 << 20,
            listed_set_aside: 10_000,
            distinct_budget: 2 << 20,
            duplicate_budget: 2 << 20,
            sample_values: 8_192,
            pack: Pack::national(),
        }
    }
}

impl Limits {
    /// Hashes remembered for each of so many columns; a set of 2^17 still fits a processor's cache.
    fn distinct_each(&self, columns: usize) -> usize {
        (self.distinct_budget / columns.max(1)).clamp(256, 1 << 17)
    }
}

/// Why a sink could not take a batch.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// Where the typed rows go.
pub trait BatchSink: Send {
    /// A table of this shape begins. Called again when a late value made a type wrong: discard what came before.
    fn begin(&mut self, schema: &SchemaRef) -> Result<(), SinkError>;
    /// The next rows, in file order; about one chunk of text (1 MiB), tens of thousands of rows at most.
    fn batch(&mut self, batch: RecordBatch) -> Result<(), SinkError>;
}

/// Takes everything and keeps nothing.
struct Discard;

impl BatchSink for Discard {
    fn begin(&mut self, _schema: &SchemaRef) -> Result<(), SinkError> {
        Ok(())
    }

    fn batch(&mut self, _batch: RecordBatch) -> Result<(), SinkError> {
        Ok(())
    }
}

/// Reads the table in `path`, whatever its name says it is, into `sink`.
pub fn read(path: &Path, limits: &Limits, sink: &mut dyn BatchSink) -> Result<Inspection, IngestError> {
    match format::detect(path)? {
        Format::Delimited => delimited::read(path, limits, sink),
        Format::Json | Format::JsonLines => json::read(path, limits, sink),
        format @ (Format::Xlsx | Format::Xls | Format::Ods) => sheet::read(path, format, limits, sink),
        Format::Parquet => parquet_table::read(path, limits, sink),
    }
}

/// What [`read`] would say, with the rows thrown away.
pub fn inspect(path: &Path, limits: &Limits) -> Result<Inspection, IngestError> {
    read(path, limits, &mut Discard)
}
