//! Bodies that take part.

mod get;
mod get_reach;
mod list;
mod register;
mod set_reach;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .routes(routes!(list::list, register::register))
        .routes(routes!(get::get))
        .routes(routes!(get_reach::get_reach, set_reach::set_reach))
}
