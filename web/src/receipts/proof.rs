use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::IntoResponse;
use base::ReceiptId;

use crate::extract::{Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named};
use crate::server::Server;
use crate::shapes;

/// The proof alone, as a file to keep: what `gongshu verify --receipt FILE` takes.
#[utoipa::path(
    get,
    path = "/api/v1/receipts/{id}/proof",
    operation_id = "get_proof",
    tag = "receipts",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The receipt's id")),
    responses((status = 200, description = "The proof", body = shapes::ProofBundle), Always, Guarded, Named)
)]
pub(super) async fn proof(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<ReceiptId>,
) -> Result<impl IntoResponse, Failure> {
    let found = server.app.receipt_proof(&session, &id).await?;
    let kept = format!("attachment; filename=\"{id}.json\"");
    Ok(([(CONTENT_DISPOSITION, kept)], Json(found.bundle)))
}
