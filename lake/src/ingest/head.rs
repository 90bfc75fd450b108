//! The first part of a text file: enough to find encoding, dialect, header and first types.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use memchr::memchr_iter;

use super::block::Span;
use super::dialect::{Dialect, QUOTE};
use super::encoding::Charset;
use super::{IngestError, Limits};

/// Records looked at to tell the delimiter.
const SNIFFED: usize = 200;

pub(crate) struct Head {
    pub(crate) charset: Charset,
    /// Decoded text, ending where the limit fell.
    pub(crate) text: Vec<u8>,
}

/// A record of the head with its cells as text.
pub(crate) struct HeadRecord {
    pub(crate) cells: Vec<String>,
    /// First byte after it.
    pub(crate) end: usize,
    /// Physical lines up to its end.
    pub(crate) lines: u64,
}

impl Head {
    pub(crate) fn read(path: &Path, limits: &Limits) -> Result<Self, IngestError> {
        let raw = first_bytes(path, limits.head_bytes)?;
        let charset = Charset::detect(&raw, raw.len() < limits.head_bytes)?;
        Self::with(path, charset, limits)
    }

    pub(crate) fn with(path: &Path, charset: Charset, limits: &Limits) -> Result<Self, IngestError> {
        let mut text = Vec::new();
        charset.open(path)?.take(limits.head_bytes as u64).read_to_end(&mut text)?;
        if text.iter().all(u8::is_ascii_whitespace) {
            return Err(IngestError::Empty);
        }
        if looks_binary(&text) {
            return Err(IngestError::NotATable { found: "binary data" });
        }
        Ok(Self { charset, text })
    }
}

pub(crate) fn first_bytes(path: &Path, limit: usize) -> Result<Vec<u8>, IngestError> {
    let mut raw = Vec::new();
    File::open(path)?.take(limit as u64).read_to_end(&mut raw)?;
    Ok(raw)
}

/// Text has hardly any control characters; a stray NUL is no sign.
fn looks_binary(text: &[u8]) -> bool {
    let control = text.iter().filter(|byte| matches!(byte, 1..=8 | 14..=31 | 127)).count();
    let zeros = memchr_iter(0, text).count();
    control * 50 > text.len() || zeros * 4 > text.len()
}

/// The first `limit` records of `text`.
pub(crate) fn records(text: &[u8], dialect: Dialect, limit: usize) -> Vec<HeadRecord> {
    let mut found = Vec::new();
    let (mut at, mut lines) = (0, 0);
    let (mut raw, mut side) = (Vec::new(), Vec::new());
    while at < text.len() && found.len() < limit {
        raw.clear();
        side.clear();
        let record = dialect.record(text, at, &mut raw, &mut side);
        at = record.next;
        lines += record.lines;
        let cells = if record.misfit.is_some() { Vec::new() } else { raw.clone() };
        let cells = cells.into_iter().map(|span| text_of(text, &side, span)).collect();
        found.push(HeadRecord { cells, end: at, lines });
    }
    found
}

fn text_of(text: &[u8], side: &[u8], span: Span) -> String {
    let range = span.range();
    let bytes = match range.start.checked_sub(text.len()) {
        Some(start) => side.get(start..range.end.saturating_sub(text.len())),
        None => text.get(range),
    };
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}

/// Cells in each of the first records that are not blank; none in one with a broken quote, which speaks against a dialect.
pub(crate) fn first_widths(text: &[u8], dialect: Dialect) -> Vec<usize> {
    let mut widths = Vec::new();
    let mut at = 0;
    let (mut raw, mut side) = (Vec::new(), Vec::new());
    let nothing = |byte: &u8| byte.is_ascii_whitespace() || matches!(*byte, QUOTE | b',' | b';' | b'|');
    while at < text.len() && widths.len() < SNIFFED {
        raw.clear();
        side.clear();
        let record = dialect.record(text, at, &mut raw, &mut side);
        let blank = text.get(at..record.next).is_none_or(|text| text.iter().all(nothing));
        at = record.next;
        if !blank {
            widths.push(if record.misfit.is_some() { 0 } else { raw.len() });
        }
    }
    widths
}
