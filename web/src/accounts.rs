//! Logins.

mod close;
mod get;
mod me;
mod open;
mod set_roles;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .routes(routes!(open::open))
        .routes(routes!(me::me))
        .routes(routes!(get::get))
        .routes(routes!(set_roles::set_roles))
        .routes(routes!(close::close))
}
