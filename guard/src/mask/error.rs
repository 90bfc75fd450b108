use arrow::datatypes::DataType;
use base::MaskFault;

/// Why a mask cannot be made for a column, or not applied to a batch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MaskError {
    #[error("expected a mask that works on {found}, found {mask}, which {why}; choose redact or drop instead")]
    Senseless { mask: String, found: DataType, why: &'static str },
    #[error(transparent)]
    Fault(#[from] MaskFault),
    #[error("expected the agreement's key with a mask that needs one, found none; derive it for the agreement")]
    KeyMissing,
    #[error("expected a mask that leaves a column, found drop; take the column out of the schema instead")]
    Drop,
    #[error(
        "expected a time zone written as an offset such as +08:00, found {zone:?}; store the column with an offset"
    )]
    Zone { zone: String },
    #[error("expected a column of type {expected}, found {found}; make a masker for the type that is read")]
    OtherType { expected: DataType, found: DataType },
    #[error(
        "expected a value that can be written as text, found one out of range at row {row} of the batch; read it as text or redact the column"
    )]
    Unwritable { row: usize },
    #[error("expected masked text of at most 2 GiB in one batch, found more; read smaller batches")]
    TooLarge,
    #[error("expected the rows' keys beside a mask that draws by chance, found none; read the key fields along")]
    RowsMissing,
    #[error("expected key fields of text, numbers, dates or times, found {found}; name other key fields")]
    RowKey { found: DataType },
    #[error("expected {expected} rows in every column of a batch, found {found}; read them together")]
    RowCount { expected: usize, found: usize },
    #[error("expected a sample of 1 to 999 in a thousand, found {found}; name a share between")]
    SampleShare { found: u16 },
    #[error("expected an encryption to turn back, found a mask that cannot be; only encrypt is reversible")]
    OneWay,
}
