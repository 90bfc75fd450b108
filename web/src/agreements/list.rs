use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::agreement::Agreement;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Asked, Caller};
use crate::pages::{self, Paged};
use crate::problem::{Always, Failure};
use crate::server::Server;
use crate::shapes;

/// A page of agreements.
#[derive(Serialize, ToSchema)]
pub(super) struct Agreements {
    #[schema(value_type = Vec<shapes::Agreement>)]
    items: Vec<Agreement>,
    /// `after` of the next page; none after the last.
    next: Option<String>,
}

/// List the agreements made with oneself or one's body, in order of id.
#[utoipa::path(
    get,
    path = "/api/v1/agreements",
    operation_id = "list_agreements",
    tag = "agreements",
    security(("bearer" = [])),
    params(Paged),
    responses((status = 200, description = "A page", body = Agreements), Always)
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Asked(paged): Asked<Paged>,
) -> Result<Json<Agreements>, Failure> {
    let limit = pages::limit(paged.limit)?;
    let after = pages::parsed("after", paged.after)?;
    let items = server.app.agreements(&session, after, limit).await?;
    let next = pages::next(&items, |agreement| agreement.id.to_string());
    Ok(Json(Agreements { items, next }))
}
