use std::sync::Arc;

use app::{NoticeList, Page};
use axum::Json;
use axum::extract::State;
use domain::notice::Notice;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Asked, Caller};
use crate::pages;
use crate::problem::{Always, Failure};
use crate::server::Server;
use crate::shapes;

/// Which notices.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Only those nobody has read.
    #[serde(default)]
    unread: bool,
    /// `next` of the page before; the first page without it.
    after: Option<String>,
    /// 1 to 1000, 100 if left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A page of notices.
#[derive(Serialize, ToSchema)]
pub(super) struct Notices {
    #[schema(value_type = Vec<shapes::Notice>)]
    items: Vec<Notice>,
    /// `after` of the next page; none after the last.
    next: Option<String>,
}

/// List what one's body, or a citizen in person, was told, in order of id.
#[utoipa::path(
    get,
    path = "/api/v1/notices",
    operation_id = "list_notices",
    tag = "notices",
    security(("bearer" = [])),
    params(Wanted),
    responses((status = 200, description = "A page", body = Notices), Always)
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Notices>, Failure> {
    let limit = pages::limit(wanted.limit)?;
    let after = pages::parsed("after", wanted.after)?;
    let list = NoticeList { unread: wanted.unread, after, limit };
    let Page { items, next } = server.app.inbox(&session, list).await?;
    Ok(Json(Notices { items, next }))
}
