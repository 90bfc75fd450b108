use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::Response;
use base::{AttachmentId, CaseId};

use crate::extract::{Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named};
use crate::server::Server;

/// A file handed in with a case, for whoever may see the case.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}/attachments/{attachment}",
    operation_id = "get_attachment",
    tag = "cases",
    security(("bearer" = [])),
    params(
        ("id" = String, Path, description = "The case's id"),
        ("attachment" = String, Path, description = "The attachment's id"),
    ),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"),
        Always, Guarded, Named
    )
)]
pub(super) async fn get(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path((case, id)): Path<(CaseId, AttachmentId)>,
) -> Result<Response, Failure> {
    let opened = server.app.attachment(&session, &case, &id).await?;
    let name = format!("attachment; filename=\"{id}.{}\"", opened.attachment.file_type);
    let size = opened.attachment.size;
    let mut response = Response::new(Body::from_stream(opened.bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
