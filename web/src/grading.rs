//! Rule packs held against what stewards said.

mod recheck;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) use recheck::RECHECK;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(recheck::recheck))
}
