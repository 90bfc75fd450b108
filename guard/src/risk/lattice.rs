//! The least generalisation that passes, by Samarati's search: if any combination of a height passes, one of every
//! greater height does, so the least height is found by halving.

use std::collections::HashMap;

use arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::{concat, take};
use base::Mask;
use serde::{Deserialize, Serialize};

use super::anonymity::{Anonymity, Tally};
use super::table::{Class, Table};
use super::{Ladder, RiskError, columns, fold};
use crate::mask::Masker;

/// The generalisation to release a table under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suggestion {
    /// The mask of each quasi-identifier.
    pub masks: Vec<(String, Mask)>,
    /// What the table is then like. The rows below k are to be left out.
    pub anonymity: Anonymity,
}

/// Combinations of levels in all.
const COMBINATIONS: usize = 20_000;

/// Different values of one field.
const VALUES: usize = 1 << 20;

/// Searches the levels of several fields.
#[derive(Debug)]
pub struct LeastGeneralisation {
    ladders: Vec<Ladder>,
    names: Vec<String>,
    bound: usize,
    fields: Vec<Field>,
    /// Classes of the table as it is, by their numbers.
    classes: HashMap<u64, usize>,
    rows: Vec<u32>,
    /// Each class's value of each field, one class after the other.
    values: Vec<u32>,
}

/// The different values of a field.
#[derive(Debug, Default)]
struct Field {
    places: HashMap<u64, u32>,
    parts: Vec<ArrayRef>,
}

impl LeastGeneralisation {
    /// Among these ladders, for tables of at most `bound` classes before generalisation.
    pub fn new(ladders: Vec<Ladder>, bound: usize) -> Result<Self, RiskError> {
        if ladders.is_empty() {
            return Err(RiskError::NoFields);
        }
        let combinations = ladders.iter().fold(1, |all: usize, ladder| all.saturating_mul(ladder.levels.len()));
        if combinations > COMBINATIONS {
            return Err(RiskError::TooManyCombinations { bound: COMBINATIONS, found: combinations });
        }
        let names = ladders.iter().map(|ladder| ladder.field.clone()).collect();
        let fields = ladders.iter().map(|_| Field::default()).collect();
        Ok(Self { ladders, names, bound, fields, classes: HashMap::new(), rows: Vec::new(), values: Vec::new() })
    }

    pub fn take(&mut self, batch: &RecordBatch) -> Result<(), RiskError> {
        let columns = columns(batch, &self.names)?;
        let mut hashes: Vec<Vec<u64>> = Vec::with_capacity(columns.len());
        for column in &columns {
            let mut own = Vec::new();
            fold::start(&mut own, batch.num_rows());
            fold::values(column, &mut own)?;
            hashes.push(own);
        }
        let mut fresh: Vec<Vec<u32>> = vec![Vec::new(); columns.len()];
        for row in 0..batch.num_rows() {
            let at = |own: &Vec<u64>| own.get(row).copied().unwrap_or_default();
            let number = hashes.iter().fold(0, |class, own| fold::with_number(class, at(own)));
            let class = *self.classes.entry(number).or_insert(self.rows.len());
            if let Some(rows) = self.rows.get_mut(class) {
                *rows = rows.saturating_add(1);
                continue;
            }
            if self.rows.len() == self.bound {
                return Err(RiskError::TooManyClasses { bound: self.bound });
            }
            self.rows.push(1);
            for ((field, own), fresh) in self.fields.iter_mut().zip(&hashes).zip(&mut fresh) {
                let (place, new) = field.place(at(own));
                self.values.push(place);
                if new {
                    fresh.push(u32::try_from(row).unwrap_or_default());
                }
            }
        }
        for (((field, column), fresh), name) in self.fields.iter_mut().zip(columns).zip(fresh).zip(&self.names) {
            if field.places.len() > VALUES {
                return Err(RiskError::TooManyValues { field: name.clone(), bound: VALUES });
            }
            let part = take(column, &UInt32Array::from(fresh), None);
            field.parts.push(part.map_err(|_| RiskError::Column { found: column.data_type().clone() })?);
        }
        Ok(())
    }

