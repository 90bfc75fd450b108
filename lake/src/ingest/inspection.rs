use base::{Features, Grade, Kind, Message};

use super::Format;

/// What was found in a file: shape, losses and a profile of each field.
#[derive(Debug, Clone)]
pub struct Inspection {
    pub format: Format,
    /// Lower-case name, `utf-8`, `gb18030`, `utf-16le` …; `binary` for spreadsheets and Parquet.
    pub encoding: String,
    /// Records after the header; `rows_kept + set_aside_count`.
    pub rows_read: u64,
    pub rows_kept: u64,
    pub set_aside_count: u64,
    /// The first of them, in file order, up to `Limits::listed_set_aside`.
    pub set_aside: Vec<SetAside>,
    pub fields: Vec<FieldProfile>,
    /// Kept rows equal to an earlier kept row.
    pub duplicate_rows: u64,
    /// False when the table outgrew the budget: `duplicate_rows` is then a lower bound.
    pub duplicate_rows_exact: bool,
    /// What a person should know: lead rows skipped, blank rows, other sheets …
    pub notes: Vec<Message>,
}

/// A record that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Physical line (text, JSON) or row (spreadsheet) where it begins, from 1.
    pub line: u64,
    pub reason: Message,
}

/// The types a field may take, under our own names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataType {
    Text,
    Int,
    Decimal,
    Float,
    Bool,
    Date,
    Timestamp,
}

impl DataType {
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Int => "int",
            Self::Decimal => "decimal",
            Self::Float => "float",
            Self::Bool => "bool",
            Self::Date => "date",
            Self::Timestamp => "timestamp",
        }
    }
}

/// One column 信息项 as it came in.
#[derive(Debug, Clone)]
pub struct FieldProfile {
    pub name: String,
    pub data_type: DataType,
    pub nulls: u64,
    /// Distinct values that are not null.
    pub distinct: u64,
    /// False when `distinct` is an estimate (HyperLogLog, standard error about 1.6 %).
    pub distinct_exact: bool,
    /// Values such as `/`, `-`, 无, NULL that say "nothing here".
    pub placeholders: u64,
    /// Values that begin or end with white space.
    pub outer_whitespace: u64,
    /// Long codes whose digits after the fifteenth a spreadsheet turned to zeros or `E+`.
    pub excel_damaged: u64,
    /// Values with U+FFFD: characters some earlier program already lost.
    pub replaced_characters: u64,
    /// Shortest and longest value in characters; none when every value is null.
    pub length: Option<(u64, u64)>,
    /// What the values say about people and organisations.
    pub kinds: Vec<Kind>,
    /// Proposed 建议分级.
    pub grade: Grade,
    /// Why these kinds and this grade; says no value.
    pub why: Vec<Message>,
    /// What the recognisers counted, so that a changed pack can be held against it.
    pub counted: Features,
}
