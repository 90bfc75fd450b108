use std::collections::BTreeSet;
use std::sync::Arc;

use app::RegisterOrganisation;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base::OrganisationId;
use domain::notice::Reach;
use domain::organisation::{Organisation, OrganisationKind};
use law::Actor as Part;
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
    /// GB/T 2260 code of the region it belongs to, whose law binds it; the platform's own if left out.
    region: Option<String>,
    /// Tasks of supervision it has there 职能.
    #[serde(default)]
    #[schema(value_type = Vec<shapes::Office>, required = false)]
    offices: BTreeSet<Part>,
    /// Where its notices go beside its inbox. Not shown to others.
    #[schema(value_type = Option<shapes::Reach>)]
    reach: Option<Reach>,
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
    let NewOrganisation { id, name, kind, uscc, region, offices, reach } = new;
    let command = RegisterOrganisation { id, name, kind, uscc, region, offices, reach };
    let organisation = server.app.register_organisation(&session, command).await?;
    Ok((StatusCode::CREATED, Json(organisation)))
}
