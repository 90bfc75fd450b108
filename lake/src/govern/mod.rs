//! The one kernel between stored rows and every answer: row filter and sample, then masks, then the reader's own
//! conditions.
//!
//! The order matters. A row outside the agreement is gone before a mask touches it, and what the reader compares is
//! what the reader may see. Keys, pages, aggregates, SQL and exports all pass here; there is no second way.
//!
//! What draws by chance draws by the row's key, or where it stands, and so gives one row one value whichever way it is
//! read. A mask by which values change rows works on the whole chunk a row is stored in, not on the rows of a question.

mod condition;
mod draws;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::compute::{filter, not, prep_null_mask_filter};
use arrow::datatypes::{Field, FieldRef, Schema, SchemaRef};
use base::Mask;
use domain::agreement::Condition;
use guard::mask::{Masker, PseudonymKey, RowKeys, Sample};

use crate::grant::TableTerms;
use crate::read::ReadError;
use condition::Test;
use draws::Names;

/// A granted column: where it is stored and how it leaves.
#[derive(Clone)]
struct Leaving {
    column: usize,
    mask: Mask,
    masker: Masker,
    field: FieldRef,
}

/// What an agreement allows of one table, ready to be applied to its rows.
#[derive(Clone)]
pub(crate) struct Governor {
    /// Stored columns to read, ascending.
    needed: Arc<[usize]>,
    /// Row filter of the agreement, over stored columns.
    rows: Vec<Test>,
    /// Which of those rows exist for the reader, where not all do.
    sample: Option<Sample>,
    names: Names,
    /// Granted columns that are shown or compared.
    leaving: Vec<Leaving>,
    /// The reader's conditions, over positions in `leaving`.
    asked: Vec<Test>,
    /// Positions in `leaving`, in the order shown.
    shown: Vec<usize>,
    schema: SchemaRef,
}

impl Governor {
    /// Everything `table` grants of a version stored as `stored`. Refuses what it could not enforce.
    pub(crate) fn new(stored: &Schema, table: &TableTerms, key: &PseudonymKey) -> Result<Self, ReadError> {
        let column = |field: &str| stored.index_of(field).map_err(|_| ReadError::FieldGone { field: field.to_owned() });
        let mut leaving: Vec<Leaving> = Vec::with_capacity(table.fields.len());
        for granted in &table.fields {
            if granted.mask == Mask::Drop {
                continue;
            }
            let number = column(&granted.name)?;
            if leaving.iter().any(|other| other.column == number) {
                return Err(ReadError::FieldTwice { field: granted.name.clone() });
            }
            let stored_type = stored.field(number).data_type();
            let refused = |source| ReadError::Mask { field: granted.name.clone(), source };
            let masker = Masker::for_field(&granted.mask, stored_type, Some(key), &granted.name).map_err(refused)?;
            let field = Arc::new(Field::new(&granted.name, masker.output_type(), true));
            leaving.push(Leaving { column: number, mask: granted.mask.clone(), masker, field });
        }
        let rows = table
            .rows
            .iter()
            .map(|condition| {
                let number = column(&condition.field)?;
                Test::new(condition, number, stored.field(number).data_type())
            })
            .collect::<Result<_, _>>()?;
        let shown = (0..leaving.len()).collect();
        let sample = table.sample.map(|per_mille| Sample::new(key, per_mille)).transpose();
        let mut governor = Self {
            needed: Arc::from([]),
            rows,
            sample: sample.map_err(|source| ReadError::Draws { source })?,
            names: Names::of(&table.version, stored)?,
            leaving,
            asked: Vec::new(),
            shown,
            schema: Arc::new(Schema::empty()),
        };
        governor.settle();
        Ok(governor)
    }

    /// Adds conditions of the reader. A field that is not granted is unknown, whether it is stored or not.
    pub(crate) fn require(mut self, conditions: &[Condition]) -> Result<Self, ReadError> {
        for condition in conditions {
            let position = self.position(&condition.field)?;
            let field = self.leaving.get(position).map(|leaving| Arc::clone(&leaving.field));
            let field = field.ok_or_else(|| ReadError::UnknownField { field: condition.field.clone() })?;
            self.asked.push(Test::new(condition, position, field.data_type())?);
        }
        self.settle();
        Ok(self)
    }

    /// Shows only `fields`, in this order.
    pub(crate) fn only(mut self, fields: &[String]) -> Result<Self, ReadError> {
        self.shown = fields.iter().map(|field| self.position(field)).collect::<Result<_, _>>()?;
        self.settle();
        Ok(self)
    }

    /// Shows the stored key field as it is, last, under the name `name`. What leaves never has it: rows are told by it
    /// where marks are made and looked for.
    pub(crate) fn with_row_key(mut self, stored: &Schema, key: &str, name: &str) -> Result<Self, ReadError> {
        let gone = |_| ReadError::FieldGone { field: key.to_owned() };
        let column = stored.index_of(key).map_err(gone)?;
        let data_type = stored.field(column).data_type();
        let refused = |source| ReadError::Mask { field: key.to_owned(), source };
        let masker = Masker::for_field(&Mask::Keep, data_type, None, key).map_err(refused)?;
        let field = Arc::new(Field::new(name, masker.output_type(), true));
        self.shown.push(self.leaving.len());
        self.leaving.push(Leaving { column, mask: Mask::Keep, masker, field });
        self.settle();
        Ok(self)
    }

