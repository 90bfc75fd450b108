use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use base::DatasetId;
use domain::dataset::FieldGrade;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// The steward's word on fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Grades {
    #[schema(value_type = Vec<shapes::FieldGrade>)]
    grades: Vec<FieldGrade>,
}

/// Confirm or override the proposed grades. Going below a proposal needs a reason.
#[utoipa::path(
    put,
    path = "/api/v1/datasets/{id}/grades",
    operation_id = "confirm_grades",
    tag = "datasets",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The dataset's id")),
    request_body = Grades,
    responses((status = 204, description = "Confirmed"), Always, Guarded, Named, Sent)
)]
pub(super) async fn confirm_grades(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<DatasetId>,
    JsonBody(word): JsonBody<Grades>,
) -> Result<StatusCode, Failure> {
    server.app.confirm_grades(&session, &id, &word.grades).await?;
    Ok(StatusCode::NO_CONTENT)
}
