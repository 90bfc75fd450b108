//! Which fields tell rows apart where a table has no key 辨行信息项.

use std::collections::{BTreeMap, HashSet};

use arrow::array::{ArrayRef, RecordBatch};

use super::error::FingerprintError;
use super::forms::normalised;
use super::secret::{Prf, first_word};
use crate::mask::for_each_text;

/// Rows looked at. So many show whether a field tells rows apart, and looking takes a blink.
const SAMPLE: usize = 16_384;
/// Fields one identity is made of at most: each is one more that must not be dropped.
const MOST: usize = 8;
/// A field that tells apart less than one in so many rows more, and less than one in so many kinds of rows more, is not
/// worth depending on.
const ONE_IN: usize = 100;
const MORE_BY: usize = 10;

/// The rows of a table's beginning, by what each field says of them.
///
/// Fields are chosen one by one, each time the one by which most rows differ from all others, so that few fields are
/// needed and a copy that lost some of its columns still has them.
#[derive(Debug)]
pub struct RowTelling {
    rows: usize,
    columns: BTreeMap<String, Vec<u64>>,
}

/// The fields chosen so far, and how many kinds of rows they tell apart among those looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToldBy {
    pub fields: Vec<String>,
    pub distinct: usize,
    hashes: Vec<u64>,
}

impl RowTelling {
    /// Whether so many rows are enough to look at.
    pub const fn is_enough(rows: usize) -> bool {
        rows >= SAMPLE
    }

    /// Looks at the first rows of `batches`, which are of one shape.
    pub fn new(batches: &[RecordBatch]) -> Result<Self, FingerprintError> {
        let mut columns: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let (mut rows, key) = (0, Prf::new([0; 32]));
        for batch in batches {
            let batch = batch.slice(0, batch.num_rows().min(SAMPLE - rows));
            rows += batch.num_rows();
            for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
                let hashes = columns.entry(field.name().clone()).or_default();
                hash_values(field.name(), column, &key, hashes)?;
            }
        }
        Ok(Self { rows, columns })
    }

    /// Rows looked at.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Adds to `told` those of `candidates` that tell more rows apart, the most telling first, until `enough` kinds of rows
    /// are told or no candidate helps.
    #[must_use]
    pub fn add(&self, mut told: ToldBy, candidates: &[&str], enough: usize) -> ToldBy {
        while told.fields.len() < MOST && told.distinct < enough.min(self.rows) {
            let left = candidates.iter().filter(|name| told.fields.iter().all(|field| field != **name));
            let tried = left.filter_map(|name| self.with(&told, name));
            // Of equals the first, so that the same table always gives the same fields.
            let best = tried.reduce(|best, next| if next.distinct > best.distinct { next } else { best });
            let worth = (self.rows / ONE_IN).min(told.distinct / MORE_BY);
            let gains = |next: &ToldBy| next.distinct > told.distinct + worth || told.fields.is_empty();
            match best.filter(gains) {
                Some(best) => told = best,
                None => break,
            }
        }
        self.pruned(told)
    }

    /// Without fields the others made needless.
    fn pruned(&self, mut told: ToldBy) -> ToldBy {
        for name in told.fields.clone() {
            let others = told.fields.iter().filter(|field| **field != name);
            let fewer = others.fold(ToldBy::default(), |told, field| self.with(&told, field).unwrap_or(told));
            if !fewer.fields.is_empty() && fewer.distinct >= told.distinct {
                told = fewer;
            }
        }
        told
    }

    fn with(&self, told: &ToldBy, name: &str) -> Option<ToldBy> {
        let own = self.columns.get(name)?;
        let before = |row: usize| told.hashes.get(row).copied().unwrap_or_default();
        // Two hashes that are keyed and mixed already stay so when one is turned and the other added.
        let mix = |(row, own): (usize, &u64)| before(row).rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ own;
        let hashes: Vec<u64> = own.iter().enumerate().map(mix).collect();
        let distinct = hashes.iter().collect::<HashSet<_>>().len();
        let fields = told.fields.iter().cloned().chain([name.to_owned()]).collect();
        Some(ToldBy { fields, distinct, hashes })
    }
}

fn hash_values(name: &str, column: &ArrayRef, key: &Prf, hashes: &mut Vec<u64>) -> Result<(), FingerprintError> {
    let hash = |text: Option<&str>| {
        let text = text.map(normalised).unwrap_or_default();
        hashes.push(first_word(&key.of(&[text.as_bytes()])));
        Ok(())
    };
    for_each_text(column, hash).map_err(|source| FingerprintError::Unreadable { name: name.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::StringArray;

    use super::*;

    fn table(columns: &[(&str, &dyn Fn(usize) -> String)], rows: usize) -> RecordBatch {
        let column = |value: &dyn Fn(usize) -> String| -> ArrayRef {
            Arc::new((0..rows).map(|row| Some(value(row))).collect::<StringArray>())
        };
        RecordBatch::try_from_iter(columns.iter().map(|(name, value)| (*name, column(value)))).unwrap()
    }

    #[test]
    fn the_fewest_fields_that_tell_rows_apart_are_taken_the_most_telling_first() {
        let district = |row: usize| format!("区{}", row % 4);
        let (street, house) = (|row: usize| format!("街{}", row / 40), |row: usize| format!("{}号", row % 40));
        let same = |_: usize| "同".to_owned();
        let columns: [(&str, &dyn Fn(usize) -> String); 4] =
            [("同", &same), ("区", &district), ("街", &street), ("号", &house)];
        let telling = RowTelling::new(&[table(&columns, 2_000)]).unwrap();
        let told = telling.add(ToldBy::default(), &["同", "区", "街", "号"], usize::MAX);
        assert_eq!((told.fields, told.distinct), (vec!["街".to_owned(), "号".to_owned()], 2_000));
        let few = telling.add(ToldBy::default(), &["同", "区"], usize::MAX);
        assert_eq!((few.fields.as_slice(), few.distinct), (["区".to_owned()].as_slice(), 4));
        let (first, second) = (|row: usize| format!("{}", row % 12), |row: usize| format!("{}", row / 12 % 9));
        let columns: [(&str, &dyn Fn(usize) -> String); 2] = [("户", &second), ("批", &first)];
        let coarse = RowTelling::new(&[table(&columns, 16_000)]).unwrap();
        let both = coarse.add(ToldBy::default(), &["户", "批"], usize::MAX);
        assert_eq!((both.fields, both.distinct), (vec!["批".to_owned(), "户".to_owned()], 108));
        let enough = telling.add(ToldBy::default(), &["街", "号"], 30);
        assert_eq!(enough.fields, ["街"], "no more fields than are needed");
        assert!(telling.add(ToldBy::default(), &[], 10).fields.is_empty());
        let later = telling.add(few, &["街", "号"], usize::MAX);
        assert_eq!(later.fields, ["街", "号"], "a field that others make needless is depended on no more");
    }

    #[test]
    fn only_the_beginning_of_a_long_table_is_looked_at() {
        let number = |row: usize| row.to_string();
        let columns: [(&str, &dyn Fn(usize) -> String); 1] = [("n", &number)];
        let part = table(&columns, 10_000);
        let telling = RowTelling::new(&[part.clone(), part.clone(), part]).unwrap();
        assert_eq!(telling.rows(), SAMPLE);
        assert_eq!(telling.add(ToldBy::default(), &["n"], usize::MAX).distinct, 10_000);
    }
}
