//! Cutting record-aligned text into cells, and setting aside the records that do not fit.

use memchr::{memchr, memchr_iter, memchr2};

use super::block::{Block, Misfit, Span};
use super::dialect::{Dialect, QUOTE, Quoted};

/// Which raw cells of a record are fields.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Cells of the header record.
    pub(crate) raw_width: usize,
    /// Raw columns that are fields, ascending.
    pub(crate) columns: Vec<usize>,
}

impl Shape {
    /// Every raw cell is a field.
    fn is_plain(&self) -> bool {
        self.columns.len() == self.raw_width
    }

    /// Cells a record must have at least.
    fn least(&self) -> usize {
        self.columns.last().map_or(0, |last| last + 1)
    }
}

/// One record of the bytes being split.
pub(crate) struct Record {
    /// First byte after the record and its line end.
    pub(crate) next: usize,
    /// Physical lines it covers.
    pub(crate) lines: u64,
    pub(crate) misfit: Option<Misfit>,
}

impl Dialect {
    /// Finds the cells of the record at `start`; spans beyond the bytes lie in `side`.
    pub(crate) fn record(self, bytes: &[u8], start: usize, raw: &mut Vec<Span>, side: &mut Vec<u8>) -> Record {
        let Self { delimiter, line_end, .. } = self;
        let mut at = start;
        loop {
            let mut content = None;
            let mut from = at;
            if bytes.get(at) == Some(&QUOTE) {
                match self.closing(bytes, at) {
                    Some(close) => {
                        content = Some(unquote(bytes, at + 1, close, side));
                        from = close + 1;
                    }
                    None => return self.broken_quote(bytes, start, at),
                }
            }
            let stop = bytes.get(from..).and_then(|rest| memchr2(delimiter, line_end, rest)).map(|found| from + found);
            let ends = stop.is_none_or(|stop| bytes.get(stop) == Some(&line_end));
            let end = stop.unwrap_or(bytes.len());
            let text_end = if ends { without_returns(bytes, from, end) } else { end };
            raw.push(content.unwrap_or_else(|| Span::new(at, text_end)));
            if ends {
                let next = (end + 1).min(bytes.len());
                return Record { next, lines: self.lines(bytes, start, next), misfit: None };
            }
            at = end + 1;
        }
    }

    /// The closing quote; at the very end of the bytes a quote closes too.
    fn closing(self, bytes: &[u8], open: usize) -> Option<usize> {
        match self.quoted_end(bytes, open) {
            Quoted::Closed(close) => Some(close),
            Quoted::Broken => None,
            Quoted::Open => closed_by_end(bytes, open),
        }
    }

    /// A quote that never closes spoils its own line only; reading goes on at the next.
    fn broken_quote(self, bytes: &[u8], start: usize, open: usize) -> Record {
        let next = bytes.get(open..).and_then(|rest| memchr(self.line_end, rest));
        let next = next.map_or(bytes.len(), |found| open + found + 1);
        Record { next, lines: self.lines(bytes, start, next), misfit: Some(Misfit::Quote) }
    }

    fn lines(self, bytes: &[u8], start: usize, next: usize) -> u64 {
        let Some(text) = bytes.get(start..next) else { return 0 };
        let ends = memchr_iter(self.line_end, text).count() as u64;
        ends + u64::from(text.last() != Some(&self.line_end))
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Splitter<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) shape: &'a Shape,
    /// Most set-aside records to list.
    pub(crate) listed: usize,
}

