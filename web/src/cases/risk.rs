use std::collections::BTreeMap;
use std::sync::Arc;

use app::AssessRelease;
use axum::Json;
use axum::extract::State;
use base::{CaseId, Mask};
use domain::agreement::Condition;
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::CaseAt;
use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// Most fields named at a time.
const FIELDS: usize = 64;

/// A release to assess.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RiskAsked {
    /// Fields to be released; all of the dataset if left out.
    #[serde(default)]
    #[schema(required = false)]
    fields: Option<Vec<String>>,
    /// Their masks; those of the case's form if left out.
    #[serde(default)]
    #[schema(value_type = Option<std::collections::HashMap<String, shapes::Mask>>, required = false)]
    masks: Option<BTreeMap<String, Mask>>,
    /// Conditions on the rows to be released, which hold together; all rows if left out.
    #[serde(default)]
    #[schema(value_type = Vec<shapes::Condition>, required = false)]
    row_filter: Vec<Condition>,
    /// Quasi-identifiers 准标识符; searched for if left out.
    #[serde(default)]
    #[schema(required = false)]
    quasi: Option<Vec<String>>,
    /// Fields whose values should not be told of anyone; the sensitive ones among those released if left out.
    #[serde(default)]
    #[schema(required = false)]
    sensitive: Vec<String>,
}

/// Assess what the release a case is about would risk 发布风险评估, and attach the signed result to the case.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/risk",
    operation_id = "assess_release",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The case's id")),
    request_body = RiskAsked,
    responses(
        (status = 200, description = "The case, with its `assessment`", body = CaseAt),
        Always,
        Guarded,
        Named,
        Sent
    )
)]
pub(super) async fn assess(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(case): Path<CaseId>,
    JsonBody(asked): JsonBody<RiskAsked>,
) -> Result<Json<CaseAt>, Failure> {
    let RiskAsked { fields, masks, row_filter, quasi, sensitive } = asked;
    let longest =
        [&fields, &quasi].into_iter().flatten().map(Vec::len).chain([sensitive.len(), row_filter.len()]).max();
    if longest.unwrap_or_default() > FIELDS || quasi.as_ref().is_some_and(Vec::is_empty) {
        return Err(Failure::parameter("quasi"));
    }
    let ask = AssessRelease { fields, masks, row_filter, quasi, sensitive };
    let _turn = server.question().await?;
    Ok(Json(server.app.assess_release(&session, &case, &ask).await?.into()))
}
