//! Catalogue entries, their versions and grades.

mod confirm_grades;
mod get;
mod list;
mod receive;
mod register;
mod revise;
mod versions;

pub(crate) use receive::UPLOAD;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .routes(routes!(list::list, register::register))
        .routes(routes!(get::get))
        .routes(routes!(revise::revise))
        .routes(routes!(confirm_grades::confirm_grades))
        .routes(routes!(versions::versions, receive::receive))
}
