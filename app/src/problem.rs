//! Why a use case did not do what was asked, before a language or a status code is chosen.

use base::Message;
use domain::Refusal;
use domain::refusal::{Invalid, No};

/// The one error of every use case. `web` gives each variant its status, `gongshu` its exit code.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Nobody, or a credential that is wrong, ended or expired.
    #[error("expected a valid credential: {0:?}")]
    Unauthenticated(Message),
    /// No policy permits it, or one forbids it.
    #[error("not permitted: {0}")]
    Denied(#[from] access::Denied),
    /// The law forbids it.
    #[error("refused under {:?}: {:?}", .0.basis, .0.message)]
    Refused(Refusal),
    /// The input is incomplete or not well-formed.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<Invalid>),
    #[error("not found: {0:?}")]
    NotFound(Message),
    /// Somebody else was first; `current` is the version to look at.
    #[error("conflict: {message:?}")]
    Conflict { message: Message, current: Option<u64> },
    #[error("too large: {0:?}")]
    TooLarge(Message),
    /// Out of time or memory for this question.
    #[error("too costly: {0:?}")]
    TooCostly(Message),
    /// The platform cannot do it now: a full disk, a database out of reach.
    #[error("unavailable: {message:?}: {detail}")]
    Unavailable { message: Message, detail: String },
    /// A fault of ours. The detail goes to the log, never to the client.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<No> for Problem {
    fn from(no: No) -> Self {
        match no {
            No::Refused(refusal) => Self::Refused(refusal),
            No::Invalid(wrong) => Self::Invalid(wrong),
            No::State(message) => Self::Conflict { message, current: None },
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<domain::record::ViewError> for Problem {
    fn from(error: domain::record::ViewError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl Problem {
    pub(crate) fn invalid(field: &str, message: Message) -> Self {
        Self::Invalid(vec![Invalid { field: field.to_owned(), message }])
    }

    /// What to say to a person, the main thing first.
    pub fn messages(&self) -> Vec<Message> {
        match self {
            Self::Unauthenticated(message)
            | Self::NotFound(message)
            | Self::Conflict { message, .. }
            | Self::TooLarge(message)
            | Self::TooCostly(message)
            | Self::Unavailable { message, .. } => vec![message.clone()],
            Self::Denied(denied) => vec![denied.message.clone()],
            Self::Refused(refusal) => vec![refusal.message.clone()],
            Self::Invalid(wrong) => wrong.iter().map(|invalid| invalid.message.clone()).collect(),
            Self::Internal(_) => vec![Message::new("internal")],
        }
    }

    /// A record that does not exist, or that the asker may not know exists.
    pub(crate) fn missing(kind: domain::act::RecordKind, id: &str) -> Self {
        Self::NotFound(Message::new("not-found").with("kind", kind.as_str()).with("id", id))
    }
}

impl From<store::ReadError> for Problem {
    fn from(error: store::ReadError) -> Self {
        Self::Unavailable { message: Message::new("store-unavailable"), detail: error.to_string() }
    }
}

impl From<seal::KeyError> for Problem {
    fn from(error: seal::KeyError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<crate::keys::KeysError> for Problem {
    fn from(error: crate::keys::KeysError) -> Self {
        use crate::keys::KeysError as E;
        match error {
            E::Read(error) => error.into(),
            E::Append(error) => error.into(),
            E::Gone { .. } => Self::Conflict { message: Message::new("state-key-gone"), current: None },
            E::Root(_) | E::Folder(_) | E::Key(seal::KeyError::RootLost { .. }) => {
                Self::Unavailable { message: Message::new("unavailable-root-key"), detail: error.to_string() }
            }
            E::Key(_) | E::Malformed { .. } | E::Statement(_) | E::Signature(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<store::SequenceError> for Problem {
    fn from(error: store::SequenceError) -> Self {
        Self::Unavailable { message: Message::new("unavailable-not-published"), detail: error.to_string() }
    }
}

impl From<store::AppendError> for Problem {
    fn from(error: store::AppendError) -> Self {
        use store::AppendError as E;
        let (message, detail) = (error.message(), error.to_string());
        match error {
            E::Conflict { current, .. } => Self::Conflict { message, current: Some(current) },
            E::Taken { .. } | E::Moved { .. } | E::KeyMoved { .. } => Self::Conflict { message, current: None },
            E::NoState { .. } | E::Form { .. } | E::Beyond { .. } => Self::Internal(detail),
            E::Closed | E::Full | E::Database(_) => Self::Unavailable { message, detail },
        }
    }
}

impl From<lake::ReadError> for Problem {
    fn from(error: lake::ReadError) -> Self {
        use lake::ReadError as E;
        let (message, detail) = (error.message(), error.to_string());
        match error {
            E::UnknownField { field } | E::Condition { field } => Self::invalid(&field, message),
            E::PageSize { .. } => Self::invalid("limit", message),
            E::Cursor => Self::invalid("after", message),
            E::KeyNotGranted | E::NotGranted { .. } | E::WrongChannel { .. } => Self::invalid("dataset", message),
            E::FieldGone { .. } | E::FieldTwice { .. } | E::Mask { .. } | E::Draws { .. } => {
                Self::Conflict { message, current: None }
            }
            E::Marks(_) => Self::Internal(detail),
            E::OtherShape | E::Stopped | E::Changed { .. } | E::Storage(_) => Self::Unavailable { message, detail },
        }
    }
}

impl From<lake::LakeError> for Problem {
    fn from(error: lake::LakeError) -> Self {
        use lake::LakeError as E;
        let (message, detail) = (error.message(), error.to_string());
        match error {
            E::Ingest(lake::ingest::IngestError::Io(_) | lake::ingest::IngestError::Sink(_))
            | E::KeySort(_)
            | E::Io { .. } => Self::Unavailable { message, detail },
            E::Read(error) => error.into(),
            E::Ingest(_) => Self::invalid("file", message),
            E::KeyMissing { .. } | E::KeyNotUnique { .. } => Self::invalid("key_field", message),
            E::Conflict => Self::Conflict { message, current: None },
            E::Parquet(_) | E::Arrow(_) | E::RowsLost { .. } | E::Delta(_) | E::Stopped => Self::Internal(detail),
        }
    }
}

impl From<lake::QueryError> for Problem {
    fn from(error: lake::QueryError) -> Self {
        use lake::QueryError as E;
        let (message, detail) = (error.message(), error.to_string());
        match error {
            E::Read(error) => error.into(),
            E::Memory | E::Time | E::TooManyRows { .. } | E::TooManyBytes { .. } => Self::TooCostly(message),
            E::Engine => Self::Internal(detail),
            E::TooLong { .. }
            | E::NotOneSelect
            | E::Syntax { .. }
            | E::UnknownTable { .. }
            | E::UnknownField { .. }
            | E::UnknownFunction { .. }
            | E::AmbiguousField { .. }
            | E::TooComplex { .. }
            | E::Unfit
            | E::Value => Self::invalid("sql", message),
        }
    }
}

impl From<exchange::SheetError> for Problem {
    fn from(_: exchange::SheetError) -> Self {
        Self::TooCostly(Message::new("unavailable-sheet"))
    }
}

impl From<exchange::EncodeError> for Problem {
    fn from(error: exchange::EncodeError) -> Self {
        Self::Unavailable { message: Message::new("unavailable-spool"), detail: error.to_string() }
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::Unavailable { message: Message::new("unavailable-spool"), detail: error.to_string() }
    }
}

impl From<guard::risk::RiskError> for Problem {
    fn from(error: guard::risk::RiskError) -> Self {
        use guard::risk::RiskError as E;
        match error {
            E::NoFields => Self::invalid("quasi", Message::new("risk-no-fields")),
            E::FieldMissing { field } => {
                Self::invalid("quasi", Message::new("risk-field-unknown").with("field", field))
            }
            E::Column { .. } => Self::invalid("quasi", Message::new("risk-field-unfit")),
            E::TooManyClasses { .. }
            | E::TooManyValues { .. }
            | E::TooManyCells { .. }
            | E::TooManyCombinations { .. } => Self::TooCostly(Message::new("risk-too-much")),
            E::SmallK { .. } | E::NotCoarser { .. } | E::Level { .. } | E::Text(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<guard::private_statistics::StatisticError> for Problem {
    fn from(error: guard::private_statistics::StatisticError) -> Self {
        use guard::private_statistics::StatisticError as E;
        match error {
            E::NotNumeric { .. } => Self::invalid("field", Message::new("private-not-numeric")),
            E::Bounds { .. } => Self::invalid("bounds", Message::new("private-bounds")),
            E::Groups { most, .. } => Self::invalid("groups", Message::new("private-groups").with("most", most)),
        }
    }
}
