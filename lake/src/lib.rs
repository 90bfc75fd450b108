//! The only DataFusion, table format and object store: ingest, versions, governed scans.
//!
//! A table comes in through [`Lake::receive`] and leaves only under a [`Grant`]: columns, row filter and masks are
//! enforced by one kernel, the governor, whichever way the rows are asked for (key, page, aggregate, SQL, export).
//! Nothing here reads a row of a version without a grant; [`Lake::check`] reads bytes only to digest them.

mod check;
mod destroy;
mod govern;
mod grant;
pub mod ingest;
mod keys;
mod lake;
mod query;
mod read;
mod write;

pub use check::{Difference, FileDifference};
pub use grant::{GateKey, Grant, TableTerms, Terms};
pub use lake::{Lake, OpenError, Settings};
pub use query::{AggregateAsk, Function, Lineage, Measure, QueryError, QueryLimits, QueryStream, Source};
pub use read::{Cursor, Export, MAX_PAGE_ROWS, PageAsk, ReadError, Rows};
pub use write::{LakeError, Received};
