use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::EntryId;
use domain::entry::Entry;

use crate::extract::{Named as Path, Visitor};
use crate::problem::{Always, Failure, Named};
use crate::server::Server;
use crate::shapes;

/// One entry of a register.
#[utoipa::path(
    get,
    path = "/api/v1/entries/{id}",
    operation_id = "get_entry",
    tag = "registers",
    params(("id" = String, Path, description = "The entry's id")),
    responses((status = 200, description = "The entry", body = shapes::Entry), Always, Named)
)]
pub(super) async fn entry(
    State(server): State<Arc<Server>>,
    Visitor(session): Visitor,
    Path(id): Path<EntryId>,
) -> Result<Json<Entry>, Failure> {
    Ok(Json(server.app.entry(session.as_deref(), &id).await?))
}
