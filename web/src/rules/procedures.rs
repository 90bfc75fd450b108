use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use law::Procedure;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Always, Failure};
use crate::server::Server;
use crate::shapes;

/// Every procedure 程序 of the rulebook, by name.
#[derive(Serialize, ToSchema)]
pub(super) struct Procedures {
    #[schema(value_type = Vec<shapes::Procedure>)]
    items: Vec<Procedure>,
}

/// The procedures one can start, with their forms and steps.
#[utoipa::path(
    get,
    path = "/api/v1/procedures",
    operation_id = "list_procedures",
    tag = "law",
    responses((status = 200, description = "The procedures", body = Procedures), Always)
)]
pub(super) async fn procedures(State(server): State<Arc<Server>>) -> Result<Json<Procedures>, Failure> {
    Ok(Json(Procedures { items: server.app.rulebook().procedures().cloned().collect() }))
}
