use base::Digest;
use domain::agreement::Channel;

use super::answer::{Answer, Produced};
use super::{Question, page};
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// One row by the value of its key field.
#[derive(Debug, Clone)]
pub struct RowByKey {
    pub question: Question,
    pub key: String,
}

impl App {
    /// Reads one row. A row out of scope answers exactly as one that does not exist; both have a receipt.
    pub async fn read_row(&self, session: &Session, ask: &RowByKey) -> Result<Answer, Problem> {
        let asked = Digest::of(ask.key.as_bytes());
        self.through(session, &ask.question, Channel::Key, asked, async |opened| {
            let table = page::only_table(&opened.grant)?;
            let rows = self.lake.row(&opened.grant, &table.dataset, &ask.key).await?;
            let shown = page::project(&rows.batch, ask.question.fields.as_deref())?;
            let mut body = Vec::with_capacity(512);
            body.extend_from_slice(br#"{"row":"#);
            exchange::write_json_row(&shown, &mut body)?;
            body.push(b'}');
            let found = shown.num_rows() > 0;
            Ok(Produced { found, ..Produced::bytes("application/json", u64::from(found), body) })
        })
        .await
    }
}
