use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::SchemaRef;

use super::code::Codebook;
use super::error::FingerprintError;
use super::identity;
use super::marks::{FieldMarks, Marker, Marks};
use super::plan::{FieldRule, Plan};
use super::scalars::{self, Scalars, Shift};
use super::secret::{CopyId, DatasetSecret};
use super::utility::{Tally, Utility};
use super::window::Windows;

/// Marks one copy 嵌入指纹 while it streams past, row order and batches as the table is read.
///
/// The same table, plan, secret and copy give the same rows, however the table was batched. Memory is bounded by one
/// window of 65,536 rows where totals or order are at play, and by one batch otherwise.
#[derive(Debug)]
pub struct Embedder {
    plan: Plan,
    marker: Marker,
    /// The copy's code word.
    word: Vec<bool>,
    windows: Windows,
    schema: SchemaRef,
    tally: Tally,
}

impl Embedder {
    /// `schema` is the table as it would leave unmarked, and the key fields even where they do not leave.
    pub fn new(
        plan: &Plan,
        secret: &DatasetSecret,
        copy: &CopyId,
        schema: &SchemaRef,
    ) -> Result<Self, FingerprintError> {
        let marker = Marker::new(plan, secret, schema)?;
        let word = Codebook::new(plan.draft().code, secret).word(copy);
        Ok(Self {
            plan: plan.clone(),
            marker,
            word,
            windows: Windows::new(Arc::clone(schema), plan.ties_rows()),
            schema: Arc::clone(schema),
            tally: Tally::new(plan),
        })
    }

    /// Takes the next rows and hands out those that are ready, marked.
    pub fn push(&mut self, batch: &RecordBatch) -> Result<Vec<RecordBatch>, FingerprintError> {
        self.windows.push(batch)?.iter().map(|stretch| self.mark(stretch)).collect()
    }

    /// The last rows, and what the marks changed.
    pub fn finish(mut self) -> Result<(Option<RecordBatch>, Utility), FingerprintError> {
        let last = self.windows.finish()?.map(|stretch| self.mark(&stretch)).transpose()?;
        Ok((last, self.tally.finish()))
    }

    fn bit(&self, position: u32) -> bool {
        usize::try_from(position).ok().and_then(|at| self.word.get(at)).copied().unwrap_or_default()
    }

    fn mark(&mut self, stretch: &RecordBatch) -> Result<RecordBatch, FingerprintError> {
        let marks = self.marker.marks(stretch, None)?;
        let mut columns = stretch.columns().to_vec();
        let rules = self.plan.rules().to_vec();
        for (number, (rule, marks)) in rules.iter().zip(&marks.fields).enumerate() {
            let missing = || FingerprintError::Missing { name: rule.name.clone() };
            let at = self.schema.index_of(&rule.name).map_err(|_| missing())?;
            let column = columns.get_mut(at).ok_or_else(missing)?;
            let marked = if marks.words.is_empty() {
                self.shifted(number, rule, column, marks)?
            } else {
                self.worded(number, rule, column, marks)?
            };
            if self.plan.groups(&rule.name).is_some() {
                self.add_up(stretch, rule, (column, &marked), marks)?;
            }
            *column = marked;
        }
        let marked =
            RecordBatch::try_new(Arc::clone(stretch.schema_ref()), columns).map_err(FingerprintError::arrow)?;
        self.arranged(&marked, &marks)
    }

    fn shifted(
        &mut self,
        number: usize,
        rule: &FieldRule,
        column: &ArrayRef,
        marks: &FieldMarks,
    ) -> Result<ArrayRef, FingerprintError> {
        let shift =
            |mark: &super::marks::ShiftMark| (mark.row, if self.bit(mark.position) { mark.shift } else { -mark.shift });
        let shifts: Vec<Shift> = marks.shifts.iter().map(shift).collect();
        self.tally.count(
            number,
            column.len() - column.null_count(),
            shifts.iter().map(|(_, steps)| steps.unsigned_abs()),
        );
        scalars::moved(column, &rule.channel, &shifts).ok_or_else(|| wrong_type(rule, column))
    }

