//! Reading under a grant, without a query engine: one row by key, a page, a whole version.

mod chunk;
mod cursor;
mod error;
mod export;
mod marked;
mod page;
mod relay;
mod row;
mod scan;
mod stored;
mod version;

use arrow::array::RecordBatch;

pub(crate) use chunk::Chunks;
pub(crate) use cursor::CursorSeal;
pub(crate) use relay::Relay;
pub(crate) use scan::{governed_rows, remaining_rows, row_groups};
pub(crate) use stored::StoredReader;
pub(crate) use version::{OpenVersion, Versions};

pub use cursor::Cursor;
pub use error::ReadError;
pub use export::Export;
pub use marked::{Marks, ROW_KEY};
pub use page::{MAX_PAGE_ROWS, PageAsk};

/// Rows decoded, cached and handed on together.
pub(crate) const CHUNK_ROWS: usize = 4096;

/// Rows as they may leave.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Governed rows; possibly none.
    pub batch: RecordBatch,
    /// Where the next page begins; absent when this was the last.
    pub next: Option<Cursor>,
}
