use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use serde::{Deserialize, Serialize};

use super::table::{Key, Slot, Table};
use super::{Pass, RiskError, classes, columns, fold};

/// Different values of a sensitive field a check can tell apart.
pub const MOST_VALUES: usize = 65_536;

/// How far two values are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distance {
    /// Any two are equally far: words and codes.
    Equal,
    /// By the values in between: numbers and dates.
    Ordered,
}

/// What a class gives away of a sensitive field, although nobody in it is singled out l-多样性, t-接近.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diversity {
    pub fields: Vec<String>,
    pub sensitive: String,
    /// Different values in the whole table; a missing one is a value.
    pub values: u32,
    /// Fewest different values in a class: the table is l-diverse for this l.
    pub least_distinct: u32,
    /// Least effective number of values in a class, e to the entropy: entropy l-diversity for this l.
    pub least_entropy: f64,
    /// Classes and rows in classes that have one value only: whoever is known to be in it is known to have it.
    pub settled_classes: u64,
    pub settled_rows: u64,
    pub distance: Distance,
    /// Greatest earth mover's distance between a class and the whole table, 0 to 1: t-closeness for this t.
    pub greatest_distance: f64,
}

/// A value within a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    class: u64,
    value: u32,
}

impl Key for Held {
    fn class(self) -> u64 {
        self.class
    }

    fn spread(self) -> u64 {
        fold::with_number(self.class, self.value.into())
    }
}

/// Reckons [`Diversity`] over batches.
#[derive(Debug)]
pub struct DiversityCheck {
    fields: Vec<String>,
    sensitive: String,
    table: Table<Held, 1>,
    hashes: Vec<u64>,
    values: Values,
    first_pass: bool,
    found: Found,
}

/// The different values of the sensitive field, by the order of their coming.
#[derive(Debug, Default)]
struct Values {
    numbers: HashMap<u64, u32>,
    /// Rows of each, over the whole table.
    rows: Vec<u64>,
    /// What each is as a number; not a number for a missing one.
    order: Vec<f64>,
    ordered: Option<bool>,
}

#[derive(Debug)]
struct Found {
    least_distinct: u32,
    least_entropy: f64,
    settled: (u64, u64),
    greatest: f64,
}

impl DiversityCheck {
    /// For one sensitive field within the classes of `fields`; `bound` counts values within classes.
    pub fn new(fields: &[String], sensitive: &str, bound: usize) -> Result<Self, RiskError> {
        if fields.is_empty() {
            return Err(RiskError::NoFields);
        }
        Ok(Self {
            fields: fields.to_vec(),
            sensitive: sensitive.to_owned(),
            table: Table::new(bound),
            hashes: Vec::new(),
            values: Values::default(),
            first_pass: true,
            found: Found::none(),
        })
    }

    pub fn take(&mut self, batch: &RecordBatch) -> Result<(), RiskError> {
        let sensitive = columns(batch, std::slice::from_ref(&self.sensitive))?;
        let Some(column) = sensitive.first() else { return Ok(()) };
        let values = self.values.read(column, self.first_pass, &self.sensitive)?;
        classes(batch, &self.fields, &mut self.hashes)?;
        let held = self.hashes.iter().zip(values).map(|(class, value)| Held { class: *class, value });
        self.table.take(0, held)
    }

    pub fn end_pass(&mut self) -> Result<Pass<Diversity>, RiskError> {
        self.first_pass = false;
        let whole = Whole::of(&self.values);
        let add = |found: &mut Found, slots: &mut [Slot<Held, 1>]| {
            slots.sort_unstable_by_key(|slot| (slot.key.class, slot.key.value));
            slots.chunk_by(|one, next| one.key.class == next.key.class).for_each(|class| found.add(class, &whole));
        };
        let (again, shares) = self.table.end_pass(Found::none, add)?;
        for share in &shares {
            self.found.add_all(share);
        }
        if again {
            return Ok(Pass::Again);
        }
        let none = self.values.rows.is_empty();
        Ok(Pass::Done(Diversity {
            fields: self.fields.clone(),
            sensitive: self.sensitive.clone(),
            values: u32::try_from(self.values.rows.len()).unwrap_or(u32::MAX),
            least_distinct: if none { 0 } else { self.found.least_distinct },
            least_entropy: if none { 0.0 } else { self.found.least_entropy },
            settled_classes: self.found.settled.0,
            settled_rows: self.found.settled.1,
            distance: if self.values.ordered == Some(true) { Distance::Ordered } else { Distance::Equal },
            greatest_distance: self.found.greatest,
        }))
    }
}

impl Values {
    /// The value's place for each row.
    fn read(&mut self, column: &ArrayRef, count: bool, field: &str) -> Result<Vec<u32>, RiskError> {
        let mut hashes = Vec::new();
        fold::start(&mut hashes, column.len());
        fold::values(column, &mut hashes)?;
        let amounts = amounts(column);
        self.ordered.get_or_insert(amounts.is_some());
        let mut out = Vec::with_capacity(column.len());
        for (row, hash) in hashes.into_iter().enumerate() {
            let new = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
            let value = *self.numbers.entry(hash).or_insert(new);
            if value == new {
                if self.rows.len() == MOST_VALUES {
                    return Err(RiskError::TooManyValues { field: field.to_owned(), bound: MOST_VALUES });
                }
                self.rows.push(0);
                let amount = amounts.as_ref().map(AsArray::as_primitive::<Float64Type>);
                let amount = amount.filter(|amounts| amounts.is_valid(row)).map(|amounts| amounts.value(row));
                self.order.push(amount.unwrap_or(f64::NAN));
            }
            if let Some(rows) = usize::try_from(value).ok().and_then(|value| self.rows.get_mut(value)) {
                *rows += u64::from(count);
            }
            out.push(value);
        }
        Ok(out)
    }
}

