use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use law::{Binding, ClockRule, Ground, LocalClass, Minimum, OpenClass, Purpose, ShareClass, Words};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Always, Failure};
use crate::server::Server;
use crate::shapes;

/// The region whose law binds here, and what it chose where the law leaves a choice.
#[derive(Serialize, ToSchema)]
pub(super) struct Region {
    /// GB/T 2260.
    #[schema(example = "460000")]
    code: String,
    #[schema(value_type = shapes::Words)]
    name: Words,
    /// Regulations that bind, in order of precedence.
    #[schema(value_type = Vec<shapes::Binding>)]
    bindings: Vec<Binding>,
    #[schema(value_type = Vec<shapes::Purpose>)]
    purposes: Vec<Purpose>,
    #[schema(value_type = Vec<shapes::ShareClassHere>)]
    share_classes: Vec<LocalClass<ShareClass>>,
    #[schema(value_type = Vec<shapes::OpenClassHere>)]
    open_classes: Vec<LocalClass<OpenClass>>,
    /// Grounds on which data may be classed as not shared.
    #[schema(value_type = Vec<shapes::GroundHere>)]
    not_shared_grounds: Vec<Ground>,
    /// Grounds a refusal may cite.
    #[schema(value_type = Vec<shapes::GroundHere>)]
    refusal_grounds: Vec<Ground>,
    /// Scenes 使用场景 with the least that masks must hide in them, each with its article. What no line speaks of has none.
    #[schema(value_type = Vec<shapes::SceneMinimum>)]
    scenes: Vec<Minimum>,
    /// Clocks 时限 that run; where the law is silent there is none.
    #[schema(value_type = Vec<shapes::Clock>)]
    clocks: Vec<ClockRule>,
    /// Procedures run here, by name.
    procedures: Vec<String>,
}

/// The law of this region: purposes, classes, grounds, scenes and clocks, each with its article.
#[utoipa::path(
    get,
    path = "/api/v1/region",
    operation_id = "get_region",
    tag = "law",
    responses((status = 200, description = "The region", body = Region), Always)
)]
pub(super) async fn region(State(server): State<Arc<Server>>) -> Result<Json<Region>, Failure> {
    let region = server.app.region()?;
    Ok(Json(Region {
        code: region.code.clone(),
        name: region.name.clone(),
        bindings: region.bindings.clone(),
        purposes: region.purposes().to_vec(),
        share_classes: region.share_classes().to_vec(),
        open_classes: region.open_classes().to_vec(),
        not_shared_grounds: region.lists.not_shared_grounds.clone(),
        refusal_grounds: region.lists.refusal_grounds.clone(),
        scenes: region.minimums().to_vec(),
        clocks: region.clocks().filter_map(|(name, _)| region.clock(name)).cloned().collect(),
        procedures: region.procedures().map(str::to_owned).collect(),
    }))
}
