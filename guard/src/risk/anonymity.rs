use arrow::array::RecordBatch;
use serde::{Deserialize, Serialize};

use super::table::{Class, Slot, Table};
use super::{Pass, RiskError, classes};

/// How well rows hide among their like k-匿名.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anonymity {
    pub fields: Vec<String>,
    /// The size asked for.
    pub k: u32,
    pub rows: u64,
    pub classes: u64,
    /// Rows of the smallest class; 0 when there are no rows.
    pub smallest: u32,
    /// Rows in classes smaller than `k`.
    pub rows_below: u64,
    /// Rows alone in their class 唯一.
    pub unique: u64,
    pub sizes: Vec<SizeBand>,
}

impl Anonymity {
    /// Whether every row hides among at least `k`.
    pub fn holds(&self) -> bool {
        self.rows_below == 0
    }
}

/// Classes of about one size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeBand {
    /// Rows of the smallest classes in it; the next band's begin where they end.
    pub from: u32,
    pub classes: u64,
    pub rows: u64,
}

const BANDS: [u32; 8] = [1, 2, 3, 5, 10, 20, 50, 100];

/// Adds up the sizes of classes.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    k: u32,
    rows: u64,
    classes: u64,
    smallest: u32,
    rows_below: u64,
    bands: [(u64, u64); BANDS.len()],
}

impl Tally {
    pub(super) fn new(k: u32) -> Self {
        Self { k, rows: 0, classes: 0, smallest: 0, rows_below: 0, bands: [(0, 0); BANDS.len()] }
    }

    /// Ends a pass over `table` and adds the classes counted in it; says whether another pass is needed.
    pub(super) fn end_pass(&mut self, table: &mut Table<Class, 1>) -> Result<bool, RiskError> {
        let k = self.k;
        let (again, shares) = table.end_pass(|| Sizes { small: [0; SMALL], others: Self::new(k) }, Sizes::add)?;
        for Sizes { small, others } in shares {
            small.into_iter().zip(0..).for_each(|(classes, size)| self.add(size, classes));
            self.add_all(&others);
        }
        Ok(again)
    }

    /// Adds so many classes of one size.
    fn add(&mut self, size: u32, classes: u64) {
        if classes == 0 {
            return;
        }
        let rows = u64::from(size) * classes;
        self.rows += rows;
        self.classes += classes;
        self.smallest = smaller(self.smallest, size);
        self.rows_below += if size < self.k { rows } else { 0 };
        let band = BANDS.iter().rposition(|from| *from <= size).and_then(|band| self.bands.get_mut(band));
        if let Some((all, total)) = band {
            *all += classes;
            *total += rows;
        }
    }

    fn add_all(&mut self, other: &Self) {
        self.rows += other.rows;
        self.classes += other.classes;
        self.smallest = smaller(self.smallest, other.smallest);
        self.rows_below += other.rows_below;
        for ((classes, rows), (more, of)) in self.bands.iter_mut().zip(other.bands) {
            *classes += more;
            *rows += of;
        }
    }

    pub(super) fn rows_below(&self) -> u64 {
        self.rows_below
    }

    pub(super) fn finish(&self, fields: &[String]) -> Anonymity {
        let bands = BANDS.iter().zip(&self.bands);
        let sizes = bands.map(|(from, (classes, rows))| SizeBand { from: *from, classes: *classes, rows: *rows });
        Anonymity {
            fields: fields.to_vec(),
            k: self.k,
            rows: self.rows,
            classes: self.classes,
            smallest: self.smallest,
            rows_below: self.rows_below,
            unique: self.bands.first().map_or(0, |(unique, _)| *unique),
            sizes: sizes.collect(),
        }
    }
}

/// The smaller of two sizes, of which 0 is none.
fn smaller(one: u32, other: u32) -> u32 {
    if one == 0 || other == 0 { one.max(other) } else { one.min(other) }
}

/// Sizes below this are frequent enough to be counted before they are added.
const SMALL: usize = 128;

/// The classes one core has seen.
struct Sizes {
    /// Classes of each small size.
    small: [u64; SMALL],
    others: Tally,
}

impl Sizes {
    fn add(&mut self, slots: &mut [Slot<Class, 1>]) {
        // Most are alone, and to add one after another to one figure would be to wait for each.
        let alone = slots.iter().filter(|slot| slot.counts == [1]).count();
        if let Some(classes) = self.small.get_mut(1) {
            *classes += alone as u64;
        }
        if alone == slots.len() {
            return;
        }
        for Slot { counts: [size], .. } in slots.iter().filter(|slot| slot.counts != [1]) {
            match usize::try_from(*size).ok().and_then(|size| self.small.get_mut(size)) {
                Some(classes) => *classes += 1,
                None => self.others.add(*size, 1),
            }
        }
    }
}

/// Rows whose numbers are made together, so that they stay near at hand from column to column.
const BLOCK: usize = 2048;

/// Reckons [`Anonymity`] over batches.
#[derive(Debug)]
pub struct KCheck {
    fields: Vec<String>,
    table: Table<Class, 1>,
    hashes: Vec<u64>,
    tally: Tally,
}

impl KCheck {
    /// Over the quasi-identifiers `fields`, for classes of at least `k`, holding `bound` classes at once.
    pub fn new(fields: &[String], k: u32, bound: usize) -> Result<Self, RiskError> {
        if fields.is_empty() {
            return Err(RiskError::NoFields);
        }
        if k < 2 {
            return Err(RiskError::SmallK { found: k });
        }
        Ok(Self { fields: fields.to_vec(), table: Table::new(bound), hashes: Vec::new(), tally: Tally::new(k) })
    }

    pub fn take(&mut self, batch: &RecordBatch) -> Result<(), RiskError> {
        for from in (0..batch.num_rows().max(1)).step_by(BLOCK) {
            let block = batch.slice(from, BLOCK.min(batch.num_rows() - from));
            classes(&block, &self.fields, &mut self.hashes)?;
            self.table.take(0, self.hashes.iter().map(|number| Class::of(*number)))?;
        }
        Ok(())
    }

    /// Takes what another check of the same question counted over other batches; both in their first pass.
    pub fn merge(&mut self, other: Self) -> Result<(), RiskError> {
        self.table.merge(other.table)
    }

    pub fn end_pass(&mut self) -> Result<Pass<Anonymity>, RiskError> {
        let again = self.tally.end_pass(&mut self.table)?;
        Ok(if again { Pass::Again } else { Pass::Done(self.tally.finish(&self.fields)) })
    }
}
