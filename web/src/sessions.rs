//! Sessions: signing in and out.

mod close;
mod open;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(open::open)).routes(routes!(close::close))
}
