//! Cases 办件: starting them and taking their steps.

mod comment;
mod get;
mod list;
mod risk;
mod start;
mod step;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .routes(routes!(list::list, start::start))
        .routes(routes!(get::get))
        .routes(routes!(step::step))
        .routes(routes!(comment::comment))
        .routes(routes!(risk::assess))
}
