//! Cutting a stream of bytes into record-aligned chunks, without splitting it into cells.

use std::io::Read;

use memchr::{memchr, memrchr};

use super::dialect::{Dialect, QUOTE, Quoted};
use super::{IngestError, Limits};

/// Reads chunks that end where a record ends.
pub(crate) struct Cutter<R> {
    input: R,
    dialect: Dialect,
    chunk_bytes: usize,
    record_bytes: usize,
    /// Bytes read after the last cut.
    carry: Vec<u8>,
    /// Line ends passed, for the error only.
    lines: u64,
    ended: bool,
}

impl<R: Read> Cutter<R> {
    /// `lines` were passed before the input begins.
    pub(crate) fn new(input: R, dialect: Dialect, limits: &Limits, lines: u64) -> Self {
        let Limits { chunk_bytes, record_bytes, .. } = *limits;
        Self { input, dialect, chunk_bytes, record_bytes, carry: Vec::new(), lines, ended: false }
    }

    /// The next whole records; none when the input has ended.
    pub(crate) fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, IngestError> {
        let mut want = self.chunk_bytes;
        loop {
            self.fill(want)?;
            if self.ended {
                let rest = std::mem::take(&mut self.carry);
                return Ok((!rest.is_empty()).then_some(rest));
            }
            if let Some(cut) = last_record_end(&self.carry, self.dialect) {
                let rest = self.carry.split_off(cut);
                let chunk = std::mem::replace(&mut self.carry, rest);
                self.lines += memchr::memchr_iter(self.dialect.line_end, &chunk).count() as u64;
                return Ok(Some(chunk));
            }
            if self.carry.len() > self.record_bytes.saturating_add(self.chunk_bytes) {
                return Err(IngestError::RecordTooLong { line: self.lines + 1, limit: self.record_bytes });
            }
            want = self.carry.len() + self.chunk_bytes;
        }
    }

    fn fill(&mut self, want: usize) -> Result<(), IngestError> {
        let missing = want.saturating_sub(self.carry.len());
        self.carry.reserve(missing);
        let read = (&mut self.input).take(missing as u64).read_to_end(&mut self.carry)?;
        self.ended |= read < missing;
        Ok(())
    }
}

/// First byte after the last record that surely ends within `bytes`, which begin with a record. Follows the same rule for
/// quotes as the splitter: jumps from quote to quote, so text without quotes costs one backward search.
pub(crate) fn last_record_end(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    let mut last = None;
    let mut outside = 0;
    let mut at = 0;
    loop {
        let quote = bytes.get(at..).and_then(|rest| memchr(QUOTE, rest)).map(|found| at + found);
        let stretch_end = quote.unwrap_or(bytes.len());
        if let Some(end) = bytes.get(outside..stretch_end).and_then(|text| memrchr(dialect.line_end, text)) {
            last = Some(outside + end + 1);
        }
        outside = stretch_end;
        let Some(quote) = quote else { return last };
        let opens = match quote.checked_sub(1).and_then(|before| bytes.get(before)) {
            None => true,
            Some(&before) => before == dialect.delimiter || before == dialect.line_end,
        };
        if !opens {
            at = quote + 1;
            continue;
        }
        match dialect.quoted_end(bytes, quote) {
            Quoted::Closed(close) => {
                at = close + 1;
                outside = at;
            }
            Quoted::Open => return last,
            Quoted::Broken => {
                let Some(line) = bytes.get(quote..).and_then(|rest| memchr(dialect.line_end, rest)) else {
                    return last;
                };
                at = quote + line + 1;
                last = Some(at);
                outside = at;
            }
        }
    }
}
