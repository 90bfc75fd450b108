use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use crate::extract::Named as Path;
use crate::problem::{Always, Failure, Named};
use crate::server::Server;

/// A tile never changes once it is there: a wider one has another name.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// A tile of hashes or entries, by its C2SP tlog-tiles path.
#[utoipa::path(
    get,
    path = "/log/tile/{*path}",
    operation_id = "get_tile",
    tag = "log",
    params(("path" = String, Path, description = "Such as `0/x001/234` or `entries/005.p/17`")),
    responses(
        (status = 200, description = "The tile", body = Vec<u8>, content_type = "application/octet-stream"),
        Always,
        Named
    )
)]
pub(super) async fn tile(
    State(server): State<Arc<Server>>,
    Path(path): Path<String>,
) -> Result<impl IntoResponse, Failure> {
    let tile = server.app.tile(&format!("tile/{path}")).await?;
    Ok(([(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, FOREVER)], tile))
}
