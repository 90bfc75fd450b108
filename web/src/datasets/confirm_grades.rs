use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base::{CaseId, DatasetId};
use domain::dataset::FieldGrade;
use serde::{Deserialize, Serialize};
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

/// The case the word was given in.
#[derive(Serialize, ToSchema)]
pub(super) struct GradingCase {
    #[schema(value_type = String)]
    case: CaseId,
    /// graded: in force; referred: it waits for the authority, because important or core data is concerned.
    #[schema(example = "graded")]
    state: String,
    ended: bool,
}

/// Confirm or override the proposed grades. Opens the grading case of the dataset, or takes up the one that waits, and
/// steps it. Going below a proposal, or saying other kinds than were recognised, needs a reason.
#[utoipa::path(
    put,
    path = "/api/v1/datasets/{id}/grades",
    operation_id = "confirm_grades",
    tag = "datasets",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The dataset's id")),
    request_body = Grades,
    responses((status = 200, description = "The case", body = GradingCase), Always, Guarded, Named, Sent)
)]
pub(super) async fn confirm_grades(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<DatasetId>,
    JsonBody(word): JsonBody<Grades>,
) -> Result<Json<GradingCase>, Failure> {
    let case = server.app.confirm_grades(&session, &id, &word.grades).await?;
    Ok(Json(GradingCase { case: case.id, state: case.state, ended: case.ended }))
}
