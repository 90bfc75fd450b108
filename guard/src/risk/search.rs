use arrow::array::RecordBatch;
use serde::{Deserialize, Serialize};

use super::anonymity::Tally;
use super::table::{Class, Table};
use super::{RiskError, columns, fold};

/// A smallest set of fields that together single rows out 可识别组合.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SinglingOut {
    pub fields: Vec<String>,
    /// Rows alone with their values.
    pub unique: u64,
    pub rows: u64,
}

/// Searches the fields of a table for what singles out. Holds eight bytes for every value, so its rows are bounded.
#[derive(Debug)]
pub struct SinglingSearch {
    fields: Vec<String>,
    values: Vec<Vec<u64>>,
    rows: usize,
}

/// Values held, rows times fields: 256 MiB.
const CELLS: usize = 1 << 25;

/// Sets of fields tried.
const SETS: usize = 5_000;

impl SinglingSearch {
    /// Among these fields, at most 32 in all.
    pub fn new(fields: &[String]) -> Result<Self, RiskError> {
        if fields.is_empty() {
            return Err(RiskError::NoFields);
        }
        Ok(Self { fields: fields.to_vec(), values: vec![Vec::new(); fields.len()], rows: 0 })
    }

    pub fn take(&mut self, batch: &RecordBatch) -> Result<(), RiskError> {
        self.rows += batch.num_rows();
        if self.rows.saturating_mul(self.fields.len()) > CELLS {
            return Err(RiskError::TooManyCells { bound: CELLS });
        }
        let mut hashes = Vec::new();
        for (column, values) in columns(batch, &self.fields)?.into_iter().zip(&mut self.values) {
            fold::start(&mut hashes, batch.num_rows());
            fold::values(column, &mut hashes)?;
            values.extend_from_slice(&hashes);
        }
        Ok(())
    }

    /// Every set of at most `most` fields that leaves more than `per_mille` thousandths of the rows alone, and of which
    /// no part does; small sets first, then those that single out most.
    pub fn search(&self, most: usize, per_mille: u16) -> Result<Vec<SinglingOut>, RiskError> {
        let sets = (1..=most).map(|size| choose(self.fields.len(), size)).fold(0_usize, usize::saturating_add);
        if sets > SETS {
            return Err(RiskError::TooManyCombinations { bound: SETS, found: sets });
        }
        let rows = self.rows as u64;
        let mut found: Vec<(Vec<usize>, u64)> = Vec::new();
        for size in 1..=most {
            let before = found.len();
            for set in sets_of(self.fields.len(), size) {
                let covered =
                    found.iter().take(before).any(|(smaller, _)| smaller.iter().all(|field| set.contains(field)));
                if covered {
                    continue;
                }
                let unique = self.unique(&set)?;
                if unique.saturating_mul(1000) > rows.saturating_mul(per_mille.into()) {
                    found.push((set, unique));
                }
            }
            if let Some(new) = found.get_mut(before..) {
                new.sort_by_key(|(_, unique)| std::cmp::Reverse(*unique));
            }
        }
        let names = |set: Vec<usize>| set.iter().filter_map(|field| self.fields.get(*field).cloned()).collect();
        Ok(found.into_iter().map(|(set, unique)| SinglingOut { fields: names(set), unique, rows }).collect())
    }

    fn unique(&self, set: &[usize]) -> Result<u64, RiskError> {
        let mut hashes = Vec::new();
        fold::start(&mut hashes, self.rows);
        for values in set.iter().filter_map(|field| self.values.get(*field)) {
            hashes.iter_mut().zip(values).for_each(|(hash, value)| *hash = fold::with_number(*hash, *value));
        }
        let mut table = Table::<Class, 1>::new(self.rows);
        table.take(0, hashes.into_iter().map(Class::of))?;
        let mut tally = Tally::new(2);
        tally.end_pass(&mut table)?;
        Ok(tally.rows_below())
    }
}

fn choose(from: usize, count: usize) -> usize {
    (0..count).fold(1, |sets: usize, n| sets.saturating_mul(from.saturating_sub(n)) / (n + 1))
}

/// Every set of `size` of the first `count` numbers, in order.
fn sets_of(count: usize, size: usize) -> Vec<Vec<usize>> {
    (0..size).fold(vec![Vec::new()], |sets: Vec<Vec<usize>>, _| {
        sets.iter()
            .flat_map(|set| {
                let next = set.last().map_or(0, |last| last + 1);
                (next..count).map(move |field| set.iter().copied().chain([field]).collect())
            })
            .collect()
    })
}
