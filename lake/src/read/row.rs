use arrow::array::RecordBatch;
use base::DatasetId;
use domain::agreement::Channel;

use super::{ReadError, Rows};
use crate::govern::Governor;
use crate::keys::key_text;
use crate::{Grant, Lake};

impl Lake {
    /// The row whose key field has the text `key`: one row, or none.
    ///
    /// A key outside the rows of the agreement answers exactly as a missing one.
    pub async fn row(&self, grant: &Grant, dataset: &DatasetId, key: &str) -> Result<Rows, ReadError> {
        let (table, version) = self.granted(grant, dataset, Channel::Key).await?;
        let governor = Governor::new(&version.schema, table, grant.pseudonym_key())?;
        let (column, index) = version.key.as_ref().ok_or(ReadError::KeyNotGranted)?;
        let position = governor.unmasked_position(*column).ok_or(ReadError::KeyNotGranted)?;
        for row in index.find(&self.inner.chunks.keys, key).await? {
            let Some(chunk) = self.inner.chunks.at(&version, row, governor.needed()).await? else { continue };
            let offset = usize::try_from(row - chunk.first_row).unwrap_or(usize::MAX);
            let text = key_text(&chunk.rows.column(position).slice(offset, 1)).map_err(ReadError::arrow)?;
            if text.iter().next().flatten() != Some(key) {
                continue;
            }
            let (batch, _) = governor.apply_to_part(&chunk.rows, chunk.first_row, offset..offset + 1, 1)?;
            if batch.num_rows() > 0 {
                return Ok(Rows { batch, next: None });
            }
        }
        Ok(Rows { batch: RecordBatch::new_empty(governor.schema()), next: None })
    }
}
