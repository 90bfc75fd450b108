//! XLSX, XLS and ODS workbooks: the first visible sheet that holds a table.

use std::fs::File;
use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use base::Message;
use calamine::{Data, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsx};

use super::block::{Block, Misfit};
use super::inspection::Inspection;
use super::layout::{Layout, SAMPLED};
use super::pass::{Plan, Source, Work};
use super::profile::{data_types, inspection, scan_then_build};
use super::sheet_cells::{of_data, of_ref};
use super::split::Shape;
use super::{BatchSink, Format, IngestError, Limits};

/// Columns of the widest sheet any spreadsheet program makes.
const SHEET_COLUMNS: usize = 16_384;

pub(crate) fn read(
    path: &Path,
    format: Format,
    limits: &Limits,
    sink: &mut dyn BatchSink,
) -> Result<Inspection, IngestError> {
    bounded(path, format, limits)?;
    // A foreign parser reads the bytes; whatever it makes of a broken workbook stays here.
    match catch_unwind(AssertUnwindSafe(|| table(path, format, limits, sink))) {
        Err(_) | Ok(Err(IngestError::Stopped)) => Err(damaged(format)),
        Ok(done) => done,
    }
}

fn damaged(format: Format) -> IngestError {
    IngestError::Workbook { format: format.name() }
}

/// Unpacks every part once, counting, because the sizes an archive declares may be false.
fn bounded(path: &Path, format: Format, limits: &Limits) -> Result<(), IngestError> {
    let limit = limits.spreadsheet_bytes;
    let mut total = std::fs::metadata(path)?.len();
    if format != Format::Xls {
        let mut archive = zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(|_| damaged(format))?;
        for part in 0..archive.len() {
            let part = archive.by_index(part).map_err(|_| damaged(format))?;
            let room = limit.saturating_sub(total) + 1;
            total += std::io::copy(&mut part.take(room), &mut std::io::sink()).map_err(|_| damaged(format))?;
        }
    }
    if total > limit { Err(IngestError::WorkbookTooLarge { limit }) } else { Ok(()) }
}

fn table(path: &Path, format: Format, limits: &Limits, sink: &mut dyn BatchSink) -> Result<Inspection, IngestError> {
    let mut book = Book::open(path, format)?;
    let sheets = book.sheets();
    let mut chosen = None;
    let mut others = 0_usize;
    for sheet in sheets {
        let mut first = Vec::new();
        book.rows(&sheet, &mut |row, cells| {
            let row = usize::try_from(row).unwrap_or(usize::MAX);
            // Rows that hold nothing do not come; they keep their place.
            first.resize_with(row.min(SAMPLED), Vec::new);
            if row < SAMPLED {
                first.push(cells);
            }
            row < SAMPLED
        })?;
        match Layout::find(&first, limits)? {
            Some(layout) if chosen.is_none() => chosen = Some((sheet, layout)),
            Some(_) => others += 1,
            None => {}
        }
    }
    let (sheet, mut layout) = chosen.ok_or(IngestError::Empty)?;
    if others > 0 {
        layout.notes.push(Message::new("ingest-note-other-sheets").with("count", others));
    }
    let mut rows = Rows { book, sheet, layout, limits };
    let late = rows.late()?;
    rows.layout.widen(&late);
    let names = rows.layout.names();
    let plan = Plan { names: &names, types: None, splitter: None, limits, chunks: 1, lines: 0 };
    let (types, outcome) = scan_then_build(&mut rows, &plan, sink)?;
    Ok(inspection(format, "binary".to_owned(), &names, &data_types(&types), outcome, rows.layout.notes))
}

/// Takes a row, numbered from 0 at the sheet's top; false when the rest is not wanted.
type Take<'a> = dyn FnMut(u32, Vec<String>) -> bool + 'a;

/// An open workbook.
enum Book {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Xls(Box<Xls<BufReader<File>>>),
    Ods(Box<Ods<BufReader<File>>>),
}

impl Book {
    fn open(path: &Path, format: Format) -> Result<Self, IngestError> {
        let input = BufReader::new(File::open(path)?);
        match format {
            Format::Xlsx => Xlsx::new(input).map(|book| Self::Xlsx(Box::new(book))).map_err(|_| damaged(format)),
            Format::Ods => Ods::new(input).map(|book| Self::Ods(Box::new(book))).map_err(|_| damaged(format)),
            _ => Xls::new(input).map(|book| Self::Xls(Box::new(book))).map_err(|_| damaged(format)),
        }
    }

    fn format(&self) -> Format {
        match self {
            Self::Xlsx(_) => Format::Xlsx,
            Self::Xls(_) => Format::Xls,
            Self::Ods(_) => Format::Ods,
        }
    }

