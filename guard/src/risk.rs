//! Release risk 发布风险: how surely rows of a table can be told to be one person's, before it is opened or handed on.
//!
//! Every check reads batches and never keeps a row. What it keeps are classes 等价类, the rows that agree on the
//! quasi-identifiers 准标识符, as numbers of 64 bits; their count is bounded. A check that meets more classes than its
//! bound asks to read the data once more ([`Pass::Again`]) and counts the rest then; with 64 parts, data of up to 64
//! times the bound is checked in as many passes as needed, and only beyond that is it refused.
//!
//! Samarati and Sweeney (k-anonymity), Machanavajjhala et al. (l-diversity), Li et al. (t-closeness).

mod anonymity;
mod diversity;
mod fold;
mod ladder;
mod lattice;
mod linkage;
mod report;
mod search;
mod table;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::DataType;

use crate::mask::MaskError;

pub use anonymity::{Anonymity, KCheck, SizeBand};
pub use diversity::{Distance, Diversity, DiversityCheck, MOST_VALUES};
pub use ladder::{Ladder, ladder};
pub use lattice::{LeastGeneralisation, Suggestion};
pub use linkage::{Linkage, LinkageCheck};
pub use report::RiskReport;
pub use search::{SinglingOut, SinglingSearch};

/// Classes held at once where the caller has no reason for another bound: 256 MiB at most.
pub const CLASSES: usize = 1 << 22;

/// What the end of a pass brings.
#[derive(Debug, Clone, PartialEq)]
pub enum Pass<T> {
    /// Hand in all batches once more, the same rows in any order.
    Again,
    Done(T),
}

/// Why a risk cannot be reckoned.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RiskError {
    #[error("expected at least one quasi-identifier, found none; name the fields that could single somebody out")]
    NoFields,
    #[error("expected k of 2 or more, found {found}; a class of one hides nobody")]
    SmallK { found: u32 },
    #[error("expected field {field:?} in every batch, found none of that name; correct the name")]
    FieldMissing { field: String },
    #[error("expected fields of text, numbers, dates, times or truth values, found {found}; leave the field out")]
    Column { found: DataType },
    #[error(
        "expected at most {bound} classes in one part of the data, found more; generalise first or raise the bound"
    )]
    TooManyClasses { bound: usize },
    #[error("expected at most {bound} different values of {field:?}, found more; generalise the field first")]
    TooManyValues { field: String, bound: usize },
    #[error("expected at most {bound} values (rows × fields) to search through, found more; search a sample")]
    TooManyCells { bound: usize },
    #[error("expected at most {bound} combinations to try, found {found}; name fewer fields or levels")]
    TooManyCombinations { bound: usize, found: usize },
    #[error(
        "expected each level of {field:?} to be coarser than the one before, found {mask} to be none; reorder them"
    )]
    NotCoarser { field: String, mask: String },
    #[error("expected a level that can be applied to {field:?}: {source}")]
    Level { field: String, source: MaskError },
    #[error(transparent)]
    Text(#[from] MaskError),
}

/// The columns of these fields.
fn columns<'a>(batch: &'a RecordBatch, fields: &[String]) -> Result<Vec<&'a ArrayRef>, RiskError> {
    let column =
        |field: &String| batch.column_by_name(field).ok_or_else(|| RiskError::FieldMissing { field: field.clone() });
    fields.iter().map(column).collect()
}

/// The class numbers of a batch's rows, by their own types.
fn classes(batch: &RecordBatch, fields: &[String], hashes: &mut Vec<u64>) -> Result<(), RiskError> {
    fold::start(hashes, batch.num_rows());
    columns(batch, fields)?.into_iter().try_for_each(|column| fold::values(column, hashes))
}

#[cfg(test)]
mod tests;
