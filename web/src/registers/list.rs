use std::sync::Arc;

use app::{EntryList, Page};
use axum::Json;
use axum::extract::State;
use domain::entry::Entry;
use law::Register;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Asked, Named as Path, Visitor};
use crate::pages;
use crate::problem::{Always, Failure, Named};
use crate::server::Server;
use crate::shapes;

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// `next` of the page before; the first page without it.
    after: Option<String>,
    /// 1 to 1000, 100 if left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A page of entries.
#[derive(Serialize, ToSchema)]
pub(super) struct Entries {
    #[schema(value_type = Vec<shapes::Entry>)]
    items: Vec<Entry>,
    /// `after` of the next page; none after the last.
    next: Option<String>,
}

/// List the entries of a register in force, in order of id: those published for everyone, one's own besides.
#[utoipa::path(
    get,
    path = "/api/v1/registers/{register}",
    operation_id = "list_entries",
    tag = "registers",
    params(("register" = String, Path, description = "The register's name, such as `credit`"), Wanted),
    responses((status = 200, description = "A page", body = Entries), Always, Named)
)]
pub(super) async fn list(
    State(server): State<Arc<Server>>,
    Visitor(session): Visitor,
    Path(register): Path<String>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<Entries>, Failure> {
    let known = Register::ALL.iter().copied().find(|known| known.name() == register);
    let register = known.ok_or_else(|| Failure::missing("register", &register))?;
    let limit = pages::limit(wanted.limit)?;
    let after = pages::parsed("after", wanted.after)?;
    let Page { items, next } = server.app.entries(session.as_deref(), EntryList { register, after, limit }).await?;
    Ok(Json(Entries { items, next }))
}
