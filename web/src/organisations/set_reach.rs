use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use base::OrganisationId;
use domain::notice::Reach;

use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// Set where a body's notices go beside its inbox: by e-mail, to its own system, or both. Both left out: nowhere else.
#[utoipa::path(
    put,
    path = "/api/v1/organisations/{id}/reach",
    operation_id = "set_reach",
    tag = "organisations",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The organisation's id")),
    request_body = shapes::Reach,
    responses((status = 204, description = "Set"), Always, Guarded, Named, Sent)
)]
pub(super) async fn set_reach(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<OrganisationId>,
    JsonBody(reach): JsonBody<Reach>,
) -> Result<StatusCode, Failure> {
    server.app.set_reach(&session, &id, reach).await?;
    Ok(StatusCode::NO_CONTENT)
}
