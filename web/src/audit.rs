//! Audit 审计: what the risk watch found, and who saw what, and acts and receipts in SQL.

mod hits;
mod query;
mod trace;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(hits::list)).routes(routes!(trace::trace)).routes(routes!(query::query))
}
