//! Agreements 协议: who may use what.

mod get;
mod list;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(list::list)).routes(routes!(get::get))
}
