//! Reports 统计: what the acts of the log come to.

mod get;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) use get::REPORT;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(get::get))
}
