//! Which cells of a table carry which position of the code 标记位置, and what each would hold for a 0 and for a 1.
//!
//! All of it follows from the dataset's secret and the table as it was before any mark: the copy's own bits only choose.
//! Embedding and detection both start here, so they cannot disagree.

mod cells;
mod ties;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};

use super::error::FingerprintError;
use super::plan::{Channel, FieldRule, Plan};
use super::scalars::is_text;
use super::secret::{DatasetSecret, Prf, first_word};
use super::{code::Code, identity};

/// A number, date or time that a 1 moves by `shift` and a 0 by `-shift`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ShiftMark {
    pub(super) row: usize,
    pub(super) position: u32,
    pub(super) shift: i64,
}

/// A text written one way for a 0 and another for a 1, each with the characters it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordMark {
    pub(super) row: usize,
    pub(super) position: u32,
    pub(super) zero: (String, u32),
    pub(super) one: (String, u32),
}

/// A row that leaves for a 1 and stays behind for a 0, or that stands before its neighbour for a 1 and after it for a 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowMark {
    pub(super) row: usize,
    pub(super) position: u32,
}

#[derive(Debug, Default)]
pub(super) struct FieldMarks {
    pub(super) shifts: Vec<ShiftMark>,
    pub(super) words: Vec<WordMark>,
}

/// The marks of one stretch of a table, rows counted inside it and ascending.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// By rule, in the plan's order.
    pub(super) fields: Vec<FieldMarks>,
    pub(super) selected: Vec<RowMark>,
    /// The mark of a pair stands at its first row.
    pub(super) ordered: Vec<RowMark>,
}

/// One rule with what does not change from batch to batch.
#[derive(Debug)]
struct Carrier {
    rule: FieldRule,
    column: usize,
    data_type: DataType,
    tag: [u8; 8],
    /// Columns of the protected groups, when a total of this field is protected.
    groups: Option<Vec<usize>>,
}

/// Finds the marks of tables of one schema under one plan.
#[derive(Debug)]
pub(super) struct Marker {
    carriers: Vec<Carrier>,
    identity: Vec<usize>,
    keyed: bool,
    /// A row's mark depends on other rows too.
    ties_rows: bool,
    rows: Prf,
    grouping: Prf,
    pseudonyms: Prf,
    values: Prf,
    share: u64,
    select: u64,
    order: u64,
    code: Code,
}

/// The random numbers of one cell or row.
#[derive(Debug, Clone, Copy)]
struct Draw {
    position: u32,
    chance: u64,
    size: u64,
    choice: u64,
    sign: bool,
}

impl Draw {
    fn of(bytes: &[u8; 32], code: Code) -> Self {
        let word = |from: usize| first_word(bytes.get(from..).unwrap_or_default());
        let (first, second) = (word(0), word(8));
        let position = code.position((first >> 32) as u32);
        Self { position, chance: second >> 48, size: word(16), choice: word(24), sign: first & 1 == 1 }
    }
}

/// Thousandths as a limit for 16-bit draws.
fn limit(thousandths: u16) -> u64 {
    u64::from(thousandths) * 65_536 / 1_000
}

impl Marker {
    pub(super) fn new(plan: &Plan, secret: &DatasetSecret, schema: &Schema) -> Result<Self, FingerprintError> {
        let column =
            |name: &str| schema.index_of(name).map_err(|_| FingerprintError::Missing { name: name.to_owned() });
        let columns = |names: Vec<&str>| names.into_iter().map(column).collect::<Result<Vec<_>, _>>();
        let mut carriers = Vec::with_capacity(plan.rules().len());
        for rule in plan.rules() {
            let number = column(&rule.name)?;
            let data_type = schema.field(number).data_type().clone();
            check_type(rule, &data_type)?;
            let tag = first_word(&secret.rows.derive("fields").of(&[rule.name.as_bytes()])).to_le_bytes();
            let groups = plan.groups(&rule.name).map(columns).transpose()?;
            carriers.push(Carrier { rule: rule.clone(), column: number, data_type, tag, groups });
        }
        let draft = plan.draft();
        Ok(Self {
            carriers,
            identity: columns(plan.identity())?,
            keyed: !draft.key.is_empty(),
            ties_rows: plan.ties_rows() || draft.rows.select > 0,
            rows: secret.rows.derive("keys"),
            grouping: secret.rows.derive("groups"),
            pseudonyms: secret.pseudonyms.clone(),
            values: secret.rows.derive("values"),
            share: limit(draft.share),
            select: limit(draft.rows.select),
            order: limit(draft.rows.order),
            code: draft.code,
        })
    }

