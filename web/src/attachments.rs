//! Attachments 附件: files handed in for cases.

mod get;
mod receive;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) use receive::ATTACH;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(receive::receive)).routes(routes!(get::get))
}
