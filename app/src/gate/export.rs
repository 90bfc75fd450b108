use base::{DatasetId, ReceiptId};
use domain::agreement::Channel;
use exchange::{Encoder, Format};
use futures::StreamExt as _;

use super::answer::{Answer, Produced};
use super::copy::Digesting;
use super::page::{digest_of, only_table, project};
use super::spool::Spool;
use super::{Question, open::Opened};
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// A whole table as a file.
#[derive(Debug, Clone)]
pub struct Export {
    pub question: Question,
    pub dataset: DatasetId,
    pub format: Format,
}

impl App {
    /// Writes the whole table into the spool, marked as the copy of its receipt; it leaves once that is durable.
    pub async fn export(&self, session: &Session, ask: &Export) -> Result<Answer, Problem> {
        let asked = digest_of(&("export", ask.format.as_str()))?;
        self.through(session, &ask.question, &[], Channel::Export, asked, async |opened, receipt| {
            self.write_out(ask, &opened, &receipt).await
        })
        .await
    }

    async fn write_out(&self, ask: &Export, opened: &Opened, receipt: &ReceiptId) -> Result<Produced, Problem> {
        let table = only_table(&opened.grant)?;
        let bearing = self.bearing(opened, receipt.as_str()).await?;
        let mut stream = self.lake.export(&opened.grant, &table.dataset, bearing.marks.as_ref()).await?;
        let fields = ask.question.fields.as_deref();
        let empty = arrow::array::RecordBatch::new_empty(stream.schema());
        let schema = project(&empty, fields)?.schema();
        let mut encoder = Encoder::new(ask.format, &schema, Spool::new(self.folder.spool()))?;
        let digesting = Digesting::start(&self.fingerprint_secret(&table.dataset), &schema);
        let mut rows = 0;
        while let Some(batch) = stream.next().await {
            let batch = project(&batch?, fields)?;
            rows += batch.num_rows() as u64;
            digesting.push(&batch).await;
            encoder.write(&batch)?;
        }
        let copy = bearing.record(stream, &digesting.finish().await?).await?;
        let produced = encoder.finish()?.finish(ask.format.media_type(), rows)?;
        Ok(Produced { copy: Some(copy), ..produced })
    }
}
