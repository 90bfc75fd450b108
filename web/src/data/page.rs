use std::sync::Arc;

use app::PageOf;
use axum::extract::State;
use axum::response::Response;
use base::{AgreementId, DatasetId};
use domain::agreement::Condition;
use serde::Deserialize;
use utoipa::IntoParams;

use super::asked::question;
use crate::answer::release;
use crate::extract::{Asked, Caller, Named as Path, from_json};
use crate::problem::{Always, Failure, Guarded, Named, Weighed};
use crate::server::Server;
use crate::shapes;

const USUAL: usize = 100;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageAsked {
    /// The agreement 协议 it is read under; left out for unconditionally open data.
    #[param(value_type = Option<String>)]
    agreement: Option<AgreementId>,
    /// Code of the purpose 用途.
    purpose: String,
    /// Fields to show: `a,b`, or a JSON array. All in scope if left out.
    fields: Option<String>,
    /// JSON array of conditions, which hold together: `[{"field":"year","is":"greater","value":"2020"}]`. They see what
    /// the reader sees: masked values.
    filter: Option<String>,
    /// `next` of the page before; the first page without it.
    after: Option<String>,
    /// 1 to 1000, 100 if left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// The next rows in stored order. A page may be short, even empty, and yet have a `next`.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{id}/rows",
    operation_id = "read_page",
    tag = "data",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The dataset's id"), PageAsked),
    responses(
        (
            status = 200,
            description = "A page",
            body = shapes::Rows,
            headers(("Gongshu-Receipt" = String, description = "Id of the receipt"))
        ),
        Always,
        Guarded,
        Named,
        Weighed
    )
)]
pub(super) async fn page(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(dataset): Path<DatasetId>,
    Asked(asked): Asked<PageAsked>,
) -> Result<Response, Failure> {
    let filter = match &asked.filter {
        Some(text) => from_json::<Vec<Condition>>(text.as_bytes()).map_err(|_| Failure::parameter("filter"))?,
        None => Vec::new(),
    };
    let page = PageOf {
        question: question(dataset.clone(), asked.agreement, asked.purpose, asked.fields.as_deref())?,
        dataset,
        filter,
        after: asked.after,
        limit: asked.limit.unwrap_or(USUAL),
    };
    let answer = server.app.read_page(&session, &page).await?;
    release(&server, answer, None).await
}
