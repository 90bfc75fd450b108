use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use base::DatasetId;
use domain::agreement::{Channel, Condition};
use futures::{Stream, StreamExt as _};
use guard::fingerprint::Utility;
use tokio::sync::{mpsc, oneshot};

use super::marked::Marking;
use super::version::OpenVersion;
use super::{CHUNK_ROWS, Marks, ROW_KEY, ReadError, Relay, governed_rows, row_groups};
use crate::govern::Governor;
use crate::grant::TableTerms;
use crate::{Grant, Lake};

/// A whole table as it may leave, in stored order.
pub struct Export {
    schema: SchemaRef,
    rows: Relay<ReadError>,
    /// Told once the last row is out.
    utility: oneshot::Receiver<Utility>,
}

impl Export {
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// What the marks of the copy changed, once it is read to its end; `None` for one without marks.
    pub async fn utility(self) -> Option<Utility> {
        self.utility.await.ok()
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

type Out = mpsc::Sender<Result<RecordBatch, ReadError>>;

impl Lake {
    /// Every row and field the grant covers, bearing `marks` where there are some. Memory is bounded by a few batches
    /// however large the table, and by a window of 65,536 rows where the marks tie rows together.
    pub async fn export(&self, grant: &Grant, dataset: &DatasetId, marks: Option<&Marks>) -> Result<Export, ReadError> {
        self.whole(grant, dataset, (Channel::Export, &[]), marks).await
    }

    /// The same for an assessment of release risk, of which only counts leave.
    pub async fn assess(&self, grant: &Grant, dataset: &DatasetId) -> Result<Export, ReadError> {
        self.whole(grant, dataset, (Channel::Assessment, &[]), None).await
    }

    /// Every row and field the grant covers where `filter` holds on the values as they leave, for statistics with noise.
    pub async fn counted(&self, grant: &Grant, dataset: &DatasetId, filter: &[Condition]) -> Result<Export, ReadError> {
        self.whole(grant, dataset, (Channel::Aggregate, filter), None).await
    }

    async fn whole(
        &self,
        grant: &Grant,
        dataset: &DatasetId,
        (asked, filter): (Channel, &[Condition]),
        marks: Option<&Marks>,
    ) -> Result<Export, ReadError> {
        let (table, version) = self.granted(grant, dataset, asked).await?;
        let governor = Governor::new(&version.schema, table, grant.pseudonym_key())?.require(filter)?;
        let schema = governor.schema();
        let (governor, marking) = match marks {
            None => (governor, None),
            Some(marks) => {
                let hidden = table.version.key_field.as_deref().filter(|_| marks.by_row_key());
                let governor = match hidden {
                    Some(key) => governor.with_row_key(&version.schema, key, ROW_KEY)?,
                    None => governor,
                };
                let marking = Marking::new(marks, &governor.schema(), schema.fields().len())?;
                (governor, Some(marking))
            }
        };
        Ok(start(version, governor, schema, marking))
    }

    /// The shape of what [`Lake::export`] gives.
    pub async fn export_shape(&self, grant: &Grant, dataset: &DatasetId) -> Result<SchemaRef, ReadError> {
        let (table, version) = self.granted(grant, dataset, Channel::Export).await?;
        Ok(Governor::new(&version.schema, table, grant.pseudonym_key())?.schema())
    }

    /// What copies were made from: the granted fields as they left, without marks, and the key field under
    /// [`ROW_KEY`]. For a trace, which shows none of it.
    pub async fn originals(&self, grant: &Grant, dataset: &DatasetId) -> Result<Export, ReadError> {
        let (table, version) = self.granted(grant, dataset, Channel::Trace).await?;
        let mut governor = Governor::new(&version.schema, table, grant.pseudonym_key())?;
        if let Some(key) = &table.version.key_field {
            governor = governor.with_row_key(&version.schema, key, ROW_KEY)?;
        }
        let schema = governor.schema();
        Ok(start(version, governor, schema, None))
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
        let version = self.inner.versions.open(self.store(), &table.version, &table.key).await?;
        Ok((table, version))
    }
}

fn start(version: Arc<OpenVersion>, governor: Governor, schema: SchemaRef, marking: Option<Marking>) -> Export {
    let (told, utility) = oneshot::channel();
    let governor = Arc::new(governor);
    let rows = Relay::start(
        || ReadError::Stopped,
        move |out| async move {
            match marking {
                None => plain(version, governor, &out).await,
                Some(marking) => marked(version, governor, marking, &out, told).await,
            }
        },
    );
    Export { schema, rows, utility }
}

async fn plain(version: Arc<OpenVersion>, governor: Arc<Governor>, out: &Out) {
    let groups = row_groups(&version);
    let mut governed = std::pin::pin!(governed_rows(version, governor, groups, CHUNK_ROWS));
    while let Some(batch) = governed.next().await {
        // A closed channel means nobody reads any more.
        if out.send(batch).await.is_err() {
            break;
        }
    }
}

async fn marked(
    version: Arc<OpenVersion>,
    governor: Arc<Governor>,
    mut marking: Marking,
    out: &Out,
    told: oneshot::Sender<Utility>,
) {
    let groups = row_groups(&version);
    let mut governed = std::pin::pin!(governed_rows(version, governor, groups, CHUNK_ROWS));
    while let Some(batch) = governed.next().await {
        let ready = match batch.and_then(|batch| marking.push(&batch)) {
            Ok(ready) => ready.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        };
        let failed = ready.iter().any(Result::is_err);
        for batch in ready {
            if out.send(batch).await.is_err() {
                return;
            }
        }
        if failed {
            return;
        }
    }
    match marking.finish() {
        Ok((last, utility)) => {
            // Nobody may wait for either any more.
            let _ = told.send(utility);
            if let Some(last) = last {
                let _ = out.send(Ok(last)).await;
            }
        }
        Err(error) => drop(out.send(Err(error)).await),
    }
}
