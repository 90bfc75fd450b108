use std::sync::Arc;

use app::{Page, Side};
use axum::Json;
use axum::extract::State;
use domain::agreement::Agreement;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Asked, Caller};
use crate::pages;
use crate::problem::{Always, Failure};
use crate::server::Server;
use crate::shapes;

/// Which agreements.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// True for those one's body granted; those made with oneself or one's body otherwise.
    #[serde(default)]
    granted: bool,
    /// `next` of the page before; the first page without it.
    after: Option<String>,
    /// 1 to 1000, 100 if left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A page of agreements.
#[derive(Serialize, ToSchema)]
pub(super) struct Agreements {
    #[schema(value_type = Vec<shapes::Agreement>)]
    items: Vec<Agreement>,
    /// `after` of the next page; none after the last.
    next: Option<String>,
}

/// List the agreements made with oneself or one's body, or granted by it, in order of id.
#[utoipa::path(
    get,
    path = "/api/v1/agreements",
    operation_id = "list_agreements",
    tag = "agreements",
    security(("bearer" = [])),
    params(Wanted),
    responses((status = 200, description = "A page", body = Agreements), Always)
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Agreements>, Failure> {
    let limit = pages::limit(wanted.limit)?;
    let after = pages::parsed("after", wanted.after)?;
    let side = if wanted.granted { Side::Provider } else { Side::Consumer };
    let Page { items, next } = server.app.agreements(&session, side, after, limit).await?;
    Ok(Json(Agreements { items, next }))
}
