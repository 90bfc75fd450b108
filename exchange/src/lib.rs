//! The forms an answer leaves in: CSV, JSON lines, a JSON array, Parquet; and tables for people as CSV or workbook.

mod cells;
mod encoder;
mod format;
mod sheet;

pub use encoder::{EncodeError, Encoder};
pub use format::{Format, FormatError};
pub use sheet::{Sheet, SheetError};
