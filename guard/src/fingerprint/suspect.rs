use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use arrow::array::{ArrayRef, RecordBatch};
use rayon::prelude::*;

use super::error::FingerprintError;
use super::forms::normalised;
use super::identity::name_of;
use super::secret::{Lookup, first_word};
use crate::mask::for_each_text;

const MOST_ROWS: usize = 20_000_000;
const MOST_COLUMNS: usize = 4_096;

/// Copies of one row that are looked at one by one; more are a crowd, asked for by what else they say.
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
pub(super) struct Mixed(u64);

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

/// The rows of a suspect that a row of the original may be.
#[derive(Debug)]
pub(super) enum Twins {
    None,
    /// Each with its number in the suspect.
    Few(Vec<(u32, Place)>),
    /// Too many to look at, under the hash they share.
    Crowd(u64),
}

/// The rows of a suspect by the values they are told by.
#[derive(Debug)]
pub(super) struct Index {
    last: HashMap<u64, u32, BuildHasherDefault<Mixed>>,
    entries: Vec<Entry>,
}

impl Index {
    /// `columns` are the suspect's columns rows are told by, in the plan's order.
    pub(super) fn new(suspect: &Suspect, columns: &[usize], key: &Lookup) -> Result<Self, FingerprintError> {
        let mut index = Self {
            last: HashMap::with_capacity_and_hasher(suspect.rows, BuildHasherDefault::default()),
            entries: Vec::with_capacity(suspect.rows),
        };
        let hashed = suspect.batches.par_iter().map(|rows| hashes(rows, columns, key));
        for (batch, rows) in hashed.collect::<Result<Vec<_>, _>>()?.into_iter().enumerate() {
            for (row, hash) in rows.into_iter().enumerate() {
                let number = u32::try_from(index.entries.len()).unwrap_or(u32::MAX);
                let before = hash.and_then(|hash| index.last.insert(hash, number));
                index.entries.push(Entry { place: Place { batch, row }, before });
            }
        }
        Ok(index)
    }

    /// The suspect's rows with this hash.
    pub(super) fn find(&self, hash: Option<u64>) -> Twins {
        let Some((hash, last)) = hash.and_then(|hash| Some((hash, *self.last.get(&hash)?))) else { return Twins::None };
        let twins: Vec<(u32, Place)> = self.chain(last).take(MOST_TWINS + 1).collect();
        if twins.len() > MOST_TWINS { Twins::Crowd(hash) } else { Twins::Few(twins) }
    }

    /// Every row of a crowd, with the hash they share.
    pub(super) fn crowded(&self) -> impl Iterator<Item = (u64, Place)> {
        let crowds = self.last.iter().filter(|(_, last)| self.chain(**last).nth(MOST_TWINS).is_some());
        crowds.flat_map(|(hash, last)| self.chain(*last).map(|(_, place)| (*hash, place)))
    }

    /// Rows with one hash, from this one backwards.
    fn chain(&self, last: u32) -> impl Iterator<Item = (u32, Place)> {
        let entry = |number: u32| self.entries.get(number as usize).map(|entry| (number, entry));
        let chain = std::iter::successors(entry(last), move |(_, entry)| {
            let before = entry.before?;
            self.entries.get(before as usize).map(|entry| (before, entry))
        });
        chain.map(|(number, entry)| (number, entry.place))
    }
}

/// What each row is looked up by: a hash of its normalised values in `columns`; none where all of them are missing. Without
/// a column all rows are one crowd.
pub(super) fn hashes(
    batch: &RecordBatch,
    columns: &[usize],
    key: &Lookup,
) -> Result<Vec<Option<u64>>, FingerprintError> {
    let mut rows: Vec<(bool, u64)> = vec![(columns.is_empty(), 0); batch.num_rows()];
    for number in columns {
        let column: &ArrayRef = batch.columns().get(*number).ok_or(FingerprintError::OtherShape)?;
        let mut at = rows.iter_mut();
        for_each_text(column, |text| {
            if let Some((there, row)) = at.next() {
                let text = text.map(normalised).unwrap_or_default();
                *there |= !text.is_empty();
                *row = key.after(*row, text.as_bytes());
            }
            Ok(())
        })
        .map_err(|source| FingerprintError::Unreadable { name: name_of(batch, *number), source })?;
    }
    Ok(rows.into_iter().map(|(there, row)| there.then_some(row)).collect())
}
