use super::api::ApiError;

/// The story did not go as the law says it must. Names the step.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    #[error("step {number} ({what}): {source}")]
    Call { number: u32, what: String, source: ApiError },
    #[error("step {number} ({what}): expected {expected}, found {found}")]
    Outcome { number: u32, what: String, expected: String, found: String },
    #[error("step {number} ({what}): the table could not be written to {path}: {source}")]
    Table { number: u32, what: String, path: std::path::PathBuf, source: std::io::Error },
}
