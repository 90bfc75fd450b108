use crate::problem::Always;

/// The one route that is open to everyone, always.
pub(crate) const HEALTH: &str = "/healthz";

/// Whether the process runs.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "health",
    tag = "system",
    responses((status = 200, description = "It does", body = String, content_type = "text/plain; charset=utf-8"), Always)
)]
pub(super) async fn health() -> &'static str {
    "ok\n"
}
