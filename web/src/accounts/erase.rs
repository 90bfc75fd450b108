use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::AccountId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named};
use crate::server::Server;

/// What an erasure of a login came to.
#[derive(Serialize, ToSchema)]
pub(super) struct ErasedLogin {
    /// Records whose acts lost their content; none where all was erased before.
    records: u64,
}

/// Erase what a closed login of a citizen says of its holder 个人账户内容删除. Ids, times and proofs stay.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{id}/erase",
    operation_id = "erase_account",
    tag = "accounts",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The account's id")),
    responses((status = 200, description = "Erased", body = ErasedLogin), Always, Guarded, Named)
)]
pub(super) async fn erase(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<AccountId>,
) -> Result<Json<ErasedLogin>, Failure> {
    let records = server.app.erase_account(&session, &id).await?;
    Ok(Json(ErasedLogin { records }))
}
