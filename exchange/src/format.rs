use std::fmt;
use std::str::FromStr;

/// A file encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// RFC 4180: UTF-8 without byte order mark, header line, CRLF. A missing value is an empty cell, an empty text is
    /// `""`; in a table of one column both are `""`, since readers skip blank lines. Texts are written as they are: a
    /// spreadsheet may take one that begins with `=` for a formula.
    Csv,
    /// One JSON object per line.
    JsonLines,
    /// One JSON array of objects.
    Json,
    Parquet,
}

/// Why a text names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected csv, jsonl, json or parquet, found {found:?}")]
pub struct FormatError {
    pub found: String,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Csv, Self::JsonLines, Self::Json, Self::Parquet];

    /// The name in requests, which is also the ending of a file's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Parquet => "parquet",
        }
    }

    /// The media type of an answer.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/x-ndjson",
            Self::Json => "application/json",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = FormatError;
    fn from_str(text: &str) -> Result<Self, FormatError> {
        let found = || FormatError { found: text.chars().take(80).collect() };
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or_else(found)
    }
}
