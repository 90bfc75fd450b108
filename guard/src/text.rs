//! Finding personal information inside free text 非结构化文本识别.
//!
//! Numbers and codes are tried by the forms of whole values, so that text and tables agree; words of the context raise
//! what has no check digit. Names and places are found by words: a segmenter, surnames and divisions. There is no model.

mod amounts;
mod bodies;
mod context;
mod illness;
mod labelled;
mod machines;
mod names;
mod patterns;
mod places;
mod plates;
mod runs;
mod scan;
mod shadow;
mod span;
#[cfg(test)]
mod tests;
mod words;

pub use scan::{scan_text, scan_text_by};
pub use span::Span;

pub(crate) use scan::kinds_inside;

/// Spans below this score are not reported: a shape without a check digit, and no word near it that speaks for it.
pub const LEAST_SCORE: f64 = 0.5;

/// Most of a text that is searched, in bytes; the rest is left out. A longer document is handed in by its parts.
pub const LONGEST_TEXT: usize = 1 << 20;
