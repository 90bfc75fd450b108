use std::sync::Arc;

use app::TakeStep;
use axum::Json;
use axum::extract::State;
use base::{AccountId, CaseId};
use domain::case::Inputs;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::CaseAt;
use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;

/// What is said when taking a step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepTaken {
    /// The step's form.
    #[serde(default)]
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>, required = false)]
    inputs: Inputs,
    /// The version that was looked at; refused with 409 if the case has moved on since.
    expected: Option<u64>,
    /// Whose place the asker takes, who has named the asker as stand-in.
    #[schema(value_type = Option<String>)]
    in_place_of: Option<AccountId>,
}

/// Take a step, with its effect in the same commit.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/steps/{step}",
    operation_id = "take_step",
    tag = "cases",
    security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The case's id"),
        ("step" = String, Path, description = "The step's name in the procedure")
    ),
    request_body = StepTaken,
    responses((status = 200, description = "The case after it", body = CaseAt), Always, Guarded, Named, Sent)
)]
pub(super) async fn step(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path((case, step)): Path<(CaseId, String)>,
    JsonBody(taken): JsonBody<StepTaken>,
) -> Result<Json<CaseAt>, Failure> {
    let StepTaken { inputs, expected, in_place_of } = taken;
    let command = TakeStep { case, step, inputs, expected, in_place_of };
    Ok(Json(server.app.take_step(&session, command).await?.into()))
}
