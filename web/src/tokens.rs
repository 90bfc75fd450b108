//! API tokens for machines.

mod issue;
mod revoke;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(issue::issue)).routes(routes!(revoke::revoke))
}
