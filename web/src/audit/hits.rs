use std::sync::Arc;

use app::{HitList, Page};
use axum::Json;
use axum::extract::State;
use domain::watch::Hit;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Asked, Caller};
use crate::pages;
use crate::problem::{Always, Failure, Guarded};
use crate::server::Server;
use crate::shapes;

/// Which findings.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Only those about this account.
    account: Option<String>,
    /// `next` of the page before; the first page without it.
    after: Option<String>,
    /// 1 to 1000, 100 if left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A page of findings.
#[derive(Serialize, ToSchema)]
pub(super) struct Hits {
    #[schema(value_type = Vec<shapes::Hit>)]
    items: Vec<Hit>,
    /// `after` of the next page; none after the last.
    next: Option<String>,
}

/// List what the risk watch found, in order of id.
#[utoipa::path(
    get,
    path = "/api/v1/hits",
    operation_id = "list_hits",
    tag = "audit",
    security(("bearer" = [])),
    params(Wanted),
    responses((status = 200, description = "A page", body = Hits), Always, Guarded)
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Hits>, Failure> {
    let limit = pages::limit(wanted.limit)?;
    let account = pages::parsed("account", wanted.account)?;
    let after = pages::parsed("after", wanted.after)?;
    let Page { items, next } = server.app.hits(&session, HitList { account, after, limit }).await?;
    Ok(Json(Hits { items, next }))
}
