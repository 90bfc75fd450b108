//! What operators probe, and what the API says about itself.

mod health;
mod metrics;
mod openapi;
mod ready;

pub(crate) use health::HEALTH;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .routes(routes!(health::health))
        .routes(routes!(ready::ready))
        .routes(routes!(metrics::metrics))
        .routes(routes!(openapi::openapi))
}
