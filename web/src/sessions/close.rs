use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::extract::Caller;
use crate::problem::{Always, Failure, Guarded};
use crate::server::Server;

/// End the session or token this request is made with.
#[utoipa::path(
    delete,
    path = "/api/v1/sessions/current",
    operation_id = "close_session",
    tag = "sessions",
    security(("bearer" = [])),
    responses((status = 204, description = "Ended"), Always, Guarded)
)]
pub(super) async fn close(State(server): State<Arc<Server>>, Caller(session): Caller) -> Result<StatusCode, Failure> {
    server.app.revoke_credential(&session, &session.credential, "signed out".to_owned()).await?;
    Ok(StatusCode::NO_CONTENT)
}
