use arrow::datatypes::DataType;

use crate::mask::MaskError;

/// Why marks could not be made, looked for or digested.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FingerprintError {
    #[error(
        "expected the column {name:?}, which the plan names, found none; read it as well, even if it does not leave"
    )]
    Missing { name: String },
    #[error("expected a type that can carry marks by the rule of {name:?}, found {found}; drop the rule")]
    Type { name: String, found: DataType },
    #[error("expected steps no smaller than the last decimal of {name:?} ({found}), found smaller; lower decimals")]
    Steps { name: String, found: DataType },
    #[error("expected batches of one shape, found one of another; give every batch of the same reading")]
    OtherShape,
    #[error("expected values of {name:?} that can be written as text, found otherwise: {source}")]
    Unreadable { name: String, source: MaskError },
    #[error("expected at most {limit} {what}, found more; {remedy}")]
    TooMany { what: &'static str, limit: usize, remedy: &'static str },
    #[error("expected columns that fit in memory and offsets, found otherwise: {why}; use smaller batches")]
    Arrow { why: String },
}

impl FingerprintError {
    #[expect(clippy::needless_pass_by_value, reason = "used as map_err's function")]
    pub(super) fn arrow(error: arrow::error::ArrowError) -> Self {
        // Only errors of shape and size come up here; none of them carries a value.
        Self::Arrow { why: error.to_string().chars().take(200).collect() }
    }
}
