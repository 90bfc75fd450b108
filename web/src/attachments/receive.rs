use std::sync::Arc;

use app::HandIn;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::attachment::{Attachment, LARGEST};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Asked, Caller, spool};
use crate::problem::{Always, Failure, Guarded, Sent};
use crate::server::Server;
use crate::shapes;

/// A route that may take as long as its file takes.
pub(crate) const ATTACH: &str = "/api/v1/attachments";

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Named {
    /// The file's name, with the ending that fits its content.
    name: String,
}

/// Hand in a file for a case: the body is the file itself, at most 50 MiB. A case or a step then names its id.
#[utoipa::path(
    post,
    path = "/api/v1/attachments",
    operation_id = "hand_in_attachment",
    tag = "cases",
    security(("bearer" = [])),
    params(Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file's bytes"),
    responses((status = 201, description = "The attachment", body = shapes::Attachment), Always, Guarded, Sent)
)]
pub(super) async fn receive(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Asked(named): Asked<Named>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Attachment>), Failure> {
    // Nothing is taken in from a sender it would not be received from.
    server.app.may_attach(&session)?;
    let turn = server.upload().await?;
    let file = spool(&server, &headers, body, LARGEST).await?;
    let attachment = server.app.attach(&session, HandIn { name: &named.name, file: &file }).await?;
    drop(turn);
    Ok((StatusCode::CREATED, Json(attachment)))
}
