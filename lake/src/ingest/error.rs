use base::Message;

use super::SinkError;

/// Why a file could not be read as a table. Never carries cell contents.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    #[error("expected a readable file, the operating system refused: {0}; check the path, the rights and the disk")]
    Io(#[from] std::io::Error),
    #[error("expected a table, found an empty file; export it again")]
    Empty,
    #[error(
        "expected a table (CSV, TSV, XLSX, XLS, ODS, JSON, JSON lines, Parquet), found {found}; export the table itself"
    )]
    NotATable { found: &'static str },
    #[error(
        "expected text in a known encoding, found bytes that are no text near byte {offset}; save the file as UTF-8 CSV"
    )]
    NotText { offset: u64 },
    #[error("expected records up to {limit} bytes, found a longer one at line {line}; check its line ends and quotes")]
    RecordTooLong { line: u64, limit: usize },
    #[error("expected at most {limit} columns, found {found}; split the table")]
    TooManyColumns { found: usize, limit: usize },
    #[error("expected a workbook of at most {limit} bytes unpacked, found more; save the sheet as CSV")]
    WorkbookTooLarge { limit: u64 },
    #[error("expected a sound {format} workbook, found a damaged or protected one; open and save it again")]
    Workbook { format: &'static str },
    #[error("expected sound JSON, found a mistake at line {line}, column {column}; mend it there")]
    Json { line: u64, column: u64 },
    #[error(
        "expected an array of objects or one object per line, found other JSON at line {line}; give each row as an object"
    )]
    JsonShape { line: u64 },
    #[error("expected a sound Parquet file, found a damaged one: {0}; write it again")]
    Parquet(#[source] parquet::errors::ParquetError),
    #[error("expected values Arrow can hold, it refused: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    #[error("expected the file to stay the same while it was read, it changed; try again")]
    Changed,
    #[error("expected the reading threads to finish, one stopped: a fault of this program; report it with the file")]
    Stopped,
    #[error("the rows could not be stored: {0}")]
    Sink(#[source] SinkError),
}

impl IngestError {
    /// The same in words a person reads, by key.
    pub fn message(&self) -> Message {
        match self {
            Self::Io(error) => Message::new("ingest-refused-io").with("kind", error.kind()),
            Self::Empty => Message::new("ingest-refused-empty"),
            Self::NotATable { found } => Message::new("ingest-refused-not-a-table").with("found", found),
            Self::NotText { offset } => Message::new("ingest-refused-not-text").with("offset", offset),
            Self::RecordTooLong { line, limit } => {
                Message::new("ingest-refused-record-too-long").with("line", line).with("limit", limit)
            }
            Self::TooManyColumns { found, limit } => {
                Message::new("ingest-refused-too-many-columns").with("found", found).with("limit", limit)
            }
            Self::WorkbookTooLarge { limit } => Message::new("ingest-refused-workbook-too-large").with("limit", limit),
            Self::Workbook { format } => Message::new("ingest-refused-workbook").with("format", format),
            Self::Json { line, column } => {
                Message::new("ingest-refused-json").with("line", line).with("column", column)
            }
            Self::JsonShape { line } => Message::new("ingest-refused-json-shape").with("line", line),
            Self::Parquet(_) => Message::new("ingest-refused-parquet"),
            Self::Arrow(_) => Message::new("ingest-refused-arrow"),
            Self::Changed => Message::new("ingest-refused-changed"),
            Self::Stopped => Message::new("ingest-refused-stopped"),
            Self::Sink(_) => Message::new("ingest-refused-sink"),
        }
    }
}
