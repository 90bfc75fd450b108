use std::collections::BTreeSet;
use std::sync::Arc;

use app::IssueToken;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::{AccountId, CredentialId, Timestamp};
use domain::credential::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Caller, JsonBody};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// A token to issue, never wider than the credential that asks for it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewToken {
    /// One's own if left out.
    #[schema(value_type = Option<String>)]
    account: Option<AccountId>,
    label: String,
    #[schema(value_type = Vec<shapes::Scope>)]
    scopes: BTreeSet<Scope>,
    #[schema(minimum = 1, maximum = 366)]
    days: u16,
}

/// An issued token.
#[derive(Serialize, ToSchema)]
#[schema(as = IssuedToken)]
pub(super) struct Issued {
    #[schema(value_type = String)]
    id: CredentialId,
    /// For `Authorization: Bearer`. Shown once.
    token: String,
    #[schema(value_type = String, format = DateTime)]
    expires: Timestamp,
}

/// Issue an API token.
#[utoipa::path(
    post,
    path = "/api/v1/tokens",
    operation_id = "issue_token",
    tag = "accounts",
    security(("bearer" = [])),
    request_body = NewToken,
    responses((status = 201, description = "The token", body = Issued), Always, Guarded, Named, Sent)
)]
pub(super) async fn issue(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    JsonBody(new): JsonBody<NewToken>,
) -> Result<(StatusCode, Json<Issued>), Failure> {
    let account = new.account.unwrap_or_else(|| session.account.id.clone());
    let command = IssueToken { account, label: new.label, scopes: new.scopes, days: new.days };
    let issued = server.app.issue_token(&session, command).await?;
    let answer = Issued { id: issued.id, token: issued.token, expires: issued.expires };
    Ok((StatusCode::CREATED, Json(answer)))
}
