//! What careless hands do to a table, and the bytes it is written in.

use std::io::{self, Write};

/// How dirty a table arrives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dirt {
    /// Blank rows before the header.
    pub lead_rows: u8,
    /// Every so many rows one has a cell too many, the next time one too few; 0 for never.
    pub ragged_every: u64,
    /// Written in GB18030 instead of UTF-8.
    pub gb18030: bool,
}

/// How a row fails to fit the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raggedness {
    TooMany,
    TooFew,
}

impl Dirt {
    pub(super) fn raggedness(self, row: u64) -> Option<Raggedness> {
        let turn = (row + 1).checked_div(self.ragged_every)?;
        let falls = (row + 1).checked_rem(self.ragged_every) == Some(0);
        falls.then_some(if turn % 2 == 1 { Raggedness::TooMany } else { Raggedness::TooFew })
    }
}

impl Raggedness {
    pub(super) fn record<'a>(
        self,
        cells: impl ExactSizeIterator<Item = &'a str>,
        sink: &mut Sink<'_>,
    ) -> io::Result<()> {
        match self {
            Self::TooMany => sink.record(cells.chain(["补录"])),
            Self::TooFew => {
                let fewer = cells.len().saturating_sub(1);
                sink.record(cells.take(fewer))
            }
        }
    }
}

/// Bytes held back before they are written.
const BUFFER: usize = 1 << 16;

/// Records on their way out, as CSV.
pub(super) struct Sink<'a> {
    out: &'a mut dyn Write,
    dirt: Dirt,
    text: String,
    bytes: u64,
}

impl<'a> Sink<'a> {
    pub(super) fn new(out: &'a mut dyn Write, dirt: Option<Dirt>) -> Self {
        Self { out, dirt: dirt.unwrap_or_default(), text: String::with_capacity(BUFFER + 4096), bytes: 0 }
    }

    /// The blank rows before the header, by turns empty and of empty cells.
    pub(super) fn lead(&mut self, width: usize) -> io::Result<()> {
        for row in 0..self.dirt.lead_rows {
            let cells = if row % 2 == 0 { 1 } else { width };
            self.record(std::iter::repeat_n("", cells))?;
        }
        Ok(())
    }

    pub(super) fn record<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> io::Result<()> {
        for (number, cell) in cells.enumerate() {
            if number > 0 {
                self.text.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(cell);
            }
        }
        self.text.push('\n');
        if self.text.len() >= BUFFER { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> io::Result<()> {
        if self.dirt.gb18030 {
            let (encoded, _, _) = encoding_rs::GB18030.encode(&self.text);
            self.bytes += encoded.len() as u64;
            self.out.write_all(&encoded)?;
        } else {
            self.bytes += self.text.len() as u64;
            self.out.write_all(self.text.as_bytes())?;
        }
        self.text.clear();
        Ok(())
    }

    /// Writes what was held back and gives the bytes written.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.write()?;
        self.out.flush()?;
        Ok(self.bytes)
    }
}
