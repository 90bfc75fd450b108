use std::sync::Arc;

use app::RegisterOrganisation;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::OrganisationId;
use domain::organisation::{Organisation, OrganisationKind};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::extract::{Caller, JsonBody};
use crate::problem::{Always, Failure, Guarded, Sent};
use crate::server::Server;
use crate::shapes;

/// A body to register.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrganisation {
    /// 1 to 64 of `a–z 0–9 -`; drawn if left out.
    #[schema(value_type = Option<String>)]
    id: Option<OrganisationId>,
    name: String,
    #[schema(value_type = shapes::OrganisationKind)]
    kind: OrganisationKind,
    /// Unified social credit code 统一社会信用代码.
    uscc: Option<String>,
}

/// Register a body.
#[utoipa::path(
    post,
    path = "/api/v1/organisations",
    operation_id = "register_organisation",
    tag = "organisations",
    security(("bearer" = [])),
    request_body = NewOrganisation,
    responses((status = 201, description = "The body", body = shapes::Organisation), Always, Guarded, Sent)
)]
pub(super) async fn register(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    JsonBody(new): JsonBody<NewOrganisation>,
) -> Result<(StatusCode, Json<Organisation>), Failure> {
    let command = RegisterOrganisation { id: new.id, name: new.name, kind: new.kind, uscc: new.uscc };
    let organisation = server.app.register_organisation(&session, command).await?;
    Ok((StatusCode::CREATED, Json(organisation)))
}
