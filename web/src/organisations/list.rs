use std::sync::Arc;

use app::Page;
use axum::Json;
use axum::extract::State;
use base::OrganisationId;
use domain::organisation::Organisation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Asked;
use crate::pages::{self, Paged};
use crate::problem::{Always, Failure};
use crate::server::Server;
use crate::shapes;

/// A page of bodies.
#[derive(Serialize, ToSchema)]
pub(super) struct Organisations {
    #[schema(value_type = Vec<shapes::Organisation>)]
    items: Vec<Organisation>,
    /// `after` of the next page; none after the last.
    next: Option<String>,
}

/// List bodies in order of id. Who takes part is public.
#[utoipa::path(
    get,
    path = "/api/v1/organisations",
    operation_id = "list_organisations",
    tag = "organisations",
    params(Paged),
    responses((status = 200, description = "A page", body = Organisations), Always)
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Asked(paged): Asked<Paged>,
) -> Result<Json<Organisations>, Failure> {
    let limit = pages::limit(paged.limit)?;
    let after: Option<OrganisationId> = pages::parsed("after", paged.after)?;
    let Page { items, next } = server.app.organisations(after.map(String::from), limit).await?;
    Ok(Json(Organisations { items, next }))
}
