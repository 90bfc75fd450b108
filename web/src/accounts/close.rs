use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use base::AccountId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;

/// Why a login ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Closing {
    reason: String,
}

/// Close a login for good. Its sessions and tokens end with the next request.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{id}/close",
    operation_id = "close_account",
    tag = "accounts",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id")),
    request_body = Closing,
    responses((status = 204, description = "Closed"), Always, Guarded, Named, Sent)
)]
pub(super) async fn close(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<AccountId>,
    JsonBody(closing): JsonBody<Closing>,
) -> Result<StatusCode, Failure> {
    server.app.close_account(&session, &id, closing.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
