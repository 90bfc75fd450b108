//! Bodies that take part.

mod get;
mod list;
mod register;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(list::list, register::register)).routes(routes!(get::get))
}
