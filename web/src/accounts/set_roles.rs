use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use base::AccountId;
use domain::account::Role;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// All roles a login shall have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Roles {
    #[schema(value_type = Vec<shapes::Role>)]
    roles: BTreeSet<Role>,
}

/// Set what a login may act as. Takes effect with its next request.
#[utoipa::path(
    put,
    path = "/api/v1/accounts/{id}/roles",
    operation_id = "set_roles",
    tag = "accounts",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id")),
    request_body = Roles,
    responses((status = 204, description = "Set"), Always, Guarded, Named, Sent)
)]
pub(super) async fn set_roles(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<AccountId>,
    JsonBody(wanted): JsonBody<Roles>,
) -> Result<StatusCode, Failure> {
    server.app.set_roles(&session, &id, wanted.roles).await?;
    Ok(StatusCode::NO_CONTENT)
}
