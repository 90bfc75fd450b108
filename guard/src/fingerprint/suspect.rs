use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use arrow::array::{ArrayRef, RecordBatch};

use super::error::FingerprintError;
use super::forms::normalised;
use super::identity::name_of;
use super::secret::{Prf, first_word};
use crate::mask::for_each_text;

const MOST_ROWS: usize = 20_000_000;
const MOST_COLUMNS: usize = 4_096;

/// Copies of one row that are looked at; a row repeated more often is not told apart any more.
const MOST_TWINS: usize = 8;

/// A table that may have been made from copies 可疑数据: up to 20 million rows and 4,096 columns of any names, order and
/// types, all in memory.
#[derive(Debug)]
pub struct Suspect {
    pub(super) batches: Vec<RecordBatch>,
    pub(super) rows: usize,
}

impl Suspect {
    pub fn new(batches: Vec<RecordBatch>) -> Result<Self, FingerprintError> {
        let rows = batches.iter().fold(0_usize, |rows, batch| rows.saturating_add(batch.num_rows()));
        if rows > MOST_ROWS {
            let remedy = "trace a random part of it";
            return Err(FingerprintError::TooMany { what: "rows in a suspect table", limit: MOST_ROWS, remedy });
        }
        let Some(first) = batches.first() else { return Ok(Self { batches, rows }) };
        if first.num_columns() > MOST_COLUMNS {
            let remedy = "take out columns the dataset never had";
            return Err(FingerprintError::TooMany { what: "columns", limit: MOST_COLUMNS, remedy });
        }
        if batches.iter().any(|batch| batch.schema_ref().fields() != first.schema_ref().fields()) {
            return Err(FingerprintError::OtherShape);
        }
        Ok(Self { batches, rows })
    }
}

/// The place of a row: its batch and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) batch: usize,
    pub(super) row: usize,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    place: Place,
    /// The row before with the same values.
    before: Option<u32>,
}

/// Hands on hashes that are keyed and mixed already.
#[derive(Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = first_word(bytes);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// The rows of a suspect by the values they are told by.
#[derive(Debug)]
pub(super) struct Index {
    last: HashMap<u64, u32, BuildHasherDefault<Mixed>>,
    entries: Vec<Entry>,
}

impl Index {
    /// `columns` are the suspect's columns rows are told by, in the plan's order.
    pub(super) fn new(suspect: &Suspect, columns: &[usize], key: &Prf) -> Result<Self, FingerprintError> {
        let mut index = Self { last: HashMap::default(), entries: Vec::with_capacity(suspect.rows) };
        for (batch, rows) in suspect.batches.iter().enumerate() {
            for (row, hash) in hashes(rows, columns, key)?.into_iter().enumerate() {
                let number = u32::try_from(index.entries.len()).unwrap_or(u32::MAX);
                let before = hash.and_then(|hash| index.last.insert(hash, number));
                index.entries.push(Entry { place: Place { batch, row }, before });
            }
        }
        Ok(index)
    }

    /// The suspect's rows with this hash; none when there are too many to tell apart.
    pub(super) fn find(&self, hash: Option<u64>) -> Vec<(u32, Place)> {
        let mut found = Vec::new();
        let mut next = hash.and_then(|hash| self.last.get(&hash).copied());
        while let Some(number) = next {
            let Some(entry) = self.entries.get(number as usize) else { break };
            if found.len() == MOST_TWINS {
                return Vec::new();
            }
            found.push((number, entry.place));
            next = entry.before;
        }
        found
    }
}

/// What each row is looked up by: a hash of its normalised values in `columns`; none where all of them are missing.
pub(super) fn hashes(batch: &RecordBatch, columns: &[usize], key: &Prf) -> Result<Vec<Option<u64>>, FingerprintError> {
    let mut rows: Vec<(bool, Prf)> = vec![(false, key.clone()); batch.num_rows()];
    for number in columns {
        let column: &ArrayRef = batch.columns().get(*number).ok_or(FingerprintError::OtherShape)?;
        let mut at = rows.iter_mut();
        for_each_text(column, |text| {
            if let Some((there, row)) = at.next() {
                let text = text.map(normalised).unwrap_or_default();
                *there |= !text.is_empty();
                *row = Prf::new(row.of(&[text.as_bytes()]));
            }
            Ok(())
        })
        .map_err(|source| FingerprintError::Unreadable { name: name_of(batch, *number), source })?;
    }
    Ok(rows.into_iter().map(|(there, row)| there.then(|| row.word())).collect())
}
