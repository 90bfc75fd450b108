use base::Digest;
use domain::agreement::Channel;
use exchange::{Encoder, Format};
use futures::StreamExt as _;
use lake::{QueryLimits, QueryStream};

use super::Question;
use super::answer::{Answer, Produced};
use super::spool::Spool;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// A read-only question in SQL over the tables of one agreement.
#[derive(Debug, Clone)]
pub struct Sql {
    pub question: Question,
    pub text: String,
    pub format: Format,
}

impl App {
    /// Answers one `SELECT`. Tables are named after their datasets, with `_` for `-`.
    pub async fn query(&self, session: &Session, ask: &Sql) -> Result<Answer, Problem> {
        let asked = Digest::of(ask.text.as_bytes());
        self.through(session, &ask.question, &[], Channel::Query, asked, async |opened, _| {
            let stream = self.lake.query(&opened.grant, &ask.text, &QueryLimits::default()).await?;
            // Refused here already: nothing of it need be computed.
            self.linked(session, &opened, Some(stream.lineage()))?;
            self.spooled(stream, ask.format).await
        })
        .await
    }

    pub(super) async fn spooled(&self, mut stream: QueryStream, format: Format) -> Result<Produced, Problem> {
        let lineage = Some(stream.lineage().clone());
        let mut encoder = Encoder::new(format, &stream.schema(), Spool::new(self.folder.spool()))?;
        let mut rows = 0;
        while let Some(batch) = stream.next().await {
            let batch = batch?;
            rows += batch.num_rows() as u64;
            encoder.write(&batch)?;
        }
        Ok(Produced { lineage, ..encoder.finish()?.finish(format.media_type(), rows)? })
    }
}
