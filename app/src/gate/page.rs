use arrow::array::RecordBatch;
use base::{DatasetId, Message};
use domain::agreement::{Channel, Condition};
use exchange::{Encoder, Format};
use lake::{Cursor, Grant, PageAsk, TableTerms};
use serde::Serialize;

use super::Question;
use super::answer::{Answer, Produced};
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// A page of rows.
#[derive(Debug, Clone)]
pub struct PageOf {
    pub question: Question,
    pub dataset: DatasetId,
    pub filter: Vec<Condition>,
    /// Where the page before ended.
    pub after: Option<String>,
    pub limit: usize,
}

/// What a receipt's question digest is taken of.
#[derive(Serialize)]
struct Asked<'a> {
    filter: &'a [Condition],
    after: Option<&'a str>,
    limit: usize,
}

impl App {
    /// Reads the next rows in stored order.
    pub async fn read_page(&self, session: &Session, ask: &PageOf) -> Result<Answer, Problem> {
        let asked = digest_of(&Asked { filter: &ask.filter, after: ask.after.as_deref(), limit: ask.limit })?;
        let after = ask.after.as_deref().map(str::parse::<Cursor>).transpose()?;
        let page = PageAsk { fields: ask.question.fields.clone(), filter: ask.filter.clone(), after, limit: ask.limit };
        let page = &page;
        let touches: Vec<String> = ask.filter.iter().map(|condition| condition.field.clone()).collect();
        self.through(session, &ask.question, &touches, Channel::Page, asked, async |opened, _| {
            let rows = self.lake.page(&opened.grant, &ask.dataset, page).await?;
            let mut body = Vec::with_capacity(16 << 10);
            body.extend_from_slice(br#"{"rows":"#);
            let mut encoder = Encoder::new(Format::Json, &rows.batch.schema(), body)?;
            encoder.write(&rows.batch)?;
            let mut body = encoder.finish()?;
            body.extend_from_slice(br#","next":"#);
            match &rows.next {
                Some(cursor) => {
                    let text = serde_json::to_vec(&cursor.to_string()).map_err(|e| Problem::Internal(e.to_string()))?;
                    body.extend_from_slice(&text);
                }
                None => body.extend_from_slice(b"null"),
            }
            body.push(b'}');
            Ok(Produced::bytes("application/json", rows.batch.num_rows() as u64, body))
        })
        .await
    }
}

pub(super) fn digest_of<T: Serialize>(asked: &T) -> Result<base::Digest, Problem> {
    base::canonical::digest(asked).map_err(|error| Problem::Internal(error.to_string()))
}

/// The table of a grant that names one.
pub(super) fn only_table(grant: &Grant) -> Result<&TableTerms, Problem> {
    match grant.tables() {
        [table] => Ok(table),
        _ => Err(Problem::invalid("dataset", Message::new("invalid-dataset-needed"))),
    }
}

/// The columns named, in their order.
pub(super) fn project(batch: &RecordBatch, fields: Option<&[String]>) -> Result<RecordBatch, Problem> {
    let Some(fields) = fields else {
        return Ok(batch.clone());
    };
    let wanted: Vec<usize> = fields.iter().filter_map(|name| batch.schema().index_of(name).ok()).collect();
    batch.project(&wanted).map_err(|error| Problem::Internal(error.to_string()))
}
