use std::borrow::Cow;
use std::fmt;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use base::{Digest, Digester};
use serde::{Deserialize, Serialize};

use super::decimal::Decimal;
use super::error::FingerprintError;
use super::identity::name_of;
use super::secret::{DatasetSecret, IMAGE, Images};
use crate::mask::for_each_text;

/// A keyed sum over values in any order: the pseudorandom image of each value, added modulo 2^128. Without the secret
/// nobody finds other values with the same sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Sum(u128);

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl From<Sum> for String {
    fn from(sum: Sum) -> Self {
        sum.to_string()
    }
}

impl TryFrom<String> for Sum {
    type Error = std::num::ParseIntError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        u128::from_str_radix(&text, 16).map(Self)
    }
}

/// What one column, or all rows together, add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Content {
    /// In any order.
    values: Sum,
    /// In their order.
    order: Digest,
}

/// A copy's content 副本摘要 as its receipt keeps it. Digests of two copies compare only under one dataset's secret.
///
/// It is taken of values, not of bytes: the number 5, `5.00` and the text `5` are one, and so are a missing value and
/// an empty text, because files cannot keep them apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyDigest {
    pub rows: u64,
    /// In the order of the copy.
    columns: Vec<(String, Content)>,
    /// Whole rows, their cells in the order of the columns' names.
    whole: Content,
}

/// How a table differs from the copy a receipt was given for 改动.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alteration {
    /// Rows of the copy, and rows found.
    pub rows_expected: u64,
    pub rows_found: u64,
    pub columns_missing: Vec<String>,
    pub columns_added: Vec<String>,
    /// Columns whose values are others. Empty when rows are missing or added, which alters every column.
    pub columns_changed: Vec<String>,
    pub columns_reordered: bool,
    pub rows_reordered: bool,
    /// The columns hold the same values, but put together to other rows.
    pub rows_recombined: bool,
}

impl CopyDigest {
    /// How `found` differs; `None` when it is unaltered.
    pub fn altered(&self, found: &Self) -> Option<Alteration> {
        if self == found {
            return None;
        }
        let lacking = |these: &Self, others: &Self| -> Vec<String> {
            let names = these.columns.iter().map(|(name, _)| name);
            names.filter(|name| others.content(name).is_none()).cloned().collect()
        };
        let common = || self.columns.iter().filter_map(|(name, own)| Some((name, own, found.content(name)?)));
        let changed = common().filter(|(_, own, other)| own.values != other.values);
        let changed: Vec<String> =
            changed.filter(|_| self.rows == found.rows).map(|(name, _, _)| name.clone()).collect();
        let (missing, added) = (lacking(self, found), lacking(found, self));
        let same_columns = missing.is_empty() && added.is_empty();
        let names = |these: &Self| -> Vec<String> { these.columns.iter().map(|(name, _)| name.clone()).collect() };
        let same_values = self.rows == found.rows && changed.is_empty();
        let recombined = same_columns && same_values && self.whole.values != found.whole.values;
        let other_order = common().any(|(_, own, other)| own.order != other.order);
        Some(Alteration {
            rows_expected: self.rows,
            rows_found: found.rows,
            columns_changed: changed,
            columns_reordered: same_columns && names(self) != names(found),
            rows_reordered: same_values && !recombined && other_order,
            rows_recombined: recombined,
            columns_missing: missing,
            columns_added: added,
        })
    }

    fn content(&self, name: &str) -> Option<&Content> {
        self.columns.iter().find(|(own, _)| own == name).map(|(_, content)| content)
    }
}

#[derive(Debug, Clone, Default)]
struct Running {
    values: u128,
    order: Digester,
}

impl Running {
    /// Adds images of [`IMAGE`] bytes, one behind the other.
    fn add(&mut self, images: &[u8]) {
        for image in images.as_chunks::<IMAGE>().0 {
            self.values = self.values.wrapping_add(u128::from_be_bytes(*image));
        }
        self.order.update(images);
    }

    fn finish(self) -> Content {
        Content { values: Sum(self.values), order: self.order.finish() }
    }
}

/// Digests a copy, or a table that claims to be one, while it streams past.
#[derive(Debug)]
pub struct CopyDigester {
    cells: Images,
    lines: Images,
    schema: SchemaRef,
    rows: u64,
    columns: Vec<Running>,
    whole: Running,
    /// Columns in the order of their names.
    by_name: Vec<usize>,
}

impl CopyDigester {
    pub fn new(secret: &DatasetSecret, schema: &SchemaRef) -> Self {
        let mut by_name: Vec<usize> = (0..schema.fields().len()).collect();
        by_name.sort_by_key(|number| schema.fields().get(*number).map(|field| field.name().clone()));
        Self {
            cells: secret.digests.images(),
            lines: secret.digests.derive("rows").images(),
            schema: SchemaRef::clone(schema),
            rows: 0,
            columns: vec![Running::default(); schema.fields().len()],
            whole: Running::default(),
            by_name,
        }
    }

    /// Takes in the next rows.
    pub fn push(&mut self, batch: &RecordBatch) -> Result<(), FingerprintError> {
        let names = |schema: &Schema| schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>();
        if names(batch.schema_ref()) != names(&self.schema) {
            return Err(FingerprintError::OtherShape);
        }
        let (count, width) = (batch.num_rows(), self.by_name.len() * IMAGE);
        // One image after the other, row by row.
        let mut rows = vec![0; count * width];
        let mut images = Vec::with_capacity(count * IMAGE);
        for (place, number) in self.by_name.iter().enumerate() {
            let (Some(column), Some(running)) = (batch.columns().get(*number), self.columns.get_mut(*number)) else {
                return Err(FingerprintError::OtherShape);
            };
            images.clear();
            for_each_text(column, |text| {
                images.extend_from_slice(&self.cells.of(text.map(canonical).unwrap_or_default().as_bytes()));
                Ok(())
            })
            .map_err(|source| FingerprintError::Unreadable { name: name_of(batch, *number), source })?;
            running.add(&images);
            for (row, image) in rows.chunks_exact_mut(width.max(1)).zip(images.chunks_exact(IMAGE)) {
                if let Some(cell) = row.get_mut(place * IMAGE..(place + 1) * IMAGE) {
                    cell.copy_from_slice(image);
                }
            }
        }
        self.rows += count as u64;
        images.clear();
        images.extend(rows.chunks_exact(width.max(1)).flat_map(|row| self.lines.of(row)));
        self.whole.add(&images);
        Ok(())
    }

    pub fn finish(self) -> CopyDigest {
        let names = self.schema.fields().iter().map(|field| field.name().clone());
        CopyDigest {
            rows: self.rows,
            columns: names.zip(self.columns.into_iter().map(Running::finish)).collect(),
            whole: self.whole.finish(),
        }
    }
}

/// A plain decimal in its shortest form; a number with zeros in front is an identifier and stays.
fn canonical(text: &str) -> Cow<'_, str> {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let leading = digits.first() == Some(&b'0') && digits.get(1).is_some_and(u8::is_ascii_digit);
    match Decimal::parse(text).filter(|_| !leading) {
        Some(number) => {
            let mut written = String::with_capacity(text.len());
            number.shortest().write(&mut written);
            Cow::Owned(written)
        }
        None => Cow::Borrowed(text),
    }
}
