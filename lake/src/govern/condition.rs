use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Scalar, StringArray};
use arrow::compute::kernels::cmp;
use arrow::compute::{CastOptions, cast_with_options, is_not_null, is_null, starts_with};
use arrow::datatypes::DataType;
use domain::agreement::{Comparison, Condition};

use crate::read::ReadError;

/// A condition, ready to be evaluated on columns of one type.
#[derive(Clone)]
pub(super) struct Test {
    column: usize,
    is: Comparison,
    /// Of the column's type; absent for the two null tests.
    value: Option<Scalar<ArrayRef>>,
    field: String,
}

impl Test {
    /// Refuses a value that does not read as `data_type`, and comparisons that make no sense on it.
    pub(super) fn new(condition: &Condition, column: usize, data_type: &DataType) -> Result<Self, ReadError> {
        let unfit = || ReadError::Condition { field: condition.field.clone() };
        let value = match (condition.is, &condition.value) {
            (Comparison::IsNull | Comparison::IsNotNull, None) => None,
            (Comparison::IsNull | Comparison::IsNotNull, Some(_)) | (_, None) => return Err(unfit()),
            (Comparison::StartsWith, Some(_)) if !is_text(data_type) => return Err(unfit()),
            (_, Some(text)) => Some(Scalar::new(typed(text, data_type).ok_or_else(unfit)?)),
        };
        Ok(Self { column, is: condition.is, value, field: condition.field.clone() })
    }

    pub(super) fn column(&self) -> usize {
        self.column
    }

    pub(super) fn move_to(&mut self, column: usize) {
        self.column = column;
    }

    /// True where the condition holds, null where a missing value leaves it open.
    pub(super) fn evaluate(&self, column: &ArrayRef) -> Result<BooleanArray, ReadError> {
        let unfit = |_| ReadError::Condition { field: self.field.clone() };
        let Some(value) = &self.value else {
            let nulls = if self.is == Comparison::IsNull { is_null(column) } else { is_not_null(column) };
            return nulls.map_err(unfit);
        };
        match self.is {
            Comparison::Equal => cmp::eq(column, value),
            Comparison::NotEqual => cmp::neq(column, value),
            Comparison::Less => cmp::lt(column, value),
            Comparison::LessOrEqual => cmp::lt_eq(column, value),
            Comparison::Greater => cmp::gt(column, value),
            Comparison::GreaterOrEqual => cmp::gt_eq(column, value),
            Comparison::StartsWith => starts_with(column, value),
            Comparison::IsNull => is_null(column),
            Comparison::IsNotNull => is_not_null(column),
        }
        .map_err(unfit)
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// `text` as one value of `data_type`.
fn typed(text: &str, data_type: &DataType) -> Option<ArrayRef> {
    let one: ArrayRef = Arc::new(StringArray::from(vec![text]));
    let value = cast_with_options(&one, data_type, &CastOptions { safe: false, ..CastOptions::default() }).ok()?;
    // A text that reads as "missing" is no value to compare with.
    (value.len() == 1 && value.null_count() == 0).then_some(value)
}
