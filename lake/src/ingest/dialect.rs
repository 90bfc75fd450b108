//! How a delimited file separates cells and records, and the one rule for quotes that cutter and splitter share.

use memchr::memchr;

/// The quote of every dialect read here (RFC 4180).
pub(crate) const QUOTE: u8 = b'"';
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// `\n` (also for CRLF) or, where a file has no line feed at all, `\r`.
    pub(crate) line_end: u8,
    /// How far a quoted cell may run, in bytes.
    pub(crate) quote_limit: usize,
}

/// How a quoted cell ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quoted {
    /// The closing quote stands here.
    Closed(usize),
    /// Text follows the closing quote, or the cell runs past the limit.
    Broken,
    /// The bytes end first.
    Open,
}

impl Dialect {
    /// Where the quoted cell opened at `open` ends.
    pub(crate) fn quoted_end(self, bytes: &[u8], open: usize) -> Quoted {
        let mut at = open + 1;
        loop {
            let Some(quote) = bytes.get(at..).and_then(|rest| memchr(QUOTE, rest)).map(|found| at + found) else {
                return if bytes.len() - open > self.quote_limit { Quoted::Broken } else { Quoted::Open };
            };
            if quote - open > self.quote_limit {
                return Quoted::Broken;
            }
            match bytes.get(quote + 1) {
                None => return Quoted::Open,
                Some(&QUOTE) => at = quote + 2,
                Some(&next) if next == self.delimiter || next == self.line_end => return Quoted::Closed(quote),
                Some(b'\r') => return self.after_returns(bytes, quote),
                Some(_) => return Quoted::Broken,
            }
        }
    }

    /// A quote followed by carriage returns closes the cell when a line feed comes next.
    fn after_returns(self, bytes: &[u8], quote: usize) -> Quoted {
        match bytes.get(quote + 1..).and_then(|rest| rest.iter().find(|&&byte| byte != b'\r')) {
            None => Quoted::Open,
            Some(&next) if next == self.line_end => Quoted::Closed(quote),
            Some(_) => Quoted::Broken,
        }
    }

    /// The delimiter under which the first records agree best, and the line end in use.
    pub(crate) fn sniff(head: &[u8], quote_limit: usize) -> Self {
        let line_end = if memchr(b'\n', head).is_none() && memchr(b'\r', head).is_some() { b'\r' } else { b'\n' };
        let scored = DELIMITERS.map(|delimiter| {
            let dialect = Self { delimiter, line_end, quote_limit };
            (dialect, agreement(&super::head::first_widths(head, dialect)))
        });
        let fallback = Self { delimiter: b',', line_end, quote_limit };
        scored.into_iter().fold((fallback, 0.0), |best, next| if next.1 > best.1 { next } else { best }).0
    }
}

/// How well records agree on a number of cells: share of records with the commonest width of at least two, weighted so
/// that more cells win between near-equals; 0 when no record has two cells.
fn agreement(widths: &[usize]) -> f64 {
    let mut best = (0_usize, 0_usize);
    for &width in widths {
        let count = widths.iter().filter(|&&other| other == width).count();
        if width > 1 && (count, width) > best {
            best = (count, width);
        }
    }
    let share = best.0 as f64 / widths.len().max(1) as f64;
    share * share * (1.0 - 1.0 / (best.1.max(1) as f64 + 1.0))
}
