use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use base::DatasetId;
use domain::dataset::Catalogue;

use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// Change an entry the authority has not confirmed yet.
#[utoipa::path(
    put,
    path = "/api/v1/datasets/{id}/catalogue",
    operation_id = "revise_dataset",
    tag = "datasets",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The dataset's id")),
    request_body = shapes::Catalogue,
    responses((status = 204, description = "Changed"), Always, Guarded, Named, Sent)
)]
pub(super) async fn revise(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<DatasetId>,
    JsonBody(catalogue): JsonBody<Catalogue>,
) -> Result<StatusCode, Failure> {
    server.app.revise_dataset(&session, &id, catalogue).await?;
    Ok(StatusCode::NO_CONTENT)
}
