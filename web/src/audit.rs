//! Audit 审计: what the risk watch found, and who saw what.

mod hits;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(hits::list))
}
