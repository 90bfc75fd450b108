use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Digest, Kind, canonical};
use serde::{Deserialize, Serialize};

use super::Pack;
use crate::recognise::ColumnScan;

/// Largest file of examples, in bytes.
const LARGEST: usize = 4 << 20;
/// Most examples of one file.
const MOST: usize = 10_000;

/// A steward's word on a column 人工确认样例, kept so that a changed pack can be checked against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// 信息项名称.
    pub column: String,
    /// The names of the table's columns, which tell what kind of table it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<String>,
    /// The kinds the steward gave it; empty when it holds none.
    pub kinds: Vec<Kind>,
    /// The steward's reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// SHA-256 over the column's name and `counted`: names the example, and shows a change by hand.
    pub features: Digest,
    pub counted: Features,
}

/// What a scan counted of a column: enough to decide again, and never a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Features {
    pub values: u64,
    /// Of all values together.
    pub characters: u64,
    /// Values too short to be an address.
    pub brief: u64,
    /// How many first digits all numbers share, and 1 where they ascend by little.
    pub run: [u64; 2],
    /// Places told at each precision, province first.
    pub precisions: [u64; 5],
    /// Texts searched, and of them searched for names.
    pub texts: [u64; 2],
    /// Values of each form.
    #[serde(default)]
    pub forms: BTreeMap<String, u64>,
    /// What each rule matched: values, values only under a naming header, verified, different.
    #[serde(default)]
    pub rules: BTreeMap<String, [u64; 4]>,
    /// Texts that hold each kind inside.
    #[serde(default)]
    pub inside: BTreeMap<String, u64>,
}

impl Features {
    /// The digest of these features under a column name.
    pub fn digest(&self, column: &str) -> Digest {
        // Whole numbers and words in maps: canonical JSON writes every one of them.
        canonical::digest(&(column, self)).unwrap_or_else(|_| Digest::of(column.as_bytes()))
    }
}

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
    /// Decides every example again and reports where this pack differs from the steward 样例复核. Run it before a changed
    /// pack takes force. What values a changed pattern would match cannot be known again; such a rule counts what it
    /// counted when the example was kept.
    pub fn recheck(self: &Arc<Self>, examples: &Examples) -> Vec<Disagreement> {
        let differing = |example: &Example| {
            let scan = ColumnScan::recounted(Arc::clone(self), &example.column, &example.table, &example.counted);
            let found: Vec<Kind> = scan.finish().into_iter().map(|finding| finding.kind).collect();
            let mut given = example.kinds.clone();
            given.sort();
            let (column, features) = (example.column.clone(), example.features);
            (found != given).then_some(Disagreement { column, features, given, found })
        };
        examples.example.iter().filter_map(differing).collect()
    }
}