    /// Shows only these of the shown columns, by position.
    pub(crate) fn project(mut self, positions: &[usize]) -> Self {
        self.shown = positions.iter().filter_map(|position| self.shown.get(*position).copied()).collect();
        self.settle();
        self
    }

    /// Columns of the stored table to read, ascending; [`Governor::apply`] takes batches of exactly these.
    pub(crate) fn needed(&self) -> &Arc<[usize]> {
        &self.needed
    }

    /// The shape of what leaves.
    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Where the stored `column` stands among the needed ones, when it is granted as it is.
    pub(crate) fn unmasked_position(&self, column: usize) -> Option<usize> {
        let granted = self.leaving.iter().any(|leaving| leaving.column == column && leaving.mask == Mask::Keep);
        granted.then(|| self.needed.binary_search(&column).ok()).flatten()
    }

    /// Shown fields with the masks they leave under.
    pub(crate) fn masks(&self) -> impl Iterator<Item = (&str, &Mask)> {
        let shown = self.shown.iter().filter_map(|position| self.leaving.get(*position));
        shown.map(|leaving| (leaving.field.name().as_str(), &leaving.mask))
    }

    /// Whether values change rows among those of a chunk, so that whole chunks must be handed in.
    pub(crate) fn needs_chunks(&self) -> bool {
        self.leaving.iter().any(|leaving| leaving.masker.needs_group())
    }

    /// The rows of `stored`, which begin at `first_row` of the version, as they may leave.
    pub(crate) fn apply(&self, stored: &RecordBatch, first_row: u64) -> Result<RecordBatch, ReadError> {
        self.apply_to_part(stored, first_row, 0..stored.num_rows(), usize::MAX).map(|(rows, _)| rows)
    }

    /// At most `most` of the rows in `part` of a chunk as they may leave, and how many rows of the part that used up.
    pub(crate) fn apply_to_part(
        &self,
        chunk: &RecordBatch,
        first_row: u64,
        part: Range<usize>,
        most: usize,
    ) -> Result<(RecordBatch, usize), ReadError> {
        if self.needs_chunks() {
            return self.govern(chunk, first_row, part, most);
        }
        let rows = part.len();
        self.govern(&chunk.slice(part.start, rows), first_row + part.start as u64, 0..rows, most)
    }

    fn govern(
        &self,
        stored: &RecordBatch,
        first_row: u64,
        part: Range<usize>,
        most: usize,
    ) -> Result<(RecordBatch, usize), ReadError> {
        let admitted = self.admitted(stored, first_row)?;
        let columns = self.masked(stored, first_row, admitted.as_ref())?;
        let rows = admitted.as_ref().map_or(stored.num_rows(), BooleanArray::true_count);
        let mut wanted = every(&self.asked, |position| columns.get(position).cloned().ok_or(ReadError::OtherShape))?;
        if part != (0..stored.num_rows()) {
            let within: BooleanArray = (0..stored.num_rows()).map(|row| Some(part.contains(&row))).collect();
            let within = kept(Arc::new(within), admitted.as_ref())?;
            wanted = Some(both(wanted, within.as_boolean().clone())?);
        }
        let left = wanted.as_ref().map_or(rows, BooleanArray::true_count);
        let shown = self.shown.iter().filter_map(|position| columns.get(*position));
        let mut leaving =
            shown.map(|column| kept(Arc::clone(column), wanted.as_ref())).collect::<Result<Vec<_>, _>>()?;
        let used = if left > most {
            leaving = leaving.iter().map(|column| column.slice(0, most)).collect();
            let last = nth_set(wanted.as_ref(), most - 1);
            nth_set(admitted.as_ref(), last) + 1 - part.start
        } else {
            part.len()
        };
        let options = RecordBatchOptions::new().with_row_count(Some(left.min(most)));
        let batch = RecordBatch::try_new_with_options(self.schema(), leaving, &options).map_err(ReadError::arrow)?;
        Ok((batch, used))
    }

