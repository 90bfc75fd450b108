//! The only DataFusion, table format and object store: ingest, versions, governed scans.
//!
//! A table comes in through [`Lake::receive`] and leaves only under a [`Grant`]: columns, row filter and masks are
//! enforced by one kernel, the governor, whichever way the rows are asked for (key, page, aggregate, SQL, export).
//! Nothing here reads a row of a version without a grant; [`Lake::check`] reads bytes only to digest them. All that a lake
//! keeps is sealed: the keys come from outside, those of versions with the grant, and are never written down here.

mod check;
mod copy;
mod destroy;
mod govern;
mod grant;
pub mod ingest;
mod keys;
mod lake;
mod query;
mod read;
mod sealed;
mod write;

pub use check::{Difference, FileDifference};
pub use destroy::write_over;
pub use grant::{GateKey, Grant, TableTerms, Terms};
pub use lake::{Lake, OpenError, Settings};
pub use query::{
    AggregateAsk, Function, Lineage, Measure, QueryError, QueryLimits, QueryStream, RowsError, Source, SystemGrant,
    SystemRows, SystemTable,
};
pub use read::{Cursor, Export, MAX_PAGE_ROWS, Marks, PageAsk, ROW_KEY, ReadError, Rows};
pub use sealed::{KeptObject, Piece, ScanSpeed};
pub use write::{LakeError, Received, Rewritten, VersionKeys};
