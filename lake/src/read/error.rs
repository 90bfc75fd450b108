use base::{DatasetId, Message};
use domain::agreement::Channel;
use guard::fingerprint::FingerprintError;
use guard::mask::MaskError;

/// Why a reading under a grant gave nothing. Never carries a value of a table.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("expected one of the datasets of the grant, found {dataset}; ask for a dataset the agreement names")]
    NotGranted { dataset: DatasetId },
    #[error("expected a reading by {granted:?}, found one by {asked:?}; use the way the agreement names")]
    WrongChannel { asked: Channel, granted: Channel },
    #[error("expected a field of the granted table, found {field:?}; ask for fields the agreement names")]
    UnknownField { field: String },
    #[error("expected a table whose key field is granted unmasked; ask for pages instead of single rows")]
    KeyNotGranted,
    #[error("expected a condition that fits the type of field {field:?}, found another; give a value of that type")]
    Condition { field: String },
    #[error("expected a page of 1 to {max} rows, found {asked}; ask for a smaller page")]
    PageSize { asked: usize, max: usize },
    #[error("expected a cursor of this table, version and agreement, found another; begin again without a cursor")]
    Cursor,
    #[error("expected the agreed field {field:?} in the version, found none; have the agreement renewed")]
    FieldGone { field: String },
    #[error("expected each field once in the agreement, found {field:?} twice; have the agreement corrected")]
    FieldTwice { field: String },
    #[error("expected rows of the shape the agreement was read for, found another; this is a defect, report it")]
    OtherShape,
    #[error("the reading of the stored rows broke off; this is a defect, report it")]
    Stopped,
    #[error("the agreed mask of field {field:?} cannot be carried out: {source}; have the agreement renewed")]
    Mask { field: String, source: MaskError },
    #[error("the marks of the copy cannot be made: {0}; have the agreement's marking corrected")]
    Marks(#[source] FingerprintError),
    #[error("what the agreement draws by chance cannot be drawn: {source}; have the agreement renewed")]
    Draws { source: MaskError },
    #[error("expected {path} as it was received, found it changed; run verify")]
    Changed { path: String },
    #[error("the stored rows could not be read: {0}; run verify")]
    Storage(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ReadError {
    pub(crate) fn store(error: object_store::Error) -> Self {
        Self::Storage(Box::new(error))
    }

    pub(crate) fn parquet(error: parquet::errors::ParquetError) -> Self {
        Self::Storage(Box::new(error))
    }

    pub(crate) fn arrow(error: arrow::error::ArrowError) -> Self {
        Self::Storage(Box::new(error))
    }

    /// The same in words a person reads, by key.
    pub fn message(&self) -> Message {
        match self {
            Self::NotGranted { dataset } => Message::new("read-dataset-not-granted").with("dataset", dataset),
            Self::WrongChannel { asked, .. } => {
                Message::new("read-channel-not-granted").with("channel", asked.as_str())
            }
            Self::UnknownField { field } => Message::new("read-field-unknown").with("field", field),
            Self::KeyNotGranted => Message::new("read-key-not-granted"),
            Self::Condition { field } => Message::new("read-condition-unfit").with("field", field),
            Self::PageSize { asked, max } => Message::new("read-page-size").with("asked", asked).with("max", max),
            Self::Cursor => Message::new("read-cursor-foreign"),
            Self::FieldGone { field } | Self::FieldTwice { field } | Self::Mask { field, .. } => {
                Message::new("read-terms-unenforceable").with("field", field)
            }
            Self::Marks(_) => Message::new("read-marks-unmade"),
            Self::Draws { .. } => Message::new("read-draws-unenforceable"),
            Self::OtherShape | Self::Stopped | Self::Changed { .. } | Self::Storage(_) => {
                Message::new("read-storage-failed")
            }
        }
    }
}