    /// Names of the visible work sheets, in order.
    fn sheets(&self) -> Vec<String> {
        let all = match self {
            Self::Xlsx(book) => book.sheets_metadata(),
            Self::Xls(book) => book.sheets_metadata(),
            Self::Ods(book) => book.sheets_metadata(),
        };
        let table = |sheet: &&calamine::Sheet| {
            sheet.visible == SheetVisible::Visible && matches!(sheet.typ, SheetType::WorkSheet)
        };
        all.iter().filter(table).map(|sheet| sheet.name.clone()).collect()
    }

    /// Gives the sheet's rows that hold something.
    fn rows(&mut self, sheet: &str, take: &mut Take<'_>) -> Result<(), IngestError> {
        let format = self.format();
        match self {
            Self::Xlsx(book) => xlsx_rows(book, sheet, take),
            Self::Xls(book) => {
                range_rows(&book.worksheet_range(sheet).map_err(|_| damaged(format))?, take);
                Ok(())
            }
            Self::Ods(book) => {
                range_rows(&book.worksheet_range(sheet).map_err(|_| damaged(format))?, take);
                Ok(())
            }
        }
    }
}

/// Cell by cell, so that one cell in a far corner does not cost a sheet's worth of memory.
fn xlsx_rows(book: &mut Xlsx<BufReader<File>>, sheet: &str, take: &mut Take<'_>) -> Result<(), IngestError> {
    let bad = || damaged(Format::Xlsx);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|_| bad())?;
    let mut row: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(cell) = cells.next_cell().map_err(|_| bad())? {
        let (line, column) = cell.get_position();
        let column = column as usize;
        if column >= SHEET_COLUMNS || line < at {
            return Err(bad());
        }
        if line > at {
            let full = std::mem::take(&mut row);
            if !full.is_empty() && !take(at, full) {
                return Ok(());
            }
            at = line;
        }
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        if let Some(place) = row.get_mut(column) {
            *place = of_ref(cell.get_value());
        }
    }
    if !row.is_empty() {
        take(at, row);
    }
    Ok(())
}

fn range_rows(range: &Range<Data>, take: &mut Take<'_>) {
    let Some((top, left)) = range.start() else { return };
    for (line, cells) in (top..).zip(range.rows()) {
        let mut row = vec![String::new(); left as usize];
        row.extend(cells.iter().map(of_data));
        if !take(line, row) {
            break;
        }
    }
}

/// The table's rows as blocks.
struct Rows<'a> {
    book: Book,
    sheet: String,
    layout: Layout,
    limits: &'a Limits,
}

impl Rows<'_> {
    /// Nameless columns that hold something the sample did not show. A sheet is a grid: a cell right of the header stands
    /// in a nameless column, it is not one too many.
    fn late(&mut self) -> Result<Vec<usize>, IngestError> {
        let Self { book, sheet, layout, .. } = self;
        let mut late = Vec::new();
        book.rows(sheet, &mut |_, cells| {
            for (column, cell) in cells.iter().enumerate() {
                if !cell.trim().is_empty()
                    && layout.shape.columns.binary_search(&column).is_err()
                    && !late.contains(&column)
                {
                    late.push(column);
                }
            }
            true
        })?;
        Ok(late)
    }
}

impl Source for Rows<'_> {
    fn run(&mut self, emit: &mut dyn FnMut(Work) -> bool) -> Result<(), IngestError> {
        let Self { book, sheet, layout, limits } = self;
        let width = layout.shape.columns.len();
        let mut block = Block::new(width);
        let mut go_on = true;
        let mut before = 0;
        book.rows(sheet, &mut |line, cells| {
            if (line as usize) < layout.skip {
                return true;
            }
            place(&mut block, &layout.shape, u64::from(line) + 1 - before, &cells, limits.listed_set_aside);
            if block.text.len() >= limits.chunk_bytes || block.cells.len() >= limits.chunk_bytes {
                block.tally.lines = u64::from(line) + 1 - before;
                before = u64::from(line) + 1;
                go_on = emit(Work::Split(std::mem::replace(&mut block, Block::new(width))));
            }
            go_on
        })?;
        if go_on {
            emit(Work::Split(block));
        }
        Ok(())
    }
}

/// Takes a sheet's row as a record, or puts it aside. A sheet has no short rows: what is missing is empty.
fn place(block: &mut Block, shape: &Shape, line: u64, cells: &[String], listed: usize) {
    let holds = |cell: &String| !cell.trim().is_empty();
    if !cells.iter().any(holds) {
        block.tally.blank += 1;
    } else if cells.iter().any(|cell| cell.contains('\0')) {
        block.tally.set_aside(line, Misfit::Nul, listed);
    } else {
        for &column in &shape.columns {
            block.push(cells.get(column).map_or("", String::as_str));
        }
        block.end_row();
    }
}
