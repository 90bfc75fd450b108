//! JSON: arrays of objects, wrapped or one after the other, and JSON lines.

use std::collections::HashMap;
use std::path::Path;

use base::Message;

use super::block::{Block, Misfit};
use super::encoding::{Charset, Decoded};
use super::head::first_bytes;
use super::inspection::Inspection;
use super::json_document::{Row, Shape, rows, shape};
use super::json_scan::Scanner;
use super::layout::unique;
use super::pass::{Plan, Source, Work};
use super::profile::{data_types, inspection, scan_then_build};
use super::{BatchSink, Format, IngestError, Limits};

pub(crate) fn read(path: &Path, limits: &Limits, sink: &mut dyn BatchSink) -> Result<Inspection, IngestError> {
    let head = first_bytes(path, limits.head_bytes)?;
    let mut charset = Charset::detect(&head, head.len() < limits.head_bytes)?;
    if !charset.certain {
        charset = Charset::detect_whole(path)?;
    }
    let shape = shape(&|| charset.open(path), limits.record_bytes)?;
    let mut document = Document { path, charset, shape, keys: Vec::new(), limits };
    document.find_keys()?;
    let lines = document.keys.iter().map(|key| key.split_whitespace().collect::<Vec<_>>().join(" "));
    let fields = lines.enumerate().map(|(at, key)| if key.is_empty() { format!("column_{}", at + 1) } else { key });
    let names = unique(fields.collect());
    let (format, notes) = match &document.shape {
        Shape::Lines => (Format::JsonLines, Vec::new()),
        Shape::Values => (Format::Json, Vec::new()),
        Shape::Wrapped(path) => {
            (Format::Json, vec![Message::new("ingest-note-json-path").with("path", path.join("."))])
        }
    };
    let chunks = usize::try_from(std::fs::metadata(path)?.len()).unwrap_or(usize::MAX).div_ceil(limits.chunk_bytes);
    let plan = Plan { names: &names, types: None, splitter: None, limits, chunks, lines: 1 };
    let (types, outcome) = scan_then_build(&mut document, &plan, sink)?;
    Ok(inspection(format, charset.name(), &names, &data_types(&types), outcome, notes))
}

struct Document<'a> {
    path: &'a Path,
    charset: Charset,
    shape: Shape,
    /// Keys of all objects, in order of appearance.
    keys: Vec<String>,
    limits: &'a Limits,
}

impl Document<'_> {
    fn open(&self) -> Result<Decoded, IngestError> {
        self.charset.open(self.path)
    }

    /// Reads the whole file once for its keys: any object may bring a new one.
    fn find_keys(&mut self) -> Result<(), IngestError> {
        let mut places = HashMap::new();
        let (mut objects, mut first) = (0_u64, None);
        let limit = self.limits.columns;
        rows(self.open()?, &self.shape, self.limits.record_bytes, &mut |row| {
            first = first.or(Some(row.line));
            if let Some(members) = row.object.ok().and_then(members) {
                objects += 1;
                for (key, _) in members {
                    let next = places.len();
                    places.entry(key).or_insert(next);
                }
            }
            places.len() <= limit
        })?;
        if places.len() > limit {
            return Err(IngestError::TooManyColumns { found: places.len(), limit });
        }
        if let (0, Some(line)) = (objects, first) {
            return Err(IngestError::JsonShape { line });
        }
        let mut keys: Vec<(String, usize)> = places.into_iter().collect();
        keys.sort_unstable_by_key(|(_, place)| *place);
        self.keys = keys.into_iter().map(|(key, _)| key).collect();
        Ok(())
    }
}

impl Source for Document<'_> {
    fn run(&mut self, emit: &mut dyn FnMut(Work) -> bool) -> Result<(), IngestError> {
        let width = self.keys.len();
        let places: HashMap<&str, usize> = self.keys.iter().enumerate().map(|(at, key)| (key.as_str(), at)).collect();
        let mut block = Block::new(width);
        let mut go_on = true;
        let mut before = 1;
        rows(self.open()?, &self.shape, self.limits.record_bytes, &mut |row| {
            let line = row.line - before;
            if let Err(misfit) = place(&mut block, &places, &row) {
                block.tally.set_aside(line, misfit, self.limits.listed_set_aside);
            }
            if block.text.len() + block.cells.len() >= self.limits.chunk_bytes {
                block.tally.lines = line;
                before = row.line;
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

/// Takes a row's members as cells, in the order of the keys; a missing one is empty.
fn place(block: &mut Block, places: &HashMap<&str, usize>, row: &Row<'_>) -> Result<(), Misfit> {
    let members = row.object.and_then(|object| members(object).ok_or(Misfit::NotJson))?;
    let mut cells: Vec<Option<String>> = vec![None; block.width];
    for (key, value) in members {
        let cell = places.get(key.as_str()).and_then(|&place| cells.get_mut(place)).ok_or(Misfit::NotJson)?;
        if cell.is_some() {
            return Err(Misfit::RepeatedKey);
        }
        let text = text_of(value)?;
        if text.contains('\0') {
            return Err(Misfit::Nul);
        }
        *cell = Some(text);
    }
    for cell in cells {
        block.push(cell.as_deref().unwrap_or_default());
    }
    block.end_row();
    Ok(())
}

/// What a value stands for: a text's characters, nothing for null, JSON for everything else.
fn text_of(value: Vec<u8>) -> Result<String, Misfit> {
    match value.first() {
        Some(b'"') => serde_json::from_slice(&value).map_err(|_| Misfit::NotJson),
        Some(b'n') => Ok(String::new()),
        _ => String::from_utf8(value).map_err(|_| Misfit::Undecodable),
    }
}

/// Keys and values of a sound object's text.
fn members(object: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut scanner = Scanner::new(object, object.len() + 1);
    let mut found = Vec::new();
    scanner.takes(b'{').ok()?;
    while scanner.token().ok()? != Some(b'}') {
        let (mut key, mut value) = (Vec::new(), Vec::new());
        scanner.value(Some(&mut key)).ok()?;
        scanner.takes(b':').ok()?;
        scanner.value(Some(&mut value)).ok()?;
        scanner.takes(b',').ok()?;
        found.push((serde_json::from_slice(&key).ok()?, value));
    }
    Some(found)
}
