use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::CaseId;
use domain::case::Case;
use domain::record::Loaded;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named};
use crate::server::Server;
use crate::shapes;

/// A case and its version: what `expected` of the next step should be.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseAt {
    #[schema(value_type = shapes::Case)]
    case: Case,
    version: u64,
}

impl From<Loaded<Case>> for CaseAt {
    fn from(loaded: Loaded<Case>) -> Self {
        Self { case: loaded.state, version: loaded.version }
    }
}

/// One case.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{id}",
    operation_id = "get_case",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The case's id")),
    responses((status = 200, description = "The case", body = CaseAt), Always, Guarded, Named)
)]
pub(super) async fn get(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<CaseId>,
) -> Result<Json<CaseAt>, Failure> {
    Ok(Json(server.app.case(&session, &id).await?.into()))
}
