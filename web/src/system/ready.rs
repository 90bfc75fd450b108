use std::sync::Arc;

use axum::extract::State;

use crate::problem::{Always, Failure};
use crate::server::Server;

/// Whether records can be read and acts appended.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "ready",
    tag = "system",
    responses((status = 200, description = "They can", body = String, content_type = "text/plain; charset=utf-8"), Always)
)]
pub(super) async fn ready(State(server): State<Arc<Server>>) -> Result<&'static str, Failure> {
    server.app.ready().await?;
    Ok("ready\n")
}
