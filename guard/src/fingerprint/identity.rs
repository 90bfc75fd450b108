use arrow::array::RecordBatch;

use super::error::FingerprintError;
use super::secret::Prf;
use crate::mask::for_each_text;

/// What stands for a missing value, where one may be missing; no text is as long.
const NOTHING: &[u8] = &u64::MAX.to_le_bytes();

/// The secret of every row: a function of `key` and of its values in `columns`, by their canonical text. With `complete`,
/// a row that lacks one of them has none, and with `wanted` no other row has any.
pub(super) fn of_rows(
    batch: &RecordBatch,
    columns: &[usize],
    key: &Prf,
    complete: bool,
    wanted: Option<&[bool]>,
) -> Result<Vec<Option<[u8; 32]>>, FingerprintError> {
    let start = key.of(&[]);
    let mut rows = match wanted {
        Some(wanted) => wanted.iter().map(|wanted| wanted.then_some(start)).collect(),
        None => vec![Some(start); batch.num_rows()],
    };
    for number in columns {
        let column = batch.columns().get(*number).ok_or(FingerprintError::OtherShape)?;
        let mut at = rows.iter_mut();
        for_each_text(column, |text| {
            if let Some(row) = at.next() {
                *row = match (*row, text) {
                    (Some(before), Some(text)) => Some(Prf::new(before).of(&[text.as_bytes()])),
                    (Some(before), None) if !complete => Some(Prf::new(before).of(&[NOTHING, NOTHING])),
                    _ => None,
                };
            }
            Ok(())
        })
        .map_err(|source| FingerprintError::Unreadable { name: name_of(batch, *number), source })?;
    }
    Ok(rows)
}

pub(super) fn name_of(batch: &RecordBatch, number: usize) -> String {
    batch.schema_ref().fields().get(number).map(|field| field.name().clone()).unwrap_or_default()
}
