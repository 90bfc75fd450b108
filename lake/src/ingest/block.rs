//! A run of records on their way to a worker: one text, and where each cell lies in it.

use base::Message;

use super::inspection::SetAside;

/// Bytes `start..end` of a block's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Blocks stay far below 4 GiB (`Limits::record_bytes`), so the clamp never bites.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
    }

    pub(crate) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Why a record does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misfit {
    TooManyCells { found: usize, expected: usize },
    TooFewCells { found: usize, expected: usize },
    Undecodable,
    Nul,
    Quote,
    NotJson,
    NotAnObject,
    RepeatedKey,
}

impl Misfit {
    pub(crate) fn message(self) -> Message {
        match self {
            Self::TooManyCells { found, expected } => {
                Message::new("ingest-row-too-many-cells").with("found", found).with("expected", expected)
            }
            Self::TooFewCells { found, expected } => {
                Message::new("ingest-row-too-few-cells").with("found", found).with("expected", expected)
            }
            Self::Undecodable => Message::new("ingest-row-undecodable"),
            Self::Nul => Message::new("ingest-row-nul"),
            Self::Quote => Message::new("ingest-row-quote"),
            Self::NotJson => Message::new("ingest-row-not-json"),
            Self::NotAnObject => Message::new("ingest-row-not-an-object"),
            Self::RepeatedKey => Message::new("ingest-row-repeated-key"),
        }
    }
}

/// What became of the records of one block, or of a whole file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) kept: u64,
    pub(crate) blank: u64,
    pub(crate) set_aside: u64,
    /// How many of them for bytes that are no text.
    pub(crate) undecodable: u64,
    /// Physical lines passed.
    pub(crate) lines: u64,
    /// Line (in a block: lines before it) and reason, the first `listed` of them.
    pub(crate) listed: Vec<(u64, Misfit)>,
}

impl Tally {
    pub(crate) fn set_aside(&mut self, line: u64, misfit: Misfit, limit: usize) {
        self.set_aside += 1;
        self.undecodable += u64::from(misfit == Misfit::Undecodable);
        if self.listed.len() < limit {
            self.listed.push((line, misfit));
        }
    }

    /// Adds what came of the next block, whose lines count from where this ends.
    pub(crate) fn append(&mut self, next: &Self, limit: usize) {
        let room = limit.saturating_sub(self.listed.len());
        let before = self.lines;
        self.listed.extend(next.listed.iter().take(room).map(|&(line, misfit)| (line + before, misfit)));
        self.kept += next.kept;
        self.blank += next.blank;
        self.set_aside += next.set_aside;
        self.undecodable += next.undecodable;
        self.lines += next.lines;
    }

    pub(crate) fn list(&self) -> Vec<SetAside> {
        self.listed.iter().map(|&(line, misfit)| SetAside { line, reason: misfit.message() }).collect()
    }
}

/// Records cut into cells, row by row, `width` cells each.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub(crate) text: String,
    pub(crate) cells: Vec<Span>,
    pub(crate) width: usize,
    pub(crate) rows: usize,
    pub(crate) tally: Tally,
    /// Columns left out of the layout as empty that turned out to hold something.
    pub(crate) late: Vec<usize>,
}

impl Block {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, ..Self::default() }
    }

    /// The cells of one column from top to bottom; an empty text is a null.
    pub(crate) fn column(&self, column: usize) -> impl Iterator<Item = &str> {
        self.cells.iter().skip(column).step_by(self.width.max(1)).map(|span| self.cell(*span))
    }

    pub(crate) fn cell(&self, span: Span) -> &str {
        if span.is_empty() { "" } else { self.text.get(span.range()).unwrap_or_default() }
    }

    pub(crate) fn push(&mut self, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell);
        self.cells.push(Span::new(start, self.text.len()));
    }

    /// Ends a record of `width` pushed cells.
    pub(crate) fn end_row(&mut self) {
        self.rows += 1;
        self.tally.kept += 1;
    }
}
