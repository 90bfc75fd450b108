use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::account::Account;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Peer, too_many};
use crate::extract::JsonBody;
use crate::problem::{Always, Failure, Sent};
use crate::secret::Secret;
use crate::server::Server;
use crate::shapes;

/// A login to open for oneself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Applicant {
    /// 3 to 64 letters, digits and `. - _ @`.
    handle: String,
    /// 10 to 200 characters.
    #[schema(value_type = String, format = Password, write_only)]
    password: Secret,
}

/// Open a login as an applicant.
#[utoipa::path(
    post,
    path = "/api/v1/applicants",
    operation_id = "register_applicant",
    tag = "accounts",
    request_body = Applicant,
    responses((status = 201, description = "The account", body = shapes::Account), Always, Sent)
)]
pub(super) async fn register(
    State(server): State<Arc<Server>>,
    peer: Peer,
    JsonBody(applicant): JsonBody<Applicant>,
) -> Result<(StatusCode, Json<Account>), Failure> {
    server.rates.login.check(&peer.0).map_err(|wait| too_many(&server, wait))?;
    let account = server.app.register_applicant(applicant.handle, applicant.password.into_inner()).await?;
    Ok((StatusCode::CREATED, Json(account)))
}
