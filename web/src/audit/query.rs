use std::sync::Arc;

use app::SystemSql;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::release;
use crate::data::AnswerFormat;
use crate::extract::{Caller, JsonBody};
use crate::problem::{Always, Failure, Guarded, Sent};
use crate::server::Server;

/// One read-only question.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuditAsked {
    /// One `SELECT` over `acts` and `receipts`.
    #[schema(example = "select account, sum(rows) from receipts group by account")]
    sql: String,
    #[serde(default)]
    #[schema(required = false)]
    format: AnswerFormat,
}

/// Ask in SQL over the acts and receipts of the log.
#[utoipa::path(
    post,
    path = "/api/v1/audit/query",
    operation_id = "query_audit",
    tag = "audit",
    security(("bearer" = [])),
    request_body = AuditAsked,
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
        Sent
    )
)]
pub(super) async fn query(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    JsonBody(asked): JsonBody<AuditAsked>,
) -> Result<Response, Failure> {
    let _turn = server.question().await?;
    let sql = SystemSql { text: asked.sql, format: asked.format.into() };
    let answer = server.app.query_system(&session, &sql).await?;
    release(&server, answer, None).await
}
