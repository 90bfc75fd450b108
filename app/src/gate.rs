//! The one door 出门: authorise → lawful now? → grant → read → durable receipt → release.
//!
//! Every way out goes through [`App::through`]; the key that grants are issued with never leaves this module.

mod aggregate;
mod answer;
mod assess;
mod copy;
mod erase;
mod export;
mod linking;
mod marks;
mod open;
mod page;
mod private;
mod query;
mod release;
mod row;
mod spool;
mod system;
mod trace;

pub use aggregate::Aggregate;
pub use answer::{Answer, AnswerBody};
pub use assess::{AssessRelease, RiskStatement, STATEMENT as RISK_STATEMENT};
pub use export::Export;
pub use page::PageOf;
pub use private::{Bounds, PrivateStatistic, Statistic};
pub use query::Sql;
pub use row::RowByKey;
pub(crate) use system::RESERVED;
pub use system::SystemSql;

use std::sync::Arc;

use base::{AgreementId, DatasetId, Digest, ReceiptId};
use domain::agreement::Channel;
use lake::GateKey;
use quick_cache::sync::Cache;

use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;
use answer::Produced;
use open::Opened;

/// Decisions kept in memory at a time.
const KEPT: usize = 10_000;

/// A decision may be overtaken by an act before its receipt is in the log; so often it is made anew.
const TRIES: usize = 4;

/// Under what a reader reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Question {
    /// Absent for unconditionally open data.
    pub agreement: Option<AgreementId>,
    /// Purpose code.
    pub purpose: String,
    /// The dataset read; every dataset of the agreement where absent.
    pub dataset: Option<DatasetId>,
    /// Fields to show; all that are in scope where absent.
    pub fields: Option<Vec<String>>,
}

/// A question as its receipt tells it.
struct Asked<'a> {
    question: &'a Question,
    channel: Channel,
    digest: Digest,
}

/// Holds the lake's key and the decisions made with it.
pub(crate) struct Gate {
    key: GateKey,
    opened: Cache<(Digest, Channel), Arc<Opened>>,
}

impl Gate {
    pub(crate) fn new(key: GateKey) -> Self {
        Self { key, opened: Cache::new(KEPT) }
    }

    /// Forgets every decision, and with them the keys they hold.
    pub(crate) fn forget(&self) {
        self.opened.clear();
    }
}

impl App {
    /// Takes one answer through the gate; `produce` is told the receipt the answer will have. `touches` are the fields it
    /// looks at without showing them. `produce` may run again if the decision was overtaken meanwhile.
    async fn through<P, F>(
        &self,
        session: &Session,
        question: &Question,
        touches: &[String],
        channel: Channel,
        asked: Digest,
        produce: P,
    ) -> Result<Answer, Problem>
    where
        P: Fn(Arc<Opened>, ReceiptId) -> F,
        F: Future<Output = Result<Produced, Problem>>,
    {
        let answered = self.answered(session, question, touches, channel, asked, produce).await;
        if let Err(problem) = &answered {
            self.refusals.note(session, problem, channel, asked, self.clock.now());
        }
        answered
    }

    async fn answered<P, F>(
        &self,
        session: &Session,
        question: &Question,
        touches: &[String],
        channel: Channel,
        asked: Digest,
        produce: P,
    ) -> Result<Answer, Problem>
    where
        P: Fn(Arc<Opened>, ReceiptId) -> F,
        F: Future<Output = Result<Produced, Problem>>,
    {
        for _ in 0..TRIES {
            let opened = self.open_gate(session, question, touches, channel).await?;
            let id = ReceiptId::random(self.entropy.as_ref());
            let produced = produce(Arc::clone(&opened), id.clone()).await?;
            let linking = self.linked(session, &opened, produced.lineage.as_ref())?;
            let asked = Asked { question, channel, digest: asked };
            if self.receipt(session, &asked, &opened.resting, (&id, &produced), linking).await? {
                return Ok(produced.released(id));
            }
            self.store.refresh_generation().await?;
        }
        Err(Problem::Unavailable {
            message: base::Message::new("unavailable-busy"),
            detail: "the records a release rests on changed at every try".to_owned(),
        })
    }
}
