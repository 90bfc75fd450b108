use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::AccountId;
use domain::account::Account;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named};
use crate::server::Server;
use crate::shapes;

/// A login and the number of acts on it.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountAt {
    #[schema(value_type = shapes::Account)]
    account: Account,
    version: u64,
}

/// One login.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/{id}",
    operation_id = "get_account",
    tag = "accounts",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id")),
    responses((status = 200, description = "The account", body = AccountAt), Always, Guarded, Named)
)]
pub(super) async fn get(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<AccountId>,
) -> Result<Json<AccountAt>, Failure> {
    let loaded = server.app.account(&session, &id).await?;
    Ok(Json(AccountAt { account: loaded.state, version: loaded.version }))
}
