use base::Message;
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::parser::ParserError;

use crate::read::ReadError;

/// Why a question has no answer, in our own categories: the engine's words may carry values and paths.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("expected a statement of at most {max} bytes, found {found}; ask a shorter question")]
    TooLong { found: usize, max: usize },
    #[error("expected one SELECT statement, found something else; ask read-only questions, one at a time")]
    NotOneSelect,
    #[error("expected SQL, found a mistake at line {line}, column {column}; mend it there")]
    Syntax { line: u64, column: u64 },
    #[error("expected one of the tables {known}, found {table:?}; ask for a table the agreement names")]
    UnknownTable { table: String, known: String },
    #[error(
        "expected one of the fields {known}, found {field:?}; ask for fields the agreement names, quoted as written"
    )]
    UnknownField { field: String, known: String },
    #[error("expected a known function, found {function:?}; use one the platform offers")]
    UnknownFunction { function: String },
    #[error("expected a field of one table, found {field:?} in several; name the table with it")]
    AmbiguousField { field: String },
    #[error("expected a simpler statement, found too many {what}; split the question")]
    TooComplex { what: &'static str },
    #[error(
        "expected a statement that fits the fields and their types, found one the engine cannot plan; check types, grouping and names"
    )]
    Unfit,
    #[error(
        "expected values that fit the functions and types asked for, found one that does not; filter or cast it first"
    )]
    Value,
    #[error("expected an answer within the memory limit, found none; group or filter more")]
    Memory,
    #[error("expected an answer within the time limit, found none; group or filter more")]
    Time,
    #[error("expected an answer of at most {max} rows, found more; filter it or ask for an export")]
    TooManyRows { max: u64 },
    #[error("expected an answer of at most {max} bytes, found more; filter it or ask for an export")]
    TooManyBytes { max: u64 },
    #[error("the query engine failed; this is a defect, report it")]
    Engine,
}

impl QueryError {
    /// The same in words a person reads, by key.
    pub fn message(&self) -> Message {
        match self {
            Self::Read(error) => error.message(),
            Self::TooLong { found, max } => Message::new("query-too-long").with("found", found).with("max", max),
            Self::NotOneSelect => Message::new("query-not-one-select"),
            Self::Syntax { line, column } => Message::new("query-syntax").with("line", line).with("column", column),
            Self::UnknownTable { table, known } => {
                Message::new("query-table-unknown").with("table", table).with("known", known)
            }
            Self::UnknownField { field, known } => {
                Message::new("query-field-unknown").with("field", field).with("known", known)
            }
            Self::UnknownFunction { function } => Message::new("query-function-unknown").with("function", function),
            Self::AmbiguousField { field } => Message::new("query-field-ambiguous").with("field", field),
            Self::TooComplex { what } => Message::new("query-too-complex").with("what", what),
            Self::Unfit => Message::new("query-unfit"),
            Self::Value => Message::new("query-value"),
            Self::Memory => Message::new("query-memory"),
            Self::Time => Message::new("query-time"),
            Self::TooManyRows { max } => Message::new("query-too-many-rows").with("max", max),
            Self::TooManyBytes { max } => Message::new("query-too-many-bytes").with("max", max),
            Self::Engine => Message::new("query-engine"),
        }
    }

    /// The category of an engine's error. Names come from the question and the governed tables only.
    pub(super) fn of(error: DataFusionError) -> Self {
        match error {
            DataFusionError::SchemaError(error, _) => Self::of_schema(*error),
            DataFusionError::SQL(error, _) => Self::of_parser(&error),
            DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => Self::of(*inner),
            DataFusionError::Shared(shared) => Self::of_shared(&shared),
            DataFusionError::Collection(errors) => errors.into_iter().next().map_or(Self::Engine, Self::of),
            DataFusionError::External(error) => match error.downcast::<ReadError>() {
                Ok(error) => Self::Read(*error),
                Err(_) => Self::Engine,
            },
            DataFusionError::Plan(_) | DataFusionError::NotImplemented(_) | DataFusionError::Configuration(_) => {
                Self::Unfit
            }
            DataFusionError::ArrowError(..) | DataFusionError::Execution(_) => Self::Value,
            DataFusionError::ResourcesExhausted(_) => Self::Memory,
            DataFusionError::ParquetError(_)
            | DataFusionError::ObjectStore(_)
            | DataFusionError::IoError(_)
            | DataFusionError::Internal(_)
            | DataFusionError::ExecutionJoin(_)
            | DataFusionError::Substrait(_)
            | DataFusionError::Ffi(_) => Self::Engine,
        }
    }

    /// An error several consumers share can only be looked at.
    fn of_shared(error: &DataFusionError) -> Self {
        match error.find_root() {
            DataFusionError::ResourcesExhausted(_) => Self::Memory,
            DataFusionError::ArrowError(..) | DataFusionError::Execution(_) => Self::Value,
            DataFusionError::Plan(_) | DataFusionError::NotImplemented(_) => Self::Unfit,
            _ => Self::Engine,
        }
    }

    fn of_schema(error: SchemaError) -> Self {
        match error {
            SchemaError::FieldNotFound { field, valid_fields } => {
                let known = valid_fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>().join(", ");
                Self::UnknownField { field: field.name.clone(), known }
            }
            SchemaError::AmbiguousReference { field } => Self::AmbiguousField { field: field.name },
            SchemaError::DuplicateQualifiedField { name, .. } | SchemaError::DuplicateUnqualifiedField { name } => {
                Self::AmbiguousField { field: name }
            }
        }
    }

    pub(super) fn of_parser(error: &ParserError) -> Self {
        let (ParserError::TokenizerError(text) | ParserError::ParserError(text)) = error else {
            return Self::TooComplex { what: "nested expressions" };
        };
        let number = |word: &str| {
            let after = text.rsplit_once(word).map_or("", |(_, after)| after);
            after.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(1)
        };
        Self::Syntax { line: number("Line: "), column: number("Column: ") }
    }
}