impl Splitter<'_> {
    /// Splits whole records. Undecodable bytes and NULs put only their own record aside.
    pub(crate) fn split(&self, mut bytes: Vec<u8>) -> Block {
        let mut block = Block::new(self.shape.columns.len());
        let decodable = std::str::from_utf8(&bytes).is_ok();
        let check_bytes = !decodable || memchr(0, &bytes).is_some();
        let mut side = Vec::new();
        let mut spoilt = Vec::new();
        let mut raw = Vec::with_capacity(self.shape.raw_width);
        let mut at = 0;
        while at < bytes.len() {
            raw.clear();
            let record = self.dialect.record(&bytes, at, &mut raw, &mut side);
            let line = block.tally.lines;
            block.tally.lines += record.lines;
            let misfit = match bytes.get(at..record.next) {
                Some(text) if check_bytes && std::str::from_utf8(text).is_err() => {
                    spoilt.push(at..record.next);
                    Some(Misfit::Undecodable)
                }
                Some(text) if check_bytes && memchr(0, text).is_some() => Some(Misfit::Nul),
                _ => record.misfit,
            };
            at = record.next;
            match misfit {
                Some(misfit) => block.tally.set_aside(line, misfit, self.listed),
                None => self.place(&bytes, &side, &raw, line, &mut block),
            }
        }
        for range in spoilt {
            // What is left of a record put aside is never looked at, but must not spoil the text around it.
            bytes.get_mut(range).into_iter().flatten().for_each(|byte| *byte = b'?');
        }
        bytes.extend_from_slice(&side);
        block.text = String::from_utf8(bytes).unwrap_or_default();
        block
    }

    /// Takes the record's cells as fields, or puts it aside.
    fn place(&self, bytes: &[u8], side: &[u8], raw: &[Span], line: u64, block: &mut Block) {
        let blank = |span: &Span| is_blank(bytes, side, *span);
        let expected = self.shape.raw_width;
        if raw.iter().all(blank) {
            block.tally.blank += 1;
        } else if raw.len() < self.shape.least() {
            let misfit = Misfit::TooFewCells { found: raw.len(), expected };
            block.tally.set_aside(line, misfit, self.listed);
        } else if raw.iter().skip(expected).any(|span| !blank(span)) {
            let misfit = Misfit::TooManyCells { found: raw.len(), expected };
            block.tally.set_aside(line, misfit, self.listed);
        } else if self.shape.is_plain() {
            block.cells.extend(raw.iter().take(expected));
            block.end_row();
        } else {
            block.cells.extend(self.shape.columns.iter().filter_map(|&column| raw.get(column)));
            for (column, span) in raw.iter().enumerate().take(expected) {
                if !span.is_empty() && !blank(span) && self.shape.columns.binary_search(&column).is_err() {
                    block.late.push(column);
                }
            }
            block.end_row();
        }
    }
}

/// The last byte, when it is the quote that closes the cell opened at `open` and nothing but returns follows it.
fn closed_by_end(bytes: &[u8], open: usize) -> Option<usize> {
    let end = without_returns(bytes, open + 1, bytes.len());
    let inner = bytes.get(open + 1..end)?;
    let (&last, inner) = inner.split_last()?;
    let pairs = memchr_iter(QUOTE, inner).count();
    (last == QUOTE && pairs.is_multiple_of(2)).then_some(end - 1)
}

/// `end` moved before the carriage returns of a CRLF line end.
fn without_returns(bytes: &[u8], from: usize, end: usize) -> usize {
    let returns = bytes.get(from..end).map_or(0, |text| text.iter().rev().take_while(|&&byte| byte == b'\r').count());
    end - returns
}

/// The cell between two quotes; doubled quotes make a copy at the end of `side`.
fn unquote(bytes: &[u8], start: usize, end: usize, side: &mut Vec<u8>) -> Span {
    let Some(text) = bytes.get(start..end) else { return Span::new(start, start) };
    if memchr(QUOTE, text).is_none() {
        return Span::new(start, end);
    }
    let from = bytes.len() + side.len();
    let mut rest = text;
    while let Some(quote) = memchr(QUOTE, rest) {
        let (head, tail) = rest.split_at(quote + 1);
        side.extend_from_slice(head);
        rest = tail.get(1..).unwrap_or_default();
    }
    side.extend_from_slice(rest);
    Span::new(from, bytes.len() + side.len())
}

fn is_blank(bytes: &[u8], side: &[u8], span: Span) -> bool {
    if span.is_empty() {
        return true;
    }
    let range = span.range();
    let text = match range.start.checked_sub(bytes.len()) {
        Some(start) => side.get(start..range.end - bytes.len()),
        None => bytes.get(range),
    };
    match text {
        Some([b'!'..=b'~', ..]) => false,
        Some(text) => std::str::from_utf8(text).is_ok_and(|text| text.trim().is_empty()),
        None => true,
    }
}
