//! The law in force here, as data: procedures and the region's choices.

mod procedure;
mod procedures;
mod region;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .routes(routes!(procedures::procedures))
        .routes(routes!(procedure::procedure))
        .routes(routes!(region::region))
}
