//! CSV, TSV and their kin.

use std::io::Read;
use std::path::Path;

use super::class::classify;
use super::cut::{Cutter, last_record_end};
use super::dialect::Dialect;
use super::encoding::Charset;
use super::evidence::Evidence;
use super::head::{Head, HeadRecord, records};
use super::inspection::Inspection;
use super::layout::{Layout, SAMPLED};
use super::pass::{Outcome, Plan, Source, Work};
use super::profile::{data_types, inspection, scan_then_build, settle};
use super::split::Splitter;
use super::{BatchSink, Format, IngestError, Limits};

pub(crate) fn read(path: &Path, limits: &Limits, sink: &mut dyn BatchSink) -> Result<Inspection, IngestError> {
    let head = Head::read(path, limits)?;
    let certain = head.charset.certain;
    let (found, undecodable) = Table::find(path, &head, limits)?.read(sink)?;
    if certain || undecodable == 0 {
        return Ok(found);
    }
    // The head was plain ASCII, so the encoding was a guess that the rest proved wrong.
    let head = Head::with(path, Charset::detect_whole(path)?, limits)?;
    Ok(Table::find(path, &head, limits)?.read(sink)?.0)
}

/// A delimited table: how to read it and where it begins.
struct Table<'a> {
    path: &'a Path,
    limits: &'a Limits,
    charset: Charset,
    dialect: Dialect,
    layout: Layout,
    /// Decoded bytes and physical lines before the first data record.
    skip_bytes: usize,
    skip_lines: u64,
    /// Types of the values in the head.
    first: Vec<Evidence>,
    /// Chunks the file will make, about.
    chunks: usize,
}

impl<'a> Table<'a> {
    fn find(path: &'a Path, head: &Head, limits: &'a Limits) -> Result<Self, IngestError> {
        let dialect = Dialect::sniff(&head.text, limits.record_bytes);
        let mut text = head.text.as_slice();
        if text.len() >= limits.head_bytes {
            // What the head's end cut off is no record.
            let too_long = || IngestError::RecordTooLong { line: 1, limit: limits.head_bytes };
            text = last_record_end(text, dialect).and_then(|end| text.get(..end)).ok_or_else(too_long)?;
        }
        let sample = records(text, dialect, SAMPLED);
        let rows: Vec<Vec<String>> = sample.iter().map(|record| record.cells.clone()).collect();
        let layout = Layout::find(&rows, limits)?.ok_or(IngestError::Empty)?;
        let before = layout.skip.checked_sub(1).and_then(|last| sample.get(last));
        let (skip_bytes, skip_lines) = before.map_or((0, 0), |HeadRecord { end, lines, .. }| (*end, *lines));
        let first = first_types(text.get(skip_bytes..).unwrap_or_default(), dialect, &layout);
        let chunks = usize::try_from(std::fs::metadata(path)?.len()).unwrap_or(usize::MAX).div_ceil(limits.chunk_bytes);
        Ok(Self { path, limits, charset: head.charset, dialect, layout, skip_bytes, skip_lines, first, chunks })
    }

    /// The inspection, and how many records hold bytes that are no text.
    fn read(mut self, sink: &mut dyn BatchSink) -> Result<(Inspection, u64), IngestError> {
        let mut outcome = self.attempt(sink, true)?;
        if !outcome.1.late.is_empty() {
            self.layout.widen(&outcome.1.late);
            outcome = self.attempt(sink, false)?;
        }
        let (types, outcome) = outcome;
        let undecodable = outcome.tally.undecodable;
        let names = self.layout.names();
        let found =
            inspection(Format::Delimited, self.charset.name(), &names, &data_types(&types), outcome, self.layout.notes);
        Ok((found, undecodable))
    }

    fn attempt(&self, sink: &mut dyn BatchSink, guess: bool) -> Result<(Vec<Evidence>, Outcome), IngestError> {
        let names = self.layout.names();
        let splitter =
            Splitter { dialect: self.dialect, shape: &self.layout.shape, listed: self.limits.listed_set_aside };
        let plan = Plan {
            names: &names,
            types: None,
            splitter: Some(splitter),
            limits: self.limits,
            chunks: self.chunks,
            lines: self.skip_lines + 1,
        };
        let mut source = Chunks { table: self };
        if guess {
            settle(&mut source, &plan, self.first.clone(), sink)
        } else {
            scan_then_build(&mut source, &plan, sink)
        }
    }
}

/// Evidence of the cells in the head's records.
fn first_types(body: &[u8], dialect: Dialect, layout: &Layout) -> Vec<Evidence> {
    let splitter = Splitter { dialect, shape: &layout.shape, listed: 0 };
    let block = splitter.split(Vec::from(body));
    let join = |column| block.column(column).fold(Evidence::Empty, |known, cell| known.join(classify(cell)));
    (0..block.width).map(join).collect()
}

/// The table's records as raw chunks.
struct Chunks<'a> {
    table: &'a Table<'a>,
}

impl Source for Chunks<'_> {
    fn run(&mut self, emit: &mut dyn FnMut(Work) -> bool) -> Result<(), IngestError> {
        let Table { path, limits, charset, dialect, skip_bytes, skip_lines, .. } = self.table;
        let mut input = charset.open(path)?;
        std::io::copy(&mut (&mut input).take(*skip_bytes as u64), &mut std::io::sink())?;
        let mut cutter = Cutter::new(input, *dialect, limits, *skip_lines);
        while let Some(chunk) = cutter.next_chunk()? {
            if !emit(Work::Raw(chunk)) {
                break;
            }
        }
        Ok(())
    }
}
