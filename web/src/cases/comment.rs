use std::sync::Arc;

use app::Remark;
use axum::Json;
use axum::extract::State;
use base::CaseId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::CaseAt;
use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;

/// A remark on a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewComment {
    /// 1 to 2000 characters.
    text: String,
}

/// Remark on a case 批注.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/comments",
    operation_id = "comment_case",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The case's id")),
    request_body = NewComment,
    responses((status = 200, description = "The case after it", body = CaseAt), Always, Guarded, Named, Sent)
)]
pub(super) async fn comment(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(case): Path<CaseId>,
    JsonBody(new): JsonBody<NewComment>,
) -> Result<Json<CaseAt>, Failure> {
    Ok(Json(server.app.comment(&session, Remark { case, text: new.text }).await?.into()))
}
