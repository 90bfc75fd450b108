use law::{Basis, Report, Words};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::period::Period;

/// A report as counted. The same log gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    pub report: Report,
    pub title: Words,
    /// GB/T 2260 code of the region whose bodies were counted.
    pub place: String,
    pub period: Period,
    pub columns: Vec<Column>,
    /// One cell for each column; sorted by the first columns.
    pub rows: Vec<Vec<Cell>>,
    /// How the figures come about, for whoever counts them again.
    pub how: Words,
    /// The articles this report carries here.
    pub basis: Vec<Basis>,
    /// Acts of the period that counted.
    pub acts: u64,
    /// Size of the log that was read.
    pub head: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// ASCII, and stable from release to release.
    pub name: &'static str,
    pub label: Words,
    pub unit: Unit,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// An id, a name or a code.
    Text,
    /// A date such as 2026-01-05.
    Date,
    Count,
    /// Rows 行 of data.
    Rows,
    /// Days, or working days where the label says so.
    Days,
    /// One number of another.
    Rate,
    /// Two decimals.
    Score,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Count(u64),
    /// `part` of `whole`; nothing to be said where `whole` is 0.
    Rate {
        part: u64,
        whole: u64,
    },
    /// In hundredths.
    Score(u64),
    /// Nothing to be said.
    Absent,
}

/// A table as a spreadsheet takes it 平面表: a rate stands in three columns, the number beside the two it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// ASCII names.
    pub header: Vec<String>,
    /// The same for people.
    pub labels: Vec<Words>,
    /// Whether the cells of a column are numbers.
    pub numbers: Vec<bool>,
    pub rows: Vec<Vec<String>>,
}

impl Cell {
    #[expect(clippy::needless_pass_by_value, reason = "literals and dates read better without a reference")]
    pub(super) fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    pub(super) fn text_or_absent(text: Option<impl ToString>) -> Self {
        text.map_or(Self::Absent, Self::text)
    }

    /// How many of them there are.
    pub(super) fn number(count: usize) -> Self {
        Self::Count(u64::try_from(count).unwrap_or(u64::MAX))
    }

    fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Rate { whole: 0, .. } | Self::Absent => String::new(),
            Self::Rate { part, whole } => decimal(rounded(*part, *whole, 10_000), 4),
            Self::Score(hundredths) => decimal(*hundredths, 2),
        }
    }
}

/// `part` of `whole` in units of one `scale`-th, half and more rounded up.
pub(super) fn rounded(part: u64, whole: u64, scale: u64) -> u64 {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    u64::try_from((part * u128::from(scale) * 2 + whole) / (whole * 2)).unwrap_or(u64::MAX)
}

fn decimal(units: u64, places: usize) -> String {
    let digits = format!("{units:0>width$}", width = places + 1);
    let (whole, rest) = digits.split_at(digits.len() - places);
    format!("{whole}.{rest}")
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Rate { part, whole } => {
                let rate = (*whole > 0).then(|| *part as f64 / *whole as f64);
                let mut cell = serializer.serialize_struct("Rate", 3)?;
                cell.serialize_field("part", part)?;
                cell.serialize_field("whole", whole)?;
                cell.serialize_field("rate", &rate)?;
                cell.end()
            }
            Self::Score(hundredths) => serializer.serialize_f64(*hundredths as f64 / 100.0),
            Self::Absent => serializer.serialize_none(),
        }
    }
}

impl Table {
    /// The table without nesting, for encoders of rows.
    pub fn plain(&self) -> Plain {
        let (mut header, mut labels, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        for column in &self.columns {
            let mut column_of = |suffix: &str, zh: &str, en: &str| {
                header.push(format!("{}{suffix}", column.name));
                let label = &column.label;
                numbers.push(!matches!(column.unit, Unit::Text | Unit::Date));
                labels.push(Words { zh: format!("{}{zh}", label.zh), en: format!("{}{en}", label.en) });
            };
            column_of("", "", "");
            if column.unit == Unit::Rate {
                column_of("_part", "（分子）", " (part)");
                column_of("_whole", "（分母）", " (whole)");
            }
        }
        let flat =
            |row: &Vec<Cell>| self.columns.iter().zip(row).flat_map(|(column, cell)| flat(column, cell)).collect();
        Plain { header, labels, numbers, rows: self.rows.iter().map(flat).collect() }
    }
}

fn flat(column: &Column, cell: &Cell) -> Vec<String> {
    match (column.unit, cell) {
        (Unit::Rate, Cell::Rate { part, whole }) => vec![cell.plain(), part.to_string(), whole.to_string()],
        (Unit::Rate, _) => vec![cell.plain(), String::new(), String::new()],
        _ => vec![cell.plain()],
    }
}
