use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::AgreementId;
use domain::agreement::Agreement;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named};
use crate::server::Server;
use crate::shapes;

/// An agreement and the number of acts on it.
#[derive(Serialize, ToSchema)]
pub(super) struct AgreementAt {
    #[schema(value_type = shapes::Agreement)]
    agreement: Agreement,
    version: u64,
}

/// One agreement.
#[utoipa::path(
    get,
    path = "/api/v1/agreements/{id}",
    operation_id = "get_agreement",
    tag = "agreements",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The agreement's id")),
    responses((status = 200, description = "The agreement", body = AgreementAt), Always, Guarded, Named)
)]
pub(super) async fn get(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<AgreementId>,
) -> Result<Json<AgreementAt>, Failure> {
    let loaded = server.app.agreement(&session, &id).await?;
    Ok(Json(AgreementAt { agreement: loaded.state, version: loaded.version }))
}
