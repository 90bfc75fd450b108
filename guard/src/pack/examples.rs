use std::sync::Arc;

use base::{Digest, Example, Grade, Kind};
use serde::{Deserialize, Serialize};

use super::{Pack, Scope};
use crate::recognise::ColumnScan;

/// Largest file of examples, in bytes.
const LARGEST: usize = 4 << 20;
/// Most examples of one file.
const MOST: usize = 10_000;

/// Examples kept 样例库, a TOML file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    #[serde(default)]
    pub example: Vec<Example>,
}

/// Why a file of examples is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExamplesError {
    #[error(
        "{file}: expected at most {limit} {unit} of examples, found {found}; keep one example for each kind of column"
    )]
    TooMany { file: String, limit: usize, unit: &'static str, found: usize },
    #[error("{file}:{line}: expected examples in TOML as the platform writes them, found: {found}")]
    Form { file: String, line: usize, found: String },
    #[error(
        "{file}: expected the example {column:?} as it was counted, found figures its digest does not name; scan the column again"
    )]
    Changed { file: String, column: String },
}

/// A pack that decides otherwise than a steward did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    pub column: String,
    pub features: Digest,
    /// Kinds the steward gave.
    pub given: Vec<Kind>,
    /// Kinds the pack finds.
    pub found: Vec<Kind>,
    /// The grade the steward gave, where one was given.
    pub given_grade: Option<Grade>,
    /// The grade the pack proposes, before the number of persons raises it.
    pub found_grade: Grade,
}

impl Examples {
    /// Reads a file of examples and checks each digest. `file` is only named in errors.
    pub fn read(file: &str, text: &str) -> Result<Self, ExamplesError> {
        let too_many = |limit, unit, found| ExamplesError::TooMany { file: file.to_owned(), limit, unit, found };
        if text.len() > LARGEST {
            return Err(too_many(LARGEST, "bytes", text.len()));
        }
        let read: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(start).filter(|b| *b == b'\n').count() + 1;
            ExamplesError::Form { file: file.to_owned(), line, found: error.message().to_owned() }
        })?;
        if read.example.len() > MOST {
            return Err(too_many(MOST, "examples", read.example.len()));
        }
        let changed = read.example.iter().find(|example| example.counted.digest(&example.column) != example.features);
        match changed {
            Some(example) => Err(ExamplesError::Changed { file: file.to_owned(), column: example.column.clone() }),
            None => Ok(read),
        }
    }

    /// Keeps an example; a later word on the same features replaces an earlier one.
    pub fn keep(&mut self, example: Example) {
        match self.example.iter_mut().find(|known| known.features == example.features) {
            Some(known) => *known = example,
            None => self.example.push(example),
        }
    }

    /// The file, as [`Examples::read`] takes it.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }
}

impl Pack {
    /// Decides an example again: where this pack differs from the steward, in kinds or in the grade.
    pub fn disagrees(self: &Arc<Self>, example: &Example) -> Option<Disagreement> {
        let scan = ColumnScan::recounted(Arc::clone(self), &example.column, &example.table, &example.counted);
        let findings = scan.finish();
        let found_grade = self.grade(&findings, &Scope::default()).grade;
        let found: Vec<Kind> = findings.into_iter().map(|finding| finding.kind).collect();
        let mut given = example.kinds.clone();
        given.sort();
        let differs = found != given || example.grade.is_some_and(|grade| grade != found_grade);
        let (column, features, given_grade) = (example.column.clone(), example.features, example.grade);
        differs.then_some(Disagreement { column, features, given, found, given_grade, found_grade })
    }

    /// Decides every example again and reports where this pack differs from the steward 样例复核. Run it before a changed
    /// pack takes force. What values a changed pattern would match cannot be known again; such a rule counts what it
    /// counted when the example was kept.
    pub fn recheck(self: &Arc<Self>, examples: &Examples) -> Vec<Disagreement> {
        examples.example.iter().filter_map(|example| self.disagrees(example)).collect()
    }
}
