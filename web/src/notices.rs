//! Notices 通知: what one's body was told.

mod key;
mod list;
mod read;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(list::list)).routes(routes!(read::read)).routes(routes!(key::key))
}
