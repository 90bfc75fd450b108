//! Acts and receipts asked for in SQL by those who audit: through the same door, with a receipt for each question.

mod acts;
mod receipts;
mod rows;

use std::sync::Arc;

use access::{Action, Resource};
use base::{Digest, Mask, ReceiptId};
use domain::agreement::{Channel, GrantedField};
use domain::receipt::ReleasedTable;
use exchange::Format;
use lake::{QueryLimits, SystemGrant, SystemTable};
use law::Control;

use super::answer::Answer;
use super::linking::Linking;
use super::open::Resting;
use super::{Asked, Question};
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;
use rows::LogRows;

/// What ids of datasets begin with that nobody may register: the system's own.
pub(crate) const RESERVED: &str = "system-";
/// What questions of the audit are for, in their receipts.
const PURPOSE: &str = "audit";

/// A read-only question in SQL over `acts` and `receipts`.
#[derive(Debug, Clone)]
pub struct SystemSql {
    pub text: String,
    pub format: Format,
}

impl App {
    /// Answers one `SELECT` over the acts and receipts of the log as it stands now.
    pub async fn query_system(&self, session: &Session, ask: &SystemSql) -> Result<Answer, Problem> {
        self.allow(session, Action::SeeAudit, &Resource::Platform)?;
        let generation = self.store.generation();
        let head = self.store.head_position().await?;
        let table = |sql_name, row| SystemTable { sql_name, rows: Arc::new(LogRows::new(&self.store, head, row)) };
        let tables = vec![table("acts", acts::SHAPE), table("receipts", receipts::SHAPE)];
        let released = tables.iter().map(|table| seen(table, head)).collect::<Result<_, Problem>>()?;
        let grant = SystemGrant::issue(&self.gate.key, tables);
        let stream = self.lake.query_system(&grant, &ask.text, &QueryLimits::default()).await?;
        let produced = self.spooled(stream, ask.format).await?;
        let question = Question { agreement: None, purpose: PURPOSE.to_owned(), dataset: None, fields: None };
        let resting = Resting {
            tables: released,
            copies: Vec::new(),
            rests_on: session.rests_on.clone(),
            generation,
            basis: self.deciding()?.basis(Control::Traceable),
        };
        let digest = Digest::of(ask.text.as_bytes());
        let asked = Asked { question: &question, channel: Channel::Query, digest };
        let id = ReceiptId::random(self.entropy.as_ref());
        // Whoever may no longer ask gets no answer.
        if !self.receipt(session, &asked, &resting, (&id, &produced), Linking::default()).await? {
            return Err(Problem::Unavailable {
                message: base::Message::new("unavailable-busy"),
                detail: "the account changed while the question was answered".to_owned(),
            });
        }
        Ok(produced.released(id))
    }
}

/// What a receipt says of a system table: its name, how far the log reached, and its columns.
fn seen(table: &SystemTable, head: u64) -> Result<ReleasedTable, Problem> {
    let named = |text: String| text.parse().map_err(|error: base::IdError| Problem::Internal(error.to_string()));
    let version = format!("log-{head}").parse().map_err(|error: base::IdError| Problem::Internal(error.to_string()))?;
    let schema = table.rows.schema();
    let columns = schema.fields().iter().map(|field| GrantedField { name: field.name().clone(), mask: Mask::Keep });
    Ok(ReleasedTable {
        dataset: named(format!("{RESERVED}{}", table.sql_name))?,
        version,
        columns: columns.collect(),
        row_filter: None,
        sample: None,
    })
}
