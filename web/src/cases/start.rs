use std::sync::Arc;

use app::StartCase;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::DatasetId;
use domain::case::{Case, Inputs};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::extract::{Caller, JsonBody};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// A procedure to start about a dataset.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCase {
    #[schema(example = "sharing-request")]
    procedure: String,
    #[schema(value_type = String)]
    dataset: DatasetId,
    /// The procedure's form (GET /api/v1/procedures/{name}); `dataset` may be left out of it.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    form: Inputs,
}

/// Open a case and take its first step.
#[utoipa::path(
    post,
    path = "/api/v1/cases",
    operation_id = "start_case",
    tag = "cases",
    security(("bearer" = [])),
    request_body = NewCase,
    responses((status = 201, description = "The case", body = shapes::Case), Always, Guarded, Named, Sent)
)]
pub(super) async fn start(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    JsonBody(new): JsonBody<NewCase>,
) -> Result<(StatusCode, Json<Case>), Failure> {
    let command = StartCase { procedure: new.procedure, dataset: new.dataset, form: new.form };
    let case = server.app.start_case(&session, command).await?;
    Ok((StatusCode::CREATED, Json(case)))
}
