use cedar_policy::{CedarSchemaError, ParseErrors};

/// Why a set of policies does not load. Nothing of it is used then.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    #[error("expected a Cedar schema, found one that does not parse: {0}")]
    Schema(#[source] Box<CedarSchemaError>),
    #[error("expected the schema to declare the entity type {name}, found no such type; declare it")]
    NoEntityType { name: &'static str },
    #[error("expected the schema to declare the action {action}, found no such action; declare what it applies to")]
    NoAction { action: &'static str },
    #[error("expected only actions the platform knows, found {found} in the schema; remove it or add it to `Action`")]
    UnknownAction { found: String },
    #[error("expected Cedar policies in {file}, found text that does not parse: {source}")]
    Syntax {
        file: String,
        #[source]
        source: Box<ParseErrors>,
    },
    #[error("expected policies without slots in {file}, found a template; write the policy out")]
    Template { file: String },
    #[error("expected every policy in {file} to carry @{annotation}(\"…\"), found number {number} without; add it")]
    NoAnnotation {
        file: String,
        /// Counted from 1 in the file.
        number: usize,
        annotation: &'static str,
    },
    #[error("expected an id of a–z and '-' in {file}, found {found:?}; rename the policy")]
    Id { file: String, found: String },
    #[error("expected each policy id once, found {id} again in {file}; rename one of them")]
    DuplicateId { file: String, id: String },
    #[error("expected @message of {id} in {file} to be a denial's message key, found {found:?}; use one of `MESSAGES`")]
    UnknownMessage { file: String, id: String, found: String },
    #[error("expected policies that fit the schema, found:\n{}", .faults.join("\n"))]
    Unfit {
        /// One fault each, with the id of its policy.
        faults: Vec<String>,
    },
    /// The texts have no canonical form to take the digest of.
    #[error(transparent)]
    Digest(#[from] base::canonical::CanonicalError),
}
