use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::NoticeId;
use domain::notice::Notice;

use crate::extract::{Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named};
use crate::server::Server;
use crate::shapes;

/// Say that a notice was read.
#[utoipa::path(
    post,
    path = "/api/v1/notices/{id}/read",
    operation_id = "read_notice",
    tag = "notices",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The notice's id")),
    responses((status = 200, description = "The notice", body = shapes::Notice), Always, Guarded, Named)
)]
pub(super) async fn read(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<NoticeId>,
) -> Result<Json<Notice>, Failure> {
    Ok(Json(server.app.read_notice(&session, &id).await?))
}