    /// The marks of `batch`. With `wanted`, marks of other rows may be left out.
    pub(super) fn marks(&self, batch: &RecordBatch, wanted: Option<&[bool]>) -> Result<Marks, FingerprintError> {
        let needed = wanted.filter(|_| !self.ties_rows);
        let seeds = identity::of_rows(batch, &self.identity, &self.rows, self.keyed, needed)?;
        let mut marks = Marks::default();
        for carrier in &self.carriers {
            let column = batch.columns().get(carrier.column).ok_or(FingerprintError::OtherShape)?;
            if column.data_type() != &carrier.data_type {
                return Err(FingerprintError::OtherShape);
            }
            marks.fields.push(match (&carrier.rule.channel, &carrier.groups) {
                (Channel::Text { .. }, _) => self.wordings(carrier, column, &seeds, wanted)?,
                (Channel::Pseudonym, _) => self.second_pseudonyms(carrier, column, wanted)?,
                (_, None) => self.shifts(carrier, column, &seeds, wanted)?,
                (_, Some(groups)) => {
                    let groups = identity::of_rows(batch, groups, &self.grouping, false, None)?;
                    self.tied_shifts(carrier, column, &seeds, &groups)?
                }
            });
        }
        self.row_marks(&seeds, &mut marks);
        Ok(marks)
    }

    fn draw(&self, seed: [u8; 32], tag: &[u8]) -> Draw {
        Draw::of(&Prf::new(seed).of(&[tag]), self.code)
    }

    fn row_marks(&self, seeds: &[Option<[u8; 32]>], marks: &mut Marks) {
        if self.select > 0 {
            for (row, seed) in seeds.iter().enumerate() {
                let draw = seed.map(|seed| self.draw(seed, b"select"));
                if let Some(draw) = draw.filter(|draw| draw.chance < self.select) {
                    marks.selected.push(RowMark { row, position: draw.position });
                }
            }
        }
        if self.order > 0 {
            for (pair, seeds) in seeds.chunks_exact(2).enumerate() {
                if let [Some(first), Some(second)] = seeds
                    && first != second
                {
                    let draw = self.draw(*first, b"order");
                    if draw.chance < self.order {
                        marks.ordered.push(RowMark { row: pair * 2, position: draw.position });
                    }
                }
            }
        }
    }
}

fn check_type(rule: &FieldRule, data_type: &DataType) -> Result<(), FingerprintError> {
    let fits = match &rule.channel {
        Channel::Number { .. } => {
            is_text(data_type)
                || data_type.is_integer() && data_type != &DataType::UInt64
                || matches!(data_type, DataType::Float32 | DataType::Float64)
                || matches!(data_type, DataType::Decimal128(_, scale) if *scale >= 0)
        }
        Channel::Date => is_text(data_type) || data_type == &DataType::Date32,
        Channel::Time => matches!(data_type, DataType::Timestamp(_, _)),
        Channel::Text { .. } | Channel::Pseudonym => is_text(data_type),
    };
    if !fits {
        return Err(FingerprintError::Type { name: rule.name.clone(), found: data_type.clone() });
    }
    let finest = match data_type {
        DataType::Decimal128(_, scale) => *scale,
        data_type if data_type.is_integer() => 0,
        _ => i8::MAX,
    };
    match rule.channel {
        Channel::Number { decimals, .. } if decimals > finest => {
            Err(FingerprintError::Steps { name: rule.name.clone(), found: data_type.clone() })
        }
        _ => Ok(()),
    }
}