    fn worded(
        &mut self,
        number: usize,
        rule: &FieldRule,
        column: &ArrayRef,
        marks: &FieldMarks,
    ) -> Result<ArrayRef, FingerprintError> {
        let texts = scalars::text(column).ok_or_else(|| wrong_type(rule, column))?;
        let mut chosen = Vec::with_capacity(marks.words.len());
        let mut changes = Vec::new();
        for (mark, place) in marks.words.iter().zip(0_i64..) {
            let (form, size) = if self.bit(mark.position) { &mark.one } else { &mark.zero };
            chosen.push((mark.row, place));
            if form != texts.value(mark.row) {
                changes.push(u64::from(*size));
            }
        }
        self.tally.count(number, column.len() - column.null_count(), changes.into_iter());
        let form = |_: &str, place: i64| {
            let mark = marks.words.get(usize::try_from(place).ok()?)?;
            Some(if self.bit(mark.position) { mark.one.0.clone() } else { mark.zero.0.clone() })
        };
        scalars::rewritten(column, &chosen, form).ok_or_else(|| wrong_type(rule, column))
    }

    /// Adds up, group by group, what truly changed, so that the report rests on the values and not on the intention.
    fn add_up(
        &mut self,
        stretch: &RecordBatch,
        rule: &FieldRule,
        (before, after): (&ArrayRef, &ArrayRef),
        marks: &FieldMarks,
    ) -> Result<(), FingerprintError> {
        let by = self.plan.groups(&rule.name).unwrap_or_default();
        let columns: Vec<usize> = by.iter().filter_map(|name| self.schema.index_of(name).ok()).collect();
        let groups = identity::of_rows(stretch, &columns, &super::secret::Prf::new([0; 32]), false, None)?;
        let read = |column| Scalars::of(column, &rule.channel).ok_or_else(|| wrong_type(rule, column));
        let (before, after) = (read(before)?, read(after)?);
        let mut changes: HashMap<[u8; 32], i128> = HashMap::new();
        for mark in &marks.shifts {
            let change = before.get(mark.row).zip(after.get(mark.row)).and_then(|(before, after)| {
                let (before, after) = (before.with_decimals(15)?, after.with_decimals(15)?);
                Some(after.mantissa - before.mantissa)
            });
            let group = groups.get(mark.row).copied().flatten().unwrap_or_default();
            // What cannot be read back has not been kept.
            *changes.entry(group).or_default() += change.unwrap_or(1);
        }
        if changes.values().any(|change| *change != 0) {
            self.tally.moved(&rule.name);
        }
        Ok(())
    }

    /// The rows that leave, in the order their bits ask for.
    fn arranged(&mut self, marked: &RecordBatch, marks: &Marks) -> Result<RecordBatch, FingerprintError> {
        let rows = marked.num_rows();
        let utility = &mut self.tally.utility;
        utility.rows_in += rows as u64;
        utility.rows_out += rows as u64;
        if marks.selected.is_empty() && marks.ordered.is_empty() {
            return Ok(marked.clone());
        }
        let mut order: Vec<Option<u32>> = (0..u32::try_from(rows).unwrap_or(u32::MAX)).map(Some).collect();
        for mark in &marks.selected {
            if !self.bit(mark.position)
                && let Some(place) = order.get_mut(mark.row)
            {
                *place = None;
                self.tally.utility.rows_out -= 1;
            }
        }
        for mark in &marks.ordered {
            if !self.bit(mark.position) && mark.row + 1 < order.len() {
                order.swap(mark.row, mark.row + 1);
                self.tally.utility.pairs_swapped += 1;
            }
        }
        let order: UInt32Array = order.into_iter().flatten().collect();
        take_record_batch(marked, &order).map_err(FingerprintError::arrow)
    }
}

fn wrong_type(rule: &FieldRule, column: &ArrayRef) -> FingerprintError {
    FingerprintError::Type { name: rule.name.clone(), found: column.data_type().clone() }
}
