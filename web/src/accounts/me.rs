use std::collections::BTreeSet;

use axum::Json;
use base::CredentialId;
use domain::account::Account;
use domain::credential::Scope;
use domain::organisation::Organisation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::Caller;
use crate::problem::Always;
use crate::shapes;

/// Who this request is made by.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    #[schema(value_type = shapes::Account)]
    account: Account,
    #[schema(value_type = Option<shapes::Organisation>)]
    organisation: Option<Organisation>,
    /// What the credential in use is good for.
    #[schema(value_type = Vec<shapes::Scope>)]
    scopes: BTreeSet<Scope>,
    /// Id of the credential in use.
    #[schema(value_type = String)]
    credential: CredentialId,
}

/// One's own login.
#[utoipa::path(
    get,
    path = "/api/v1/accounts/me",
    operation_id = "get_me",
    tag = "accounts",
    security(("bearer" = [])),
    responses((status = 200, description = "The login in use", body = Me), Always)
)]
pub(super) async fn me(Caller(session): Caller) -> Json<Me> {
    Json(Me {
        account: session.account.clone(),
        organisation: session.organisation.clone().map(Organisation::without_reach),
        scopes: session.scopes.clone(),
        credential: session.credential.clone(),
    })
}
