use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use crate::problem::Always;
use crate::server::Server;

/// The public key that checkpoints and receipts are verified with. Keep it: it never changes.
#[utoipa::path(
    get,
    path = "/log/key",
    operation_id = "get_log_key",
    tag = "log",
    responses(
        (status = 200, description = "A verifier key", body = String, content_type = "text/plain; charset=utf-8"),
        Always
    )
)]
pub(super) async fn key(State(server): State<Arc<Server>>) -> impl IntoResponse {
    let key = format!("{}\n", server.app.verifier());
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")], key)
}
