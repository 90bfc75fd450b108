use std::sync::Arc;

use app::{DatasetList, Page};
use axum::Json;
use axum::extract::State;
use domain::dataset::Dataset;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Asked, Visitor};
use crate::pages;
use crate::problem::{Always, Failure};
use crate::server::Server;
use crate::shapes;

/// Which catalogue entries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Only those of this body.
    provider: Option<String>,
    /// `next` of the page before; the first page without it.
    after: Option<String>,
    /// 1 to 1000, 100 if left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A page of the catalogue.
#[derive(Serialize, ToSchema)]
pub(super) struct Datasets {
    #[schema(value_type = Vec<shapes::Dataset>)]
    items: Vec<Dataset>,
    /// `after` of the next page; none after the last.
    next: Option<String>,
}

/// List the catalogue in order of id. Confirmed entries are public.
#[utoipa::path(
    get,
    path = "/api/v1/datasets",
    operation_id = "list_datasets",
    tag = "datasets",
    security((), ("bearer" = [])),
    params(Wanted),
    responses((status = 200, description = "A page", body = Datasets), Always)
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Visitor(session): Visitor,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Datasets>, Failure> {
    let list = DatasetList {
        provider: wanted.provider,
        after: pages::parsed("after", wanted.after)?,
        limit: pages::limit(wanted.limit)?,
    };
    let Page { items, next } = server.app.datasets(session.as_deref(), list).await?;
    Ok(Json(Datasets { items, next }))
}
