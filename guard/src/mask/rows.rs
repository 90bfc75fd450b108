use arrow::array::ArrayRef;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::MaskError;
use super::column::{for_each_text, shape_of};
use super::pseudonym::PseudonymKey;

/// What tells the rows of a batch apart, whatever batch they are read in: the canonical texts of their key fields.
///
/// Masks that draw by chance draw by it, so that one row gets one draw however often and in whatever order it is read.
#[derive(Debug)]
pub struct RowKeys {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl RowKeys {
    /// Takes the key columns of a batch, in the table's order of keys.
    pub fn of(columns: &[ArrayRef]) -> Result<Self, MaskError> {
        let rows = columns.first().map_or(0, |column| column.len());
        let mut parts: Vec<(Vec<u8>, Vec<usize>)> = Vec::with_capacity(columns.len());
        for column in columns {
            if shape_of(column.data_type()).is_none() {
                return Err(MaskError::RowKey { found: column.data_type().clone() });
            }
            if column.len() != rows {
                return Err(MaskError::RowCount { expected: rows, found: column.len() });
            }
            parts.push(marked(column)?);
        }
        if let [_] = parts.as_slice() {
            return Ok(parts
                .pop()
                .map_or(Self { bytes: Vec::new(), ends: Vec::new() }, |(bytes, ends)| Self { bytes, ends }));
        }
        let mut all = Self { bytes: Vec::new(), ends: Vec::with_capacity(rows) };
        for row in 0..rows {
            for (bytes, ends) in &parts {
                all.bytes.extend_from_slice(piece(bytes, ends, row));
            }
            all.ends.push(all.bytes.len());
        }
        Ok(all)
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).map(|row| piece(&self.bytes, &self.ends, row))
    }
}

/// Each text behind its length, so that no two lists of keys read alike; a missing key is longer than any text.
fn marked(column: &ArrayRef) -> Result<(Vec<u8>, Vec<usize>), MaskError> {
    let (mut bytes, mut ends) = (Vec::with_capacity(column.len() * 16), Vec::with_capacity(column.len()));
    for_each_text(column, |text| {
        let length = text.map_or(u64::MAX, |text| text.len() as u64);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
        ends.push(bytes.len());
        Ok(())
    })?;
    Ok((bytes, ends))
}

fn piece<'a>(bytes: &'a [u8], ends: &[usize], row: usize) -> &'a [u8] {
    let start = row.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
    let end = ends.get(row).copied().unwrap_or(start);
    bytes.get(start..end).unwrap_or_default()
}

/// Keyed draws, one per row: unpredictable without the key, the same for the same row.
#[derive(Clone)]
pub(super) struct Draws(Hmac<Sha256>);

impl Draws {
    /// Draws for one purpose in one field; another field of the same row draws on its own.
    #[expect(clippy::expect_used, reason = "RFC 2104 takes a key of any length")]
    pub(super) fn new(key: &PseudonymKey, purpose: &str, field: &str) -> Self {
        let mut mac: Hmac<Sha256> = Hmac::new_from_slice(&key.derive(purpose)).expect("any length");
        mac.update(&(field.len() as u64).to_be_bytes());
        mac.update(field.as_bytes());
        Self(mac)
    }

    /// Four numbers of 64 bits for each row.
    pub(super) fn of<'a>(&'a self, rows: &'a RowKeys) -> impl Iterator<Item = [u64; 4]> + 'a {
        rows.iter().map(|row| {
            let mut mac = self.0.clone();
            mac.update(row);
            let tag = mac.finalize().into_bytes();
            let mut words = tag.chunks(8).map(|word| word.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
            [(); 4].map(|()| words.next().unwrap_or_default())
        })
    }
}

/// Refuses a column that does not stand beside these rows.
pub(super) fn check_rows(rows: &RowKeys, column: &ArrayRef) -> Result<(), MaskError> {
    if rows.len() == column.len() {
        return Ok(());
    }
    Err(MaskError::RowCount { expected: rows.len(), found: column.len() })
}
