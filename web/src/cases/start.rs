use std::sync::Arc;

use app::StartCase;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::{AccountId, DatasetId};
use domain::case::{Case, Inputs};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::extract::{Caller, JsonBody};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// A procedure to start.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCase {
    #[schema(example = "sharing-request")]
    procedure: String,
    /// The id of the record it is about, where it is about one: may be given in the form instead.
    about: Option<String>,
    /// The same for a procedure about a dataset.
    #[schema(value_type = Option<String>)]
    dataset: Option<DatasetId>,
    /// Whose place the asker takes, who has named the asker as stand-in.
    #[schema(value_type = Option<String>)]
    in_place_of: Option<AccountId>,
    /// The procedure's form (GET /api/v1/procedures/{name}).
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
    let NewCase { procedure, about, dataset, in_place_of, form } = new;
    let about = about.or_else(|| dataset.map(|id| id.to_string()));
    let command = StartCase { procedure, about, form, in_place_of };
    let case = server.app.start_case(&session, command).await?;
    Ok((StatusCode::CREATED, Json(case)))
}
