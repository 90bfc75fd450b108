use std::sync::Arc;

use app::Place;
use axum::extract::State;
use axum::http::StatusCode;
use base::{AccountId, LawDate};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;

/// Who takes a login's steps, and how long.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewStandIn {
    /// A login of the same body.
    #[schema(value_type = String)]
    account: AccountId,
    /// Last day, inclusive; at most 366 days ahead.
    #[schema(value_type = String, format = Date)]
    until: LawDate,
}

/// Let someone of the same body take this login's steps for a time 代办. Replaces an earlier word.
#[utoipa::path(
    put,
    path = "/api/v1/accounts/{id}/stand-in",
    operation_id = "set_stand_in",
    tag = "accounts",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The account whose place is taken")),
    request_body = NewStandIn,
    responses((status = 204, description = "Set"), Always, Guarded, Named, Sent)
)]
pub(super) async fn set(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<AccountId>,
    JsonBody(wanted): JsonBody<NewStandIn>,
) -> Result<StatusCode, Failure> {
    let place = Place { account: wanted.account, until: wanted.until };
    server.app.set_stand_in(&session, &id, place).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End it before its last day.
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{id}/stand-in",
    operation_id = "end_stand_in",
    tag = "accounts",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The account whose place was taken")),
    responses((status = 204, description = "Ended"), Always, Guarded, Named, Sent)
)]
pub(super) async fn end(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<AccountId>,
) -> Result<StatusCode, Failure> {
    server.app.end_stand_in(&session, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
