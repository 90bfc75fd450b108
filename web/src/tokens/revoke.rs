use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use base::CredentialId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::extract::{Caller, MaybeJson, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;

/// Why a token ends.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Revocation {
    #[serde(default)]
    reason: String,
}

/// End a session or token before its term.
#[utoipa::path(
    delete,
    path = "/api/v1/tokens/{id}",
    operation_id = "revoke_token",
    tag = "accounts",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The credential's id")),
    request_body = Option<Revocation>,
    responses((status = 204, description = "Ended"), Always, Guarded, Named, Sent)
)]
pub(super) async fn revoke(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<CredentialId>,
    MaybeJson(revocation): MaybeJson<Revocation>,
) -> Result<StatusCode, Failure> {
    server.app.revoke_credential(&session, &id, revocation.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
