use std::sync::Arc;

use app::{Differing, Rechecked};
use axum::Json;
use axum::extract::State;
use base::{Grade, Kind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Caller;
use crate::problem::{Always, Failure, Guarded, Weighed};
use crate::server::Server;
use crate::shapes;

/// Reads the whole log.
pub(crate) const RECHECK: &str = "/api/v1/grading/recheck";

/// What the rule packs in force make of the columns stewards have overridden.
#[derive(Serialize, ToSchema)]
pub(super) struct GradingRecheck {
    /// Columns a steward has overridden; the latest word on each.
    examples: u64,
    disagreements: Vec<GradingDisagreement>,
}

/// A column today's pack decides otherwise than its steward did.
#[derive(Serialize, ToSchema)]
struct GradingDisagreement {
    dataset: String,
    column: String,
    /// The pack that was held against it.
    #[schema(example = "national+330500")]
    pack: String,
    /// What the steward says it holds.
    #[schema(value_type = Vec<shapes::Kind>)]
    given: Vec<Kind>,
    /// What the pack finds.
    #[schema(value_type = Vec<shapes::Kind>)]
    found: Vec<Kind>,
    #[schema(value_type = Option<shapes::Grade>)]
    given_grade: Option<Grade>,
    #[schema(value_type = shapes::Grade)]
    found_grade: Grade,
    reason: String,
}

/// Hold the rule packs in force against every grade a steward has overridden.
#[utoipa::path(
    get,
    path = "/api/v1/grading/recheck",
    operation_id = "recheck_grades",
    tag = "grading",
    security(("bearer" = [])),
    responses((status = 200, description = "Where they differ", body = GradingRecheck), Always, Guarded, Weighed)
)]
pub(super) async fn recheck(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
) -> Result<Json<GradingRecheck>, Failure> {
    let _turn = server.question().await?;
    let Rechecked { examples, disagreements } = server.app.recheck_grades(&session).await?;
    Ok(Json(GradingRecheck { examples, disagreements: disagreements.into_iter().map(told).collect() }))
}

fn told(differing: Differing) -> GradingDisagreement {
    let Differing { dataset, column, pack, given, found, given_grade, found_grade, reason } = differing;
    let dataset = dataset.to_string();
    GradingDisagreement { dataset, column, pack, given, found, given_grade, found_grade, reason }
}
