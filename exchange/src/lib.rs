//! The forms an answer leaves in: CSV, JSON lines, a JSON array, Parquet.

mod cells;
mod encoder;
mod format;

pub use encoder::{EncodeError, Encoder};
pub use format::{Format, FormatError};
