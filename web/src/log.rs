//! The published log: static files that any C2SP tlog-tiles client reads.

mod checkpoint;
mod key;
mod tile;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().routes(routes!(checkpoint::checkpoint)).routes(routes!(key::key)).routes(routes!(tile::tile))
}
