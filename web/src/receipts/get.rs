use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::ReceiptId;
use domain::receipt::Receipt;
use ledger::ProofBundle;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named};
use crate::server::Server;
use crate::shapes;

/// A receipt, its place in the log and the proof of it.
#[derive(Serialize, ToSchema)]
#[schema(as = ReceiptProof)]
pub(super) struct Proven {
    #[schema(value_type = shapes::Receipt)]
    receipt: Receipt,
    /// Counted from zero.
    position: u64,
    #[schema(value_type = shapes::ProofBundle)]
    proof: ProofBundle,
}

/// One receipt. Waits for the next checkpoint, about a second, if it is that new.
#[utoipa::path(
    get,
    path = "/api/v1/receipts/{id}",
    operation_id = "get_receipt",
    tag = "receipts",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The receipt's id")),
    responses((status = 200, description = "The receipt", body = Proven), Always, Guarded, Named)
)]
pub(super) async fn get(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<ReceiptId>,
) -> Result<Json<Proven>, Failure> {
    let found = server.app.receipt_proof(&session, &id).await?;
    Ok(Json(Proven { receipt: found.receipt, position: found.position, proof: found.bundle }))
}
