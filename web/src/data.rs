//! Data leaves: by key, in pages, in sum, by SQL and as files. Every answer carries the id of its receipt.

mod aggregate;
mod asked;
mod export;
mod page;
mod query;
mod row;
mod statistic;

use utoipa_axum::routes;

use crate::router::Routes;

pub(crate) use query::AnswerFormat;

/// The routes whose answers carry data, and may take longer than others.
pub(crate) const TEMPLATES: [&str; 7] = [
    "/api/v1/datasets/{id}/rows/{key}",
    "/api/v1/datasets/{id}/rows",
    "/api/v1/datasets/{id}/aggregate",
    "/api/v1/datasets/{id}/statistic",
    "/api/v1/datasets/{id}/export",
    "/api/v1/query",
    "/api/v1/audit/query",
];

pub(crate) fn routes() -> Routes {
    Routes::new()
        .routes(routes!(row::row))
        .routes(routes!(page::page))
        .routes(routes!(aggregate::aggregate))
        .routes(routes!(statistic::statistic))
        .routes(routes!(export::export))
        .routes(routes!(query::query))
}
