//! Citizens and firms open their own login on the open portal.

mod register;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(register::register))
}
