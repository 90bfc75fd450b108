use std::sync::Arc;

use app::{CaseList, Page};
use axum::Json;
use axum::extract::State;
use domain::case::Case;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Asked, Caller};
use crate::pages;
use crate::problem::{Always, Failure};
use crate::server::Server;
use crate::shapes;

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Only those standing in this state of their procedure.
    state: Option<String>,
    /// `next` of the page before; the first page without it.
    after: Option<String>,
    /// 1 to 1000, 100 if left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A page of cases.
#[derive(Serialize, ToSchema)]
pub(super) struct Cases {
    #[schema(value_type = Vec<shapes::Case>)]
    items: Vec<Case>,
    /// `after` of the next page; none after the last.
    next: Option<String>,
}

/// List the cases one may see, in order of id.
#[utoipa::path(
    get,
    path = "/api/v1/cases",
    operation_id = "list_cases",
    tag = "cases",
    security(("bearer" = [])),
    params(Wanted),
    responses((status = 200, description = "A page", body = Cases), Always)
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Cases>, Failure> {
    let list = CaseList {
        state: wanted.state,
        after: pages::parsed("after", wanted.after)?,
        limit: pages::limit(wanted.limit)?,
    };
    let Page { items, next } = server.app.cases(&session, list).await?;
    Ok(Json(Cases { items, next }))
}