/// Numbers, dates and times as numbers; `None` for what has no order.
fn amounts(column: &ArrayRef) -> Option<ArrayRef> {
    let column = match column.data_type() {
        DataType::Date32 => cast(column, &DataType::Int32).ok()?,
        DataType::Timestamp(_, _) => cast(column, &DataType::Int64).ok()?,
        found if found.is_numeric() => ArrayRef::clone(column),
        _ => return None,
    };
    cast(&column, &DataType::Float64).ok()
}

/// The distribution of the whole table.
struct Whole {
    share: Vec<f64>,
    /// Where a value stands in the order; empty where there is none.
    place: Vec<usize>,
    /// Share of the values up to each place, and the sum of those before it.
    upto: Vec<f64>,
    sums: Vec<f64>,
}

impl Whole {
    fn of(values: &Values) -> Self {
        let rows: u64 = values.rows.iter().sum();
        let share: Vec<f64> = values.rows.iter().map(|count| *count as f64 / rows.max(1) as f64).collect();
        let mut whole = Self { share, place: Vec::new(), upto: Vec::new(), sums: vec![0.0] };
        if values.ordered != Some(true) {
            return whole;
        }
        let mut order: Vec<(f64, usize)> = values.order.iter().copied().zip(0..).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        whole.place = vec![0; order.len()];
        let (mut upto, mut sum) = (0.0, 0.0);
        for (place, (_, value)) in order.iter().enumerate() {
            if let Some(slot) = whole.place.get_mut(*value) {
                *slot = place;
            }
            upto += whole.share.get(*value).copied().unwrap_or_default();
            sum += upto;
            whole.upto.push(upto);
            whole.sums.push(sum);
        }
        whole
    }

    /// Earth mover's distance of a class, given as values and their shares.
    fn distance(&self, class: &mut [(usize, f64)]) -> f64 {
        if self.place.is_empty() {
            let shared: f64 = class
                .iter()
                .map(|(value, share)| self.share.get(*value).copied().unwrap_or_default().min(*share))
                .sum();
            return (1.0 - shared).max(0.0);
        }
        let last = self.upto.len().saturating_sub(1);
        if last == 0 {
            return 0.0;
        }
        for (value, _) in class.iter_mut() {
            *value = self.place.get(*value).copied().unwrap_or_default();
        }
        class.sort_unstable_by_key(|(place, _)| *place);
        let (mut total, mut held, mut from) = (0.0, 0.0, 0);
        for (place, share) in class.iter() {
            total += self.between(from, *place, held);
            (held, from) = (held + share, *place);
        }
        (total + self.between(from, last, held)) / last as f64
    }

    /// The sum of |held - upto| over the places `from..to`, in which the class has no further value.
    fn between(&self, from: usize, to: usize, held: f64) -> f64 {
        let places = self.upto.get(from..to).unwrap_or_default();
        let turn = from + places.partition_point(|upto| *upto < held);
        let sum = |from: usize, to: usize| {
            self.sums.get(to).copied().unwrap_or_default() - self.sums.get(from).copied().unwrap_or_default()
        };
        let below = held * (turn - from) as f64 - sum(from, turn);
        let above = sum(turn, to.max(turn)) - held * to.saturating_sub(turn) as f64;
        below + above
    }
}

impl Found {
    fn none() -> Self {
        Self { least_distinct: u32::MAX, least_entropy: f64::INFINITY, settled: (0, 0), greatest: 0.0 }
    }

    fn add_all(&mut self, other: &Self) {
        self.least_distinct = self.least_distinct.min(other.least_distinct);
        self.least_entropy = self.least_entropy.min(other.least_entropy);
        self.settled = (self.settled.0 + other.settled.0, self.settled.1 + other.settled.1);
        self.greatest = self.greatest.max(other.greatest);
    }

    fn add(&mut self, class: &[Slot<Held, 1>], whole: &Whole) {
        let rows: u64 = class.iter().map(|slot| u64::from(slot.counts[0])).sum();
        if rows == 0 {
            return;
        }
        let share = |slot: &Slot<Held, 1>| f64::from(slot.counts[0]) / rows as f64;
        let entropy: f64 = class.iter().map(share).map(|share| -share * share.ln()).sum();
        self.least_distinct = self.least_distinct.min(u32::try_from(class.len()).unwrap_or(u32::MAX));
        self.least_entropy = self.least_entropy.min(entropy.exp());
        if class.len() == 1 {
            self.settled.0 += 1;
            self.settled.1 += rows;
        }
        let value = |slot: &Slot<Held, 1>| usize::try_from(slot.key.value).unwrap_or_default();
        let mut shares: Vec<(usize, f64)> = class.iter().map(|slot| (value(slot), share(slot))).collect();
        self.greatest = self.greatest.max(whole.distance(&mut shares));
    }
}
