//! Receipts 回执 and their proofs.

mod get;
mod proof;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(get::get)).routes(routes!(proof::proof))
}
