use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::entry::Entry;

use crate::extract::Named as Path;
use crate::problem::{Always, Failure, Named};
use crate::server::Server;
use crate::shapes;

/// Verify a certificate by its number 证书核验: what it says, and whether it still holds.
#[utoipa::path(
    get,
    path = "/api/v1/certificates/{number}",
    operation_id = "verify_certificate",
    tag = "registers",
    params(("number" = String, Path, description = "The number on the certificate")),
    responses((status = 200, description = "The entry behind it", body = shapes::Entry), Always, Named)
)]
pub(super) async fn certificate(
    State(server): State<Arc<Server>>,
    Path(number): Path<String>,
) -> Result<Json<Entry>, Failure> {
    Ok(Json(server.app.certificate(&number).await?))
}
