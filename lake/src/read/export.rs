use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use base::DatasetId;
use domain::agreement::{Channel, Condition};
use futures::{Stream, StreamExt as _};

use super::version::OpenVersion;
use super::{CHUNK_ROWS, ReadError, Relay, governed_rows, row_groups};
use crate::govern::Governor;
use crate::grant::TableTerms;
use crate::{Grant, Lake};

/// A whole table as it may leave, in stored order.
pub struct Export {
    schema: SchemaRef,
    rows: Relay<ReadError>,
}

impl Export {
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

impl Stream for Export {
    type Item = Result<RecordBatch, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.rows.poll_next_unpin(context)
    }
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export").field("schema", &self.schema).finish_non_exhaustive()
    }
}

impl Lake {
    /// Every row and field the grant covers. Memory is bounded by a few batches however large the table.
    pub async fn export(&self, grant: &Grant, dataset: &DatasetId) -> Result<Export, ReadError> {
        self.whole(grant, dataset, Channel::Export, &[]).await
    }

    /// The same for an assessment of release risk, of which only counts leave.
    pub async fn assess(&self, grant: &Grant, dataset: &DatasetId) -> Result<Export, ReadError> {
        self.whole(grant, dataset, Channel::Assessment, &[]).await
    }

    /// Every row and field the grant covers where `filter` holds on the values as they leave, for statistics with noise.
    pub async fn counted(&self, grant: &Grant, dataset: &DatasetId, filter: &[Condition]) -> Result<Export, ReadError> {
        self.whole(grant, dataset, Channel::Aggregate, filter).await
    }

    async fn whole(
        &self,
        grant: &Grant,
        dataset: &DatasetId,
        asked: Channel,
        filter: &[Condition],
    ) -> Result<Export, ReadError> {
        let (table, version) = self.granted(grant, dataset, asked).await?;
        let governor = Governor::new(&version.schema, table, grant.pseudonym_key())?.require(filter)?;
        let governor = Arc::new(governor);
        let schema = governor.schema();
        let groups = row_groups(&version);
        let rows = Relay::start(
            || ReadError::Stopped,
            move |out| async move {
                let mut governed = std::pin::pin!(governed_rows(version, governor, groups, CHUNK_ROWS));
                while let Some(batch) = governed.next().await {
                    // A closed channel means nobody reads any more.
                    if out.send(batch).await.is_err() {
                        break;
                    }
                }
            },
        );
        Ok(Export { schema, rows })
    }

    /// The table and its opened version, when the grant covers this dataset and way of reading.
    pub(crate) async fn granted<'a>(
        &self,
        grant: &'a Grant,
        dataset: &DatasetId,
        asked: Channel,
    ) -> Result<(&'a TableTerms, Arc<OpenVersion>), ReadError> {
        if grant.channel() != asked {
            return Err(ReadError::WrongChannel { asked, granted: grant.channel() });
        }
        let table = grant.table(dataset).ok_or_else(|| ReadError::NotGranted { dataset: dataset.clone() })?;
        let version = self.inner.versions.open(self.store(), &table.version).await?;
        Ok((table, version))
    }
}
