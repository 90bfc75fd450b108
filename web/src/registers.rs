//! Registers 登记簿 and the certificates 证书 among their entries.

mod certificate;
mod entry;
mod list;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(list::list)).routes(routes!(entry::entry)).routes(routes!(certificate::certificate))
}