    /// The granted columns of the admitted rows, masked.
    fn masked(
        &self,
        stored: &RecordBatch,
        first_row: u64,
        admitted: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>, ReadError> {
        let draws = self.leaving.iter().any(|leaving| leaving.masker.needs_rows());
        let keys = draws.then(|| self.row_keys(stored, first_row, admitted)).transpose()?;
        let masked = |leaving: &Leaving| {
            let column = kept(self.stored_column(stored, leaving.column)?, admitted)?;
            let masked = match &keys {
                Some(keys) => leaving.masker.apply_to_rows(&column, keys),
                None => leaving.masker.apply(&column),
            };
            masked.map_err(|source| ReadError::Mask { field: leaving.field.name().clone(), source })
        };
        self.leaving.iter().map(masked).collect()
    }

    fn row_keys(
        &self,
        stored: &RecordBatch,
        first_row: u64,
        kept: Option<&BooleanArray>,
    ) -> Result<RowKeys, ReadError> {
        self.names.rows(stored, first_row, kept, |column| self.stored_column(stored, column))
    }

    /// The rows of `stored` the row filter does not admit, as they are granted: what stays when those it admits are erased.
    pub(crate) fn remaining(&self, stored: &RecordBatch, first_row: u64) -> Result<RecordBatch, ReadError> {
        // Without a filter every row is admitted, and none stays.
        let admitted =
            self.admitted(stored, first_row)?.unwrap_or_else(|| BooleanArray::from(vec![true; stored.num_rows()]));
        let staying = not(&admitted).map_err(ReadError::arrow)?;
        let shown = self.shown.iter().filter_map(|position| self.leaving.get(*position));
        let columns = shown.map(|leaving| {
            let column = kept(self.stored_column(stored, leaving.column)?, Some(&staying))?;
            let masked = leaving.masker.apply(&column);
            masked.map_err(|source| ReadError::Mask { field: leaving.field.name().clone(), source })
        });
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(staying.true_count()));
        RecordBatch::try_new_with_options(self.schema(), columns, &options).map_err(ReadError::arrow)
    }

    fn position(&self, field: &str) -> Result<usize, ReadError> {
        let found = self.leaving.iter().position(|leaving| leaving.field.name() == field);
        found.ok_or_else(|| ReadError::UnknownField { field: field.to_owned() })
    }

    /// The rows the agreement lets the reader know of; `None` where it is all of them.
    fn admitted(&self, stored: &RecordBatch, first_row: u64) -> Result<Option<BooleanArray>, ReadError> {
        let agreed = every(&self.rows, |column| self.stored_column(stored, column))?;
        let Some(sample) = &self.sample else { return Ok(agreed) };
        let drawn = sample.keeps(&self.row_keys(stored, first_row, None)?);
        both(agreed, drawn).map(Some)
    }

    fn stored_column(&self, stored: &RecordBatch, column: usize) -> Result<ArrayRef, ReadError> {
        let position = self.needed.binary_search(&column).unwrap_or(usize::MAX);
        stored.columns().get(position).cloned().ok_or(ReadError::OtherShape)
    }

    /// Drops granted columns that are neither shown nor compared, and lists what must be read.
    fn settle(&mut self) {
        let used: BTreeSet<usize> = self.shown.iter().copied().chain(self.asked.iter().map(Test::column)).collect();
        let place: Vec<usize> = used.iter().copied().collect();
        let moved = |position: usize| place.binary_search(&position).unwrap_or(usize::MAX);
        self.leaving = used.iter().filter_map(|position| self.leaving.get(*position).cloned()).collect();
        self.shown = self.shown.iter().map(|position| moved(*position)).collect();
        for test in &mut self.asked {
            test.move_to(moved(test.column()));
        }
        let draws = self.sample.is_some() || self.leaving.iter().any(|leaving| leaving.masker.needs_rows());
        let mut stored: BTreeSet<usize> =
            self.rows.iter().map(Test::column).chain(self.leaving.iter().map(|leaving| leaving.column)).collect();
        stored.extend(self.names.column().filter(|_| draws));
        self.needed = stored.into_iter().collect();
        let fields = self.shown.iter().filter_map(|position| self.leaving.get(*position));
        self.schema = Arc::new(Schema::new(fields.map(|leaving| Arc::clone(&leaving.field)).collect::<Vec<_>>()));
    }
}

/// The rows where all tests hold; `None` when there is no test.
fn every(
    tests: &[Test],
    column: impl Fn(usize) -> Result<ArrayRef, ReadError>,
) -> Result<Option<BooleanArray>, ReadError> {
    let mut all: Option<BooleanArray> = None;
    for test in tests {
        let holds = test.evaluate(&column(test.column())?)?;
        // Neither true nor false is not true: a comparison with a missing value admits nothing.
        let holds = if holds.null_count() > 0 { prep_null_mask_filter(&holds) } else { holds };
        all = Some(both(all, holds)?);
    }
    Ok(all)
}

fn both(before: Option<BooleanArray>, holds: BooleanArray) -> Result<BooleanArray, ReadError> {
    match before {
        Some(before) => arrow::compute::and(&before, &holds).map_err(ReadError::arrow),
        None => Ok(holds),
    }
}

fn kept(column: ArrayRef, rows: Option<&BooleanArray>) -> Result<ArrayRef, ReadError> {
    match rows {
        Some(rows) => filter(&column, rows).map_err(ReadError::arrow),
        None => Ok(column),
    }
}

/// The position of the `n`-th (from 0) kept row.
fn nth_set(rows: Option<&BooleanArray>, n: usize) -> usize {
    match rows {
        Some(rows) => rows.values().set_indices().nth(n).unwrap_or(rows.len()),
        None => n,
    }
}
