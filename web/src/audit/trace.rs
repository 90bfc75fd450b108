use std::sync::Arc;

use app::{Of, Page, Sighting, Trace};
use axum::Json;
use axum::extract::State;
use base::{LawDate, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Asked, Caller};
use crate::pages;
use crate::problem::{Always, Failure, Guarded};
use crate::server::Server;
use crate::shapes;

/// Of what the releases are wanted: a dataset, a person in it, an agreement or an account.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    dataset: Option<String>,
    /// A value of the dataset's key field; only with `dataset`. Only its digest is looked for.
    person: Option<String>,
    agreement: Option<String>,
    account: Option<String>,
    /// First day, in Asia/Shanghai.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<LawDate>,
    /// Last day.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<LawDate>,
    /// `next` of the page before; the newest without it.
    after: Option<String>,
    /// 1 to 1000, 100 if left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A page of releases, the newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Sightings {
    #[schema(value_type = Vec<shapes::Sighting>)]
    items: Vec<Sighting>,
    /// `after` of the next page; none after the last.
    next: Option<String>,
}

/// Find out who saw what, when, why and by which copy.
#[utoipa::path(
    get,
    path = "/api/v1/audit/trace",
    operation_id = "trace_releases",
    tag = "audit",
    security(("bearer" = [])),
    params(Wanted),
    responses((status = 200, description = "A page", body = Sightings), Always, Guarded)
)]
pub(super) async fn trace(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Sightings>, Failure> {
    let limit = pages::limit(wanted.limit)?;
    let dataset = pages::parsed("dataset", wanted.dataset)?;
    let agreement = pages::parsed("agreement", wanted.agreement)?;
    let account = pages::parsed("account", wanted.account)?;
    let of = Of::one(dataset, wanted.person, agreement, account).ok_or_else(|| Failure::parameter("dataset"))?;
    let trace = Trace {
        of,
        from: wanted.from.map(Timestamp::start_of),
        to: wanted.to.map(Timestamp::end_of),
        after: pages::parsed("after", wanted.after)?,
        limit,
    };
    let Page { items, next } = server.app.who_saw(&session, trace).await?;
    Ok(Json(Sightings { items, next }))
}
