use arrow::array::RecordBatch;
use base::Digest;
use domain::agreement::Channel;
use exchange::{Encoder, Format};

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

/// `{"row":{…}}` of a batch that holds one row.
fn one_row(row: &RecordBatch) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::with_capacity(512);
    body.extend_from_slice(br#"{"row":"#);
    let mut encoder = Encoder::new(Format::JsonLines, &row.schema(), body)?;
    encoder.write(row)?;
    let mut body = encoder.finish()?;
    // The line end of the one line makes room for the brace.
    body.pop();
    body.push(b'}');
    Ok(body)
}

impl App {
    /// Reads one row. A row out of scope answers exactly as one that does not exist; both have a receipt.
    pub async fn read_row(&self, session: &Session, ask: &RowByKey) -> Result<Answer, Problem> {
        let asked = Digest::of(ask.key.as_bytes());
        self.through(session, &ask.question, &[], Channel::Key, asked, async |opened, _| {
            let table = page::only_table(&opened.grant)?;
            let rows = self.lake.row(&opened.grant, &table.dataset, &ask.key).await?;
            let shown = page::project(&rows.batch, ask.question.fields.as_deref())?;
            let found = shown.num_rows() > 0;
            let body = if found { one_row(&shown)? } else { br#"{"row":null}"#.to_vec() };
            Ok(Produced { found, ..Produced::bytes("application/json", u64::from(found), body) })
        })
        .await
    }
}
