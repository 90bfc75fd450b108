use std::collections::BTreeSet;
use std::sync::Arc;

use app::OpenAccount;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::OrganisationId;
use domain::account::{Account, Role};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::extract::{Caller, JsonBody};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::secret::Secret;
use crate::server::Server;
use crate::shapes;

/// A login to open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAccount {
    /// 3 to 64 letters, digits and `. - _ @`.
    handle: String,
    /// 10 to 200 characters.
    #[schema(value_type = String, format = Password, write_only)]
    password: Secret,
    /// The body it acts for.
    #[schema(value_type = Option<String>)]
    organisation: Option<OrganisationId>,
    #[schema(value_type = Vec<shapes::Role>)]
    roles: BTreeSet<Role>,
}

/// Open a login.
#[utoipa::path(
    post,
    path = "/api/v1/accounts",
    operation_id = "open_account",
    tag = "accounts",
    security(("bearer" = [])),
    request_body = NewAccount,
    responses((status = 201, description = "The account", body = shapes::Account), Always, Guarded, Named, Sent)
)]
pub(super) async fn open(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    JsonBody(new): JsonBody<NewAccount>,
) -> Result<(StatusCode, Json<Account>), Failure> {
    let command = OpenAccount {
        handle: new.handle,
        password: new.password.into_inner(),
        organisation: new.organisation,
        roles: new.roles,
    };
    let account = server.app.open_account(&session, command).await?;
    Ok((StatusCode::CREATED, Json(account)))
}
