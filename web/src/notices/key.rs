use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use crate::problem::Always;
use crate::server::Server;

/// The public key that notices sent to a body's system are signed with: `whpk_` and base64, Ed25519.
///
/// Each carries `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature: v1a,<base64>` over
/// `id.timestamp.body`, as the Standard Webhooks specification has it.
#[utoipa::path(
    get,
    path = "/api/v1/notices/key",
    operation_id = "notice_key",
    tag = "notices",
    responses((status = 200, description = "The key", body = String, content_type = "text/plain; charset=utf-8"), Always)
)]
pub(super) async fn key(State(server): State<Arc<Server>>) -> impl IntoResponse {
    let key = format!("{}\n", server.app.webhook_key());
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")], key)
}
