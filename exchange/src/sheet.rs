use rust_xlsxwriter::{Format as Style, Workbook, Worksheet, XlsxError};

use crate::cells::write_csv_text;

/// Rows a sheet of a workbook can hold, its header among them.
const ROWS: usize = 1 << 20;

/// A table of text for people and their spreadsheets 表格.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// Written above the table in a workbook.
    pub title: &'a str,
    /// Written below it: how the figures come about, and from which log.
    pub notes: &'a [String],
    pub header: &'a [String],
    /// Whether the cells of a column are numbers; a cell that is none stays text.
    pub numbers: &'a [bool],
    pub rows: &'a [Vec<String>],
}

/// Why a table did not become a workbook.
#[derive(Debug, thiserror::Error)]
#[error("expected a table of at most {ROWS} rows to become a workbook, found: {0}; take CSV or a shorter period")]
pub struct SheetError(#[from] XlsxError);

impl Sheet<'_> {
    /// RFC 4180: UTF-8 without byte order mark, header line, CRLF. What there is nothing to say of is an empty cell.
    pub fn csv(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for row in std::iter::once(self.header).chain(self.rows.iter().map(Vec::as_slice)) {
            for (number, cell) in row.iter().enumerate() {
                if number > 0 {
                    out.push(b',');
                }
                if !cell.is_empty() {
                    write_csv_text(cell, &mut out);
                }
            }
            out.extend(b"\r\n");
        }
        out
    }

    /// An Office Open XML workbook of one sheet. Text is never taken for a formula.
    pub fn xlsx(&self) -> Result<Vec<u8>, SheetError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory()?;
        let bold = Style::new().set_bold();
        sheet.write_string_with_format(0, 0, self.title, &bold)?;
        for (column, cell) in (0..).zip(self.header) {
            sheet.write_string_with_format(2, column, cell, &bold)?;
        }
        let mut line = 3;
        for row in self.rows {
            for (column, (cell, number)) in (0..).zip(row.iter().zip(self.numbers)) {
                write(sheet, (line, column), cell, *number)?;
            }
            line += 1;
        }
        for note in self.notes {
            line += 1;
            sheet.write_string(line, 0, note)?;
        }
        Ok(book.save_to_buffer()?)
    }
}

fn write(sheet: &mut Worksheet, (line, column): (u32, u16), cell: &str, number: bool) -> Result<(), XlsxError> {
    match cell.parse::<f64>() {
        Ok(value) if number => sheet.write_number(line, column, value)?,
        _ if cell.is_empty() => sheet,
        _ => sheet.write_string(line, column, cell)?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet<'a>(header: &'a [String], rows: &'a [Vec<String>]) -> Sheet<'a> {
        Sheet { title: "按时办结率", notes: &[], header, numbers: &[false, true], rows }
    }

    #[test]
    fn a_cell_that_would_break_the_line_is_quoted() {
        let header = ["body".to_owned(), "rate".to_owned()];
        let rows = [vec!["甲, \"乙\"\n".to_owned(), "0.5".to_owned()], vec!["丙".to_owned(), String::new()]];
        let expected = "body,rate\r\n\"甲, \"\"乙\"\"\n\",0.5\r\n丙,\r\n";
        assert_eq!(String::from_utf8(sheet(&header, &rows).csv()).unwrap(), expected);
    }

    #[test]
    fn a_workbook_is_a_packed_document() {
        let header = ["body".to_owned(), "rate".to_owned()];
        let rows = [vec!["=1+1".to_owned(), "0.5".to_owned()], vec![String::new(), String::new()]];
        let bytes = sheet(&header, &rows).xlsx().unwrap();
        assert!(bytes.starts_with(b"PK\x03\x04"));
    }
}
