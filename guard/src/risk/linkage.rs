use arrow::array::RecordBatch;
use serde::{Deserialize, Serialize};

use super::table::{Class, Slot, Table};
use super::{Pass, RiskError, columns, fold};

/// How surely rows can be joined to a table that is already open, or that the recipient already holds 关联风险.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linkage {
    /// Name of what is open or held.
    pub with: String,
    /// The fields both have, as the table to be released calls them.
    pub fields: Vec<String>,
    pub rows: u64,
    pub held_rows: u64,
    /// Rows that agree with at least one held row.
    pub met: u64,
    /// Rows that agree with exactly one held row.
    pub narrowed: u64,
    /// Rows that agree with exactly one held row, which agrees with no other row: joined beyond doubt.
    pub joined: u64,
}

/// Reckons [`Linkage`]. Values compare by their texts, whatever the types of the two tables.
#[derive(Debug)]
pub struct LinkageCheck {
    with: String,
    fields: Vec<String>,
    held_fields: Vec<String>,
    table: Table<Class, 2>,
    hashes: Vec<u64>,
    figures: [u64; 5],
}

const OWN: usize = 0;
const HELD: usize = 1;

impl LinkageCheck {
    /// `fields` pairs what the table to be released and the one held call a field they share.
    pub fn new(with: &str, fields: &[(String, String)], bound: usize) -> Result<Self, RiskError> {
        if fields.is_empty() {
            return Err(RiskError::NoFields);
        }
        let (fields, held_fields) = fields.iter().cloned().unzip();
        Ok(Self {
            with: with.to_owned(),
            fields,
            held_fields,
            table: Table::new(bound),
            hashes: Vec::new(),
            figures: [0; 5],
        })
    }

    /// Takes rows of the table to be released.
    pub fn take(&mut self, batch: &RecordBatch) -> Result<(), RiskError> {
        texts(batch, &self.fields, &mut self.hashes)?;
        self.table.take(OWN, self.hashes.iter().map(|number| Class::of(*number)))
    }

    /// Takes rows of what is open or held.
    pub fn take_held(&mut self, batch: &RecordBatch) -> Result<(), RiskError> {
        texts(batch, &self.held_fields, &mut self.hashes)?;
        self.table.take(HELD, self.hashes.iter().map(|number| Class::of(*number)))
    }

    pub fn end_pass(&mut self) -> Result<Pass<Linkage>, RiskError> {
        let (again, shares) = self.table.end_pass(|| [0; 5], add)?;
        for share in shares {
            self.figures.iter_mut().zip(share).for_each(|(all, more)| *all += more);
        }
        if again {
            return Ok(Pass::Again);
        }
        let [rows, held_rows, met, narrowed, joined] = self.figures;
        let (with, fields) = (self.with.clone(), self.fields.clone());
        Ok(Pass::Done(Linkage { with, fields, rows, held_rows, met, narrowed, joined }))
    }
}

fn add([rows, held_rows, met, narrowed, joined]: &mut [u64; 5], slots: &mut [Slot<Class, 2>]) {
    for Slot { counts: [own, held], .. } in slots {
        let (own, held) = (u64::from(*own), u64::from(*held));
        *rows += own;
        *held_rows += held;
        *met += if held > 0 { own } else { 0 };
        *narrowed += if held == 1 { own } else { 0 };
        *joined += u64::from(held == 1 && own == 1);
    }
}

fn texts(batch: &RecordBatch, fields: &[String], hashes: &mut Vec<u64>) -> Result<(), RiskError> {
    fold::start(hashes, batch.num_rows());
    columns(batch, fields)?.into_iter().try_for_each(|column| fold::texts(column, hashes))
}
