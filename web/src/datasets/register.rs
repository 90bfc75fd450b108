use std::sync::Arc;

use app::RegisterDataset;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::DatasetId;
use domain::case::Case;
use domain::dataset::{Catalogue, Dataset};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Caller, JsonBody};
use crate::problem::{Always, Failure, Guarded, Sent};
use crate::server::Server;
use crate::shapes;

/// A catalogue entry to write down.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDataset {
    /// 1 to 64 of `a–z 0–9 -`; drawn if left out.
    #[schema(value_type = Option<String>)]
    id: Option<DatasetId>,
    #[schema(value_type = shapes::Catalogue)]
    catalogue: Catalogue,
    /// The field whose values name one row each, for answers by key.
    key_field: Option<String>,
}

/// The entry and the case in which the authority confirms it.
#[derive(Serialize, ToSchema)]
pub(super) struct RegisteredDataset {
    #[schema(value_type = shapes::Dataset)]
    dataset: Dataset,
    #[schema(value_type = shapes::Case)]
    case: Case,
}

/// Register a dataset and open its registration case.
#[utoipa::path(
    post,
    path = "/api/v1/datasets",
    operation_id = "register_dataset",
    tag = "datasets",
    security(("bearer" = [])),
    request_body = NewDataset,
    responses((status = 201, description = "The entry", body = RegisteredDataset), Always, Guarded, Sent)
)]
pub(super) async fn register(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    JsonBody(new): JsonBody<NewDataset>,
) -> Result<(StatusCode, Json<RegisteredDataset>), Failure> {
    let command = RegisterDataset { id: new.id, catalogue: new.catalogue, key_field: new.key_field };
    let registered = server.app.register_dataset(&session, command).await?;
    let answer = RegisteredDataset { dataset: registered.dataset, case: registered.case };
    Ok((StatusCode::CREATED, Json(answer)))
}
