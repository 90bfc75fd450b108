use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::DatasetId;
use domain::version::Version;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named};
use crate::server::Server;
use crate::shapes;

/// Every version of a dataset.
#[derive(Serialize, ToSchema)]
pub(super) struct Versions {
    #[schema(value_type = Vec<shapes::Version>)]
    items: Vec<Version>,
}

/// The versions of a dataset, the oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{id}/versions",
    operation_id = "list_versions",
    tag = "datasets",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The dataset's id")),
    responses((status = 200, description = "The versions", body = Versions), Always, Guarded, Named)
)]
pub(super) async fn versions(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<DatasetId>,
) -> Result<Json<Versions>, Failure> {
    Ok(Json(Versions { items: server.app.versions(&session, &id).await? }))
}
