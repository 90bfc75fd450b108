use std::sync::Arc;

use app::{Question, Sql};
use axum::extract::State;
use axum::response::Response;
use base::AgreementId;
use exchange::Format;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::release;
use crate::extract::{Caller, JsonBody};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;

/// One read-only question.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QueryAsked {
    /// The agreement 协议 whose tables are read.
    #[schema(value_type = String)]
    agreement: AgreementId,
    /// Code of the purpose 用途.
    purpose: String,
    /// One `SELECT`. Tables are named after their datasets, with `_` for `-`.
    #[schema(example = "select district, count(*) from population group by district")]
    sql: String,
    #[serde(default)]
    #[schema(required = false)]
    format: AnswerFormat,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AnswerFormat {
    #[default]
    Json,
    Jsonl,
    Csv,
}

impl From<AnswerFormat> for Format {
    fn from(format: AnswerFormat) -> Self {
        match format {
            AnswerFormat::Json => Self::Json,
            AnswerFormat::Jsonl => Self::JsonLines,
            AnswerFormat::Csv => Self::Csv,
        }
    }
}

/// Ask in SQL over the tables of one agreement.
#[utoipa::path(
    post,
    path = "/api/v1/query",
    operation_id = "query",
    tag = "data",
    security(("bearer" = [])),
    request_body = QueryAsked,
    responses(
        (
            status = 200,
            description = "The rows",
            content(
                (Vec<crate::shapes::Cells> = "application/json"),
                (String = "application/x-ndjson"),
                (String = "text/csv")
            ),
            headers(("Gongshu-Receipt" = String, description = "Id of the receipt"))
        ),
        Always,
        Guarded,
        Named,
        Sent
    )
)]
pub(super) async fn query(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    JsonBody(asked): JsonBody<QueryAsked>,
) -> Result<Response, Failure> {
    let question = Question { agreement: Some(asked.agreement), purpose: asked.purpose, dataset: None, fields: None };
    let _turn = server.question().await?;
    let sql = Sql { question, text: asked.sql, format: asked.format.into() };
    let answer = server.app.query(&session, &sql).await?;
    release(&server, answer, None).await
}
