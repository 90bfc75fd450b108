//! Counting what a column holds, cell by cell.

use base::identifier::{damaged_by_excel, uscc};

use super::block::Block;
use super::distinct::{Distinct, chain, hash};

/// Values that say "nothing here". Only counted: what they mean is for the department to say.
const PLACEHOLDERS: [&str; 24] = [
    "/", "//", "\\", "-", "--", "---", "—", "——", "_", ".", "*", "?", "无", "暂无", "空", "未知", "不详", "N/A", "n/a",
    "NA", "NULL", "null", "None", "NaN",
];
/// In bytes.
const LONGEST_PLACEHOLDER: usize = 6;
const LONG_CODE: usize = 18;

/// What is known of one column so far.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    pub(crate) nulls: u64,
    pub(crate) distinct: Distinct,
    pub(crate) placeholders: u64,
    pub(crate) outer_whitespace: u64,
    pub(crate) excel_damaged: u64,
    pub(crate) replaced_characters: u64,
    /// Shortest and longest value, in characters.
    pub(crate) length: Option<(u64, u64)>,
}

impl Measure {
    pub(crate) fn new(distinct_budget: usize) -> Self {
        Self {
            nulls: 0,
            distinct: Distinct::new(distinct_budget),
            placeholders: 0,
            outer_whitespace: 0,
            excel_damaged: 0,
            replaced_characters: 0,
            length: None,
        }
    }

    /// Takes in one column of a block and chains each cell's hash to its row's.
    pub(crate) fn observe(&mut self, block: &Block, column: usize, rows: &mut [u64]) {
        let ascii = block.text.is_ascii();
        for (cell, row) in block.column(column).zip(rows) {
            *row = self.cell(cell, ascii, *row);
        }
    }

    /// Takes in one cell and gives its row's hash with the cell chained on; `ascii` when the cell is known to be.
    pub(crate) fn cell(&mut self, cell: &str, ascii: bool, row: u64) -> u64 {
        if cell.is_empty() {
            self.nulls += 1;
            return chain(row, 0);
        }
        let hash = hash(cell.as_bytes());
        self.distinct.insert(hash);
        self.note(cell, ascii);
        chain(row, hash)
    }

    fn note(&mut self, cell: &str, ascii: bool) {
        let length = if ascii { cell.len() } else { cell.chars().count() } as u64;
        let (low, high) = self.length.unwrap_or((length, length));
        self.length = Some((low.min(length), high.max(length)));
        if cell.len() <= LONGEST_PLACEHOLDER && !cell.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            self.placeholders += u64::from(PLACEHOLDERS.contains(&cell.trim()));
        }
        if let [first, .., last] | [first @ last] = cell.as_bytes()
            && (!(b'!'..=b'~').contains(first) || !(b'!'..=b'~').contains(last))
        {
            self.outer_whitespace += u64::from(cell.trim().len() != cell.len());
        }
        if cell.len() >= 7 && cell.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            self.excel_damaged += u64::from(excel_damaged(cell.trim_end()));
        }
        if !ascii {
            self.replaced_characters += u64::from(cell.contains(char::REPLACEMENT_CHARACTER));
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.nulls += other.nulls;
        self.distinct.merge(other.distinct);
        self.placeholders += other.placeholders;
        self.outer_whitespace += other.outer_whitespace;
        self.excel_damaged += other.excel_damaged;
        self.replaced_characters += other.replaced_characters;
        self.length = match (self.length, other.length) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (one, other) => one.or(other),
        };
    }
}

/// Whether a long code went through a spreadsheet's double and no longer is what it says it is. Codes under 18 digits
/// end in zeros too often by themselves to tell.
fn excel_damaged(code: &str) -> bool {
    damaged_by_excel(code) && (code.len() >= LONG_CODE || code.contains(['E', 'e'])) && uscc::check(code).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_a_spreadsheet_spoilt() {
        for code in ["911100007001499000", "9.11E+17", "110101199003070000"] {
            assert!(excel_damaged(code), "{code}");
        }
        for code in
            ["91110000700149900X", "911100007001499001", "1000000000000000", "1E5", "E+17", "1.2.3E+14", "12E+x"]
        {
            assert!(!excel_damaged(code), "{code}");
        }
    }
}
