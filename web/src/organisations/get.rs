use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::OrganisationId;
use domain::organisation::Organisation;

use crate::extract::Named as Path;
use crate::problem::{Always, Failure, Named};
use crate::server::Server;
use crate::shapes;

/// One body.
#[utoipa::path(
    get,
    path = "/api/v1/organisations/{id}",
    operation_id = "get_organisation",
    tag = "organisations",
    params(("id" = String, Path, description = "The body's id")),
    responses((status = 200, description = "The body", body = shapes::Organisation), Always, Named)
)]
pub(super) async fn get(
    State(server): State<Arc<Server>>,
    Path(id): Path<OrganisationId>,
) -> Result<Json<Organisation>, Failure> {
    Ok(Json(server.app.organisation(&id).await?))
}
