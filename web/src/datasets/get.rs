use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::response::IntoResponse;
use base::DatasetId;
use domain::dataset::Dataset;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Named as Path, Visitor};
use crate::problem::{Always, Failure, Named};
use crate::server::Server;
use crate::shapes;

/// An entry and the number of acts on it.
#[derive(Serialize, ToSchema)]
pub(super) struct DatasetAt {
    #[schema(value_type = shapes::Dataset)]
    dataset: Dataset,
    version: u64,
}

/// One catalogue entry.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{id}",
    operation_id = "get_dataset",
    tag = "datasets",
    security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The dataset's id")),
    responses(
        (
            status = 200,
            description = "The entry",
            body = DatasetAt,
            headers(("ETag" = String, description = "The version, quoted"))
        ),
        Always,
        Named
    )
)]
pub(super) async fn get(
    State(server): State<Arc<Server>>,
    Visitor(session): Visitor,
    Path(id): Path<DatasetId>,
) -> Result<impl IntoResponse, Failure> {
    let loaded = server.app.dataset(session.as_deref(), &id).await?;
    let tag = format!("\"{}\"", loaded.version);
    Ok(([(ETAG, tag)], Json(DatasetAt { dataset: loaded.state, version: loaded.version })))
}
