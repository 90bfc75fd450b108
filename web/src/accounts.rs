//! Logins.

mod close;
mod erase;
mod get;
mod me;
mod open;
mod set_roles;
mod stand_in;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .routes(routes!(open::open))
        .routes(routes!(me::me))
        .routes(routes!(get::get))
        .routes(routes!(set_roles::set_roles))
        .routes(routes!(stand_in::set, stand_in::end))
        .routes(routes!(close::close))
        .routes(routes!(erase::erase))
}
