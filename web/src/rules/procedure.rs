use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use law::Procedure;

use crate::extract::Named as Path;
use crate::problem::{Always, Failure, Named};
use crate::server::Server;
use crate::shapes;

/// One procedure: its form and its steps.
#[utoipa::path(
    get,
    path = "/api/v1/procedures/{name}",
    operation_id = "get_procedure",
    tag = "law",
    params(("name" = String, Path, description = "The procedure's name")),
    responses((status = 200, description = "The procedure", body = shapes::Procedure), Always, Named)
)]
pub(super) async fn procedure(
    State(server): State<Arc<Server>>,
    Path(name): Path<String>,
) -> Result<Json<Procedure>, Failure> {
    let found = server.app.rulebook().procedure(&name);
    found.cloned().map(Json).ok_or_else(|| Failure::missing("procedure", &name))
}
