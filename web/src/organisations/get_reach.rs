use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::OrganisationId;
use domain::notice::Reach;

use crate::extract::{Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named};
use crate::server::Server;
use crate::shapes;

/// Where a body's notices go beside its inbox, for those who may set it.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{id}/reach",
    operation_id = "get_reach",
    tag = "organisations",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The organisation's id")),
    responses((status = 200, description = "The addresses", body = shapes::Reach), Always, Guarded, Named)
)]
pub(super) async fn get_reach(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<OrganisationId>,
) -> Result<Json<Reach>, Failure> {
    Ok(Json(server.app.reach(&session, &id).await?))
}
