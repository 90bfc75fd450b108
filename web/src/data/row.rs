use std::sync::Arc;

use app::RowByKey;
use axum::extract::State;
use axum::response::Response;
use base::{AgreementId, DatasetId};
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked::question;
use crate::answer::release;
use crate::extract::{Asked, Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Weighed};
use crate::server::Server;
use crate::shapes;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RowAsked {
    /// The agreement 协议 it is read under; left out for unconditionally open data.
    #[param(value_type = Option<String>)]
    agreement: Option<AgreementId>,
    /// Code of the purpose 用途.
    purpose: String,
    /// Fields to show: `a,b`, or a JSON array. All in scope if left out.
    fields: Option<String>,
}

/// One row by the value of the key field. A row out of scope answers as one that does not exist; both have a receipt.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{id}/rows/{key}",
    operation_id = "read_row",
    tag = "data",
    security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The dataset's id"),
        ("key" = String, Path, description = "Value of the key field"),
        RowAsked
    ),
    responses(
        (
            status = 200,
            description = "The row",
            body = shapes::Row,
            headers(("Gongshu-Receipt" = String, description = "Id of the receipt"))
        ),
        (
            status = 404,
            description = "No such row in scope (with a receipt), or no such record",
            body = crate::problem::ProblemBody,
            content_type = "application/problem+json",
            headers(("Gongshu-Receipt" = String, description = "Id of the receipt"))
        ),
        Always,
        Guarded,
        Weighed
    )
)]
pub(super) async fn row(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path((dataset, key)): Path<(DatasetId, String)>,
    Asked(asked): Asked<RowAsked>,
) -> Result<Response, Failure> {
    let question = question(dataset, asked.agreement, asked.purpose, asked.fields.as_deref())?;
    let answer = server.app.read_row(&session, &RowByKey { question, key }).await?;
    release(&server, answer, None).await
}
