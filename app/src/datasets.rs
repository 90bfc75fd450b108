//! Catalogue entries, their versions and grades.

mod destroy;
mod get;
mod grades;
mod receive;
mod register;
mod revise;
mod sweep;

pub use get::DatasetList;
pub use receive::Ingested;
pub use register::{RegisterDataset, Registered};
