use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use prometheus_client::encoding::text::encode;

use crate::problem::{Always, Failure};
use crate::server::Server;

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Counters in the OpenMetrics text form. No label names a person or a record.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "metrics",
    tag = "system",
    responses((status = 200, description = "The counters", body = String, content_type = "application/openmetrics-text"), Always)
)]
pub(super) async fn metrics(State(server): State<Arc<Server>>) -> Result<impl IntoResponse, Failure> {
    if let Ok(acts) = server.app.head_position().await {
        server.meters.acts.set(i64::try_from(acts).unwrap_or(i64::MAX));
    }
    // The second line of a checkpoint is the number of acts it covers, C2SP tlog-checkpoint.
    if let Ok(note) = server.app.checkpoint().await
        && let Ok(text) = std::str::from_utf8(&note)
        && let Some(acts) = text.lines().nth(1).and_then(|line| line.parse().ok())
    {
        server.meters.published.set(acts);
    }
    let mut text = String::new();
    encode(&mut text, server.meters.registry()).map_err(|error| Failure::internal(error.to_string()))?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], text))
}
