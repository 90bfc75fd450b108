/// Why a rule pack is not taken. Every reason names the file and the line, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    #[error("{file}: expected a rule pack of at most {limit} bytes, found {found}; split it or drop examples from it")]
    TooLarge { file: String, limit: usize, found: usize },
    #[error("{file}: expected at most {limit} rules, found {found}; join rules of the same kind")]
    TooManyRules { file: String, limit: usize, found: usize },
    #[error("{file}:{line}: expected a rule pack in TOML, found: {found}")]
    Form { file: String, line: usize, found: String },
    #[error("{file}:{line}: expected {expected}, found {found:?}; see docs/howto/add-a-recogniser.md")]
    Word { file: String, line: usize, expected: String, found: String },
    #[error(
        "{file}:{line}: expected a regular expression without look-around and back-references, found {found:?}: {why}"
    )]
    Pattern { file: String, line: usize, found: String, why: String },
    #[error("{file}:{line}: expected each rule name once, found {found:?} again; rename one of them")]
    Twice { file: String, line: usize, found: String },
    #[error("{file}:{line}: rule {rule:?}: expected {expected}, found {found}")]
    Rule { file: String, line: usize, rule: String, expected: String, found: String },
}
