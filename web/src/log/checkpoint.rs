use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use crate::problem::{Always, Failure, Named};
use crate::server::Server;

/// The newest signed checkpoint.
#[utoipa::path(
    get,
    path = "/log/checkpoint",
    operation_id = "get_checkpoint",
    tag = "log",
    responses(
        (status = 200, description = "A signed note", body = String, content_type = "text/plain; charset=utf-8"),
        Always,
        Named
    )
)]
pub(super) async fn checkpoint(State(server): State<Arc<Server>>) -> Result<impl IntoResponse, Failure> {
    let note = server.app.checkpoint().await?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-cache")], note))
}