    /// The least generalisation under which at most `left_out` rows stand in classes smaller than `k`; among those of
    /// one height the one that leaves out fewest rows, then the one with most classes. `None` when not even the
    /// coarsest levels pass.
    pub fn find(&self, k: u32, left_out: u64) -> Result<Option<Suggestion>, RiskError> {
        if k < 2 {
            return Err(RiskError::SmallK { found: k });
        }
        let levels = self.levels()?;
        let tops: Vec<usize> = self.ladders.iter().map(|ladder| ladder.levels.len().saturating_sub(1)).collect();
        let (mut low, mut high) = (0, tops.iter().sum::<usize>());
        let mut best = self.best(&levels, &combinations(&tops, high), k, left_out)?;
        if best.is_none() {
            return Ok(None);
        }
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.best(&levels, &combinations(&tops, middle), k, left_out)? {
                None => low = middle + 1,
                found => (best, high) = (found, middle),
            }
        }
        Ok(best.map(|(combination, anonymity)| {
            let mask = |(ladder, level): (&Ladder, &usize)| {
                (ladder.field.clone(), ladder.levels.get(*level).cloned().unwrap_or(Mask::Drop))
            };
            Suggestion { masks: self.ladders.iter().zip(&combination).map(mask).collect(), anonymity }
        }))
    }

    fn best(
        &self,
        levels: &[Vec<Vec<u64>>],
        combinations: &[Vec<usize>],
        k: u32,
        left_out: u64,
    ) -> Result<Option<(Vec<usize>, Anonymity)>, RiskError> {
        let mut best: Option<(Vec<usize>, Anonymity)> = None;
        for combination in combinations {
            let found = self.try_out(levels, combination, k)?;
            let rank = |found: &Anonymity| (found.rows_below, std::cmp::Reverse(found.classes));
            let better = best.as_ref().is_none_or(|(_, known)| rank(&found) < rank(known));
            if found.rows_below <= left_out && better {
                best = Some((combination.clone(), found));
            }
        }
        Ok(best)
    }

    fn try_out(&self, levels: &[Vec<Vec<u64>>], combination: &[usize], k: u32) -> Result<Anonymity, RiskError> {
        let chosen = levels.iter().zip(combination).map(|(levels, level)| levels.get(*level).map(Vec::as_slice));
        let chosen: Vec<&[u64]> = chosen.map(Option::unwrap_or_default).collect();
        let mut table = Table::<Class, 1>::new(self.rows.len());
        for (values, rows) in self.values.chunks(self.fields.len()).zip(&self.rows) {
            let value = |(level, place): (&&[u64], &u32)| {
                usize::try_from(*place).ok().and_then(|place| level.get(place)).copied().unwrap_or_default()
            };
            let number = chosen.iter().zip(values).map(value).fold(0, fold::with_number);
            table.take_many(Class::of(number), *rows)?;
        }
        let mut tally = Tally::new(k);
        tally.end_pass(&mut table)?;
        Ok(tally.finish(&self.names))
    }

    /// For each field and level, the number of what each of its values becomes there.
    fn levels(&self) -> Result<Vec<Vec<Vec<u64>>>, RiskError> {
        let both = self.ladders.iter().zip(&self.fields);
        both.map(|(ladder, field)| {
            let mut levels: Vec<Vec<u64>> = Vec::with_capacity(ladder.levels.len());
            for mask in &ladder.levels {
                let level = field.masked(mask, &ladder.field)?;
                if levels.last().is_some_and(|finer| !is_coarser(finer, &level)) {
                    return Err(RiskError::NotCoarser { field: ladder.field.clone(), mask: mask.to_string() });
                }
                levels.push(level);
            }
            Ok(levels)
        })
        .collect()
    }
}

/// Whether equal values stay equal.
fn is_coarser(finer: &[u64], level: &[u64]) -> bool {
    let mut becomes = HashMap::new();
    finer.iter().zip(level).all(|(from, to)| becomes.entry(*from).or_insert(*to) == to)
}

impl Field {
    /// The place of a value, and whether it is new.
    fn place(&mut self, number: u64) -> (u32, bool) {
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(number).or_insert(next);
        (place, place == next)
    }

    fn masked(&self, mask: &Mask, name: &str) -> Result<Vec<u64>, RiskError> {
        let parts: Vec<_> = self.parts.iter().map(std::convert::AsRef::as_ref).collect();
        if parts.is_empty() || mask == &Mask::Drop {
            return Ok(vec![0; self.places.len()]);
        }
        let level = |source| RiskError::Level { field: name.to_owned(), source };
        let all = concat(&parts).map_err(|_| RiskError::TooManyValues { field: name.to_owned(), bound: VALUES })?;
        let out = Masker::new(mask, all.data_type(), None).and_then(|masker| masker.apply(&all)).map_err(level)?;
        let mut hashes = Vec::new();
        fold::start(&mut hashes, out.len());
        fold::values(&out, &mut hashes)?;
        Ok(hashes)
    }
}

/// Every combination of levels up to `tops` whose sum is `height`.
fn combinations(tops: &[usize], height: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<(Vec<usize>, usize)> = vec![(Vec::new(), 0)];
    for top in tops {
        all = all
            .iter()
            .flat_map(|(levels, sum)| {
                (0..=*top)
                    .filter(move |level| sum + level <= height)
                    .map(move |level| (levels.iter().copied().chain([level]).collect(), sum + level))
            })
            .collect();
    }
    all.into_iter().filter(|(_, sum)| *sum == height).map(|(levels, _)| levels).collect()
}
