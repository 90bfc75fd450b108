//! Finding the header among title rows, notes and blank rows, and naming the fields.

use std::collections::HashSet;

use base::Message;

use super::class::classify;
use super::evidence::Evidence;
use super::split::Shape;
use super::{IngestError, Limits};

/// Rows looked at to find the header.
pub(crate) const SAMPLED: usize = 500;
/// Rows with something in them among which the header must be.
const HEADER_WITHIN: usize = 24;

/// Where the table begins and what its fields are called.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// Rows of the sample before the first data row.
    pub(crate) skip: usize,
    pub(crate) shape: Shape,
    /// The header's cells as written; empty where there is no header.
    header: Vec<String>,
    pub(crate) notes: Vec<Message>,
}

impl Layout {
    /// Reads the first rows of a file, blank ones included; none when all are blank.
    pub(crate) fn find(rows: &[Vec<String>], limits: &Limits) -> Result<Option<Self>, IngestError> {
        let filled: Vec<usize> = rows.iter().map(|row| cells_filled(row)).collect();
        let Some(found) = header_row(rows, &filled) else { return Ok(None) };
        let Some(row) = rows.get(found) else { return Ok(None) };
        let body = rows.get(found + 1..).unwrap_or_default();
        let lead = filled.iter().take(found).filter(|&&count| count > 0).count();
        let mut notes = Vec::new();
        if lead > 0 {
            notes.push(Message::new("ingest-note-lead-rows").with("count", lead));
        }
        let headless = is_data(row, body);
        let (skip, header, raw_width) = if headless {
            notes.push(Message::new("ingest-note-no-header"));
            (found, Vec::new(), usual_width(rows.get(found..).unwrap_or_default()))
        } else {
            (found + 1, row.clone(), row.len())
        };
        let named =
            |column: &usize| headless || header.get(*column).is_some_and(|cell| !name_of(cell, *column).is_empty());
        let holds =
            |column: &usize| body.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.trim().is_empty()));
        let columns: Vec<usize> = (0..raw_width).filter(|column| named(column) || holds(column)).collect();
        if columns.len() > limits.columns {
            return Err(IngestError::TooManyColumns { found: columns.len(), limit: limits.columns });
        }
        Ok(Some(Self { skip, shape: Shape { raw_width, columns }, header, notes }))
    }

    /// Takes in nameless columns that turned out to hold something.
    pub(crate) fn widen(&mut self, late: &[usize]) {
        self.shape.columns.extend_from_slice(late);
        self.shape.columns.sort_unstable();
        self.shape.columns.dedup();
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let cells = self.shape.columns.iter().map(|&column| {
            let name = self.header.get(column).map(|cell| name_of(cell, column)).unwrap_or_default();
            if name.is_empty() { format!("column_{}", column + 1) } else { name }
        });
        unique(cells.collect())
    }
}

/// Makes names differ: the second `name` becomes `name_2`. Names that differ only in letter case count as the same,
/// because tables and SQL do not tell them apart.
pub(crate) fn unique(names: Vec<String>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let all: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let fresh = |name: &str, taken: &HashSet<String>| {
        let numbered = (2_u64..).map(|n| format!("{name}_{n}"));
        let free = |candidate: &String| {
            let folded = candidate.to_lowercase();
            !taken.contains(&folded) && !all.contains(&folded)
        };
        numbered.into_iter().find(free).unwrap_or_default()
    };
    let rename = |name: String| {
        let name = if taken.contains(&name.to_lowercase()) { fresh(&name, &taken) } else { name };
        taken.insert(name.to_lowercase());
        name
    };
    names.into_iter().map(rename).collect()
}

/// A header cell as a name: on one line, trimmed; pandas' `Unnamed: 3` in column 3 is no name.
fn name_of(cell: &str, column: usize) -> String {
    let words: Vec<&str> =
        cell.split(|c: char| c.is_control()).map(str::trim).filter(|word| !word.is_empty()).collect();
    let name = words.join(" ");
    if is_unnamed(&name, column) { String::new() } else { name }
}

fn is_unnamed(name: &str, column: usize) -> bool {
    name.strip_prefix("Unnamed: ").is_some_and(|number| number.parse() == Ok(column))
}

/// Cells that hold something other than white space or pandas' stand-in for nothing.
fn cells_filled(row: &[String]) -> usize {
    row.iter().enumerate().filter(|(column, cell)| !cell.trim().is_empty() && !is_unnamed(cell, *column)).count()
}

/// The first row about as full as the table: titles and notes above it fill a cell or two.
fn header_row(rows: &[Vec<String>], filled: &[usize]) -> Option<usize> {
    let mut counts: Vec<usize> = filled.iter().copied().filter(|&count| count > 0).collect();
    counts.sort_unstable();
    // The fullest rows but for a few with too many cells tell how full a row can be.
    let full = *counts.get(counts.len().saturating_sub(1) * 9 / 10)?;
    let least = full.div_ceil(2).max(full.min(2));
    let candidates = || filled.iter().enumerate().filter(|(_, count)| **count > 0).take(HEADER_WITHIN);
    let first = candidates().find(|(_, count)| **count >= least).or_else(|| candidates().next())?.0;
    // A title spread over several cells stands above a fuller row made of words only.
    let next = filled.iter().enumerate().skip(first + 1).find(|(_, count)| **count > 0);
    let count = filled.get(first).copied().unwrap_or_default();
    match next {
        Some((next, &more))
            if count * 5 < full * 4 && more > count && rows.get(next).is_some_and(|row| all_words(row)) =>
        {
            Some(next)
        }
        _ => Some(first),
    }
}

/// Every filled cell is different and none is a number, a date or a code.
fn all_words(row: &[String]) -> bool {
    let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let different: HashSet<&str> = cells.iter().copied().collect();
    different.len() == cells.len() && !cells.iter().any(|cell| is_value(cell))
}

/// Whether the row that should be the header holds data: only values, or a date or long code as below it.
fn is_data(row: &[String], body: &[Vec<String>]) -> bool {
    let mut cells = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).peekable();
    if cells.peek().is_some() && cells.all(is_value) {
        return true;
    }
    let strong = |cell: &str| is_code(cell) || matches!(classify(cell), Evidence::Time(_));
    row.iter().enumerate().any(|(column, cell)| {
        let below: Vec<&str> = body
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        let same = below.iter().filter(|cell| strong(cell)).count();
        strong(cell.trim()) && same * 5 >= below.len() * 4 && same > 0
    })
}

/// A number, truth value, date or code rather than a word.
fn is_value(cell: &str) -> bool {
    classify(cell) != Evidence::Text || is_code(cell) || cell.parse::<f64>().is_ok_and(f64::is_finite)
}

/// At least eleven characters, mostly digits, no words: identity numbers, mobile numbers, social credit codes.
fn is_code(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    cell.len() >= 11
        && cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && digits * 5 >= cell.len() * 3
}

/// The commonest number of cells.
fn usual_width(rows: &[Vec<String>]) -> usize {
    let widths: Vec<usize> = rows.iter().filter(|row| cells_filled(row) > 0).map(Vec::len).collect();
    let count = |width: usize| widths.iter().filter(|&&other| other == width).count();
    widths.iter().copied().max_by_key(|&width| (count(width), width)).unwrap_or_default()
}
