use base::DatasetId;
use domain::agreement::Channel;
use exchange::Format;
use lake::{AggregateAsk, QueryLimits};

use super::Question;
use super::answer::Answer;
use super::page::digest_of;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// Counts, sums and the like over one table.
#[derive(Debug, Clone)]
pub struct Aggregate {
    pub question: Question,
    pub dataset: DatasetId,
    pub ask: AggregateAsk,
}

impl App {
    /// Answers an aggregate as a JSON array, one object per group.
    pub async fn aggregate(&self, session: &Session, ask: &Aggregate) -> Result<Answer, Problem> {
        let asked = digest_of(&ask.ask)?;
        let AggregateAsk { group_by, measures, filter } = &ask.ask;
        let measured = measures.iter().filter_map(|measure| measure.field.as_ref());
        let filtered = filter.iter().map(|condition| &condition.field);
        let touches: Vec<String> = group_by.iter().chain(measured).chain(filtered).cloned().collect();
        self.through(session, &ask.question, &touches, Channel::Aggregate, asked, async |opened, _| {
            let limits = QueryLimits::default();
            let stream = self.lake.aggregate(&opened.grant, &ask.dataset, &ask.ask, &limits).await?;
            self.spooled(stream, Format::Json).await
        })
        .await
    }
}
