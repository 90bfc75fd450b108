use std::sync::Arc;

use app::Login;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::Timestamp;
use domain::account::Account;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::edge::{Peer, too_many};
use crate::extract::JsonBody;
use crate::problem::{Always, Failure, Sent};
use crate::secret::Secret;
use crate::server::Server;
use crate::shapes;

/// A handle and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    #[schema(example = "li.lei")]
    handle: String,
    #[schema(value_type = String, format = Password, write_only)]
    password: Secret,
}

/// An open session.
#[derive(Serialize, ToSchema)]
pub(super) struct SignedIn {
    /// For `Authorization: Bearer`. Shown once.
    token: String,
    #[schema(value_type = String, format = DateTime)]
    expires: Timestamp,
    #[schema(value_type = shapes::Account)]
    account: Account,
}

/// Open a session with a handle and a password.
#[utoipa::path(
    post,
    path = "/api/v1/sessions",
    operation_id = "open_session",
    tag = "sessions",
    request_body = SignIn,
    responses((status = 201, description = "The session", body = SignedIn), Always, Sent)
)]
pub(super) async fn open(
    State(server): State<Arc<Server>>,
    peer: Peer,
    JsonBody(sign_in): JsonBody<SignIn>,
) -> Result<(StatusCode, Json<SignedIn>), Failure> {
    server.rates.login.check(&peer.0).map_err(|wait| too_many(&server, wait))?;
    let login = Login { handle: sign_in.handle, password: sign_in.password.into_inner() };
    let session = server.app.login(login).await?;
    let opened = SignedIn { token: session.token, expires: session.expires, account: session.account };
    Ok((StatusCode::CREATED, Json(opened)))
}
