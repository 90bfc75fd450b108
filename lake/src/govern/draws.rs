//! What tells rows apart, for masks and samples that draw by chance.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::Schema;
use domain::version::Version;
use guard::mask::RowKeys;

use crate::read::ReadError;

/// By what one row is told from another, so that it gets the same draw through every channel.
#[derive(Clone)]
pub(super) enum Names {
    /// The stored column of the key field: a row keeps its draws in the versions to come.
    Key(usize),
    /// Where the row stands, in this version.
    Position(Arc<str>),
}

impl Names {
    pub(super) fn of(version: &Version, stored: &Schema) -> Result<Self, ReadError> {
        match &version.key_field {
            Some(field) => {
                stored.index_of(field).map(Self::Key).map_err(|_| ReadError::FieldGone { field: field.clone() })
            }
            None => Ok(Self::Position(Arc::from(version.id.as_str()))),
        }
    }

    /// The stored column to be read along.
    pub(super) fn column(&self) -> Option<usize> {
        match self {
            Self::Key(column) => Some(*column),
            Self::Position(_) => None,
        }
    }

    /// The names of the `kept` rows of a batch that begins at `first_row` of its version. `column` gives a stored
    /// column of it.
    pub(super) fn rows(
        &self,
        stored: &RecordBatch,
        first_row: u64,
        kept: Option<&BooleanArray>,
        column: impl Fn(usize) -> Result<ArrayRef, ReadError>,
    ) -> Result<RowKeys, ReadError> {
        let columns: Vec<ArrayRef> = match self {
            Self::Key(key) => vec![super::kept(column(*key)?, kept)?],
            Self::Position(version) => {
                let first = i64::try_from(first_row).map_err(|_| ReadError::OtherShape)?;
                let rows = i64::try_from(stored.num_rows()).map_err(|_| ReadError::OtherShape)?;
                let positions: ArrayRef = Arc::new(Int64Array::from_iter_values(first..first.saturating_add(rows)));
                let positions = super::kept(positions, kept)?;
                let versions = StringArray::from_iter_values(std::iter::repeat_n(version.as_ref(), positions.len()));
                vec![positions, Arc::new(versions)]
            }
        };
        RowKeys::of(&columns).map_err(|source| ReadError::Draws { source })
    }
}
