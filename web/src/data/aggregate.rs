use std::sync::Arc;

use app::{Aggregate, Question};
use axum::extract::State;
use axum::response::Response;
use base::{AgreementId, DatasetId};
use domain::agreement::Condition;
use lake::{AggregateAsk, Function, Measure};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::release;
use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// Counts, sums and the like over one table.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AggregateAsked {
    /// The agreement 协议 it is read under; left out for unconditionally open data.
    #[schema(value_type = Option<String>)]
    agreement: Option<AgreementId>,
    /// Code of the purpose 用途.
    purpose: String,
    /// Fields whose values make the groups; one group of all rows if left out.
    #[serde(default)]
    #[schema(required = false)]
    group_by: Vec<String>,
    measures: Vec<MeasureAsked>,
    /// Conditions that hold together. They see what the reader sees: masked values.
    #[serde(default)]
    #[schema(value_type = Vec<shapes::Condition>, required = false)]
    filter: Vec<Condition>,
}

/// One column of the answer, named `count` or `sum(field)`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MeasureAsked {
    function: FunctionAsked,
    /// Left out only for `count`, which then counts rows.
    field: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum FunctionAsked {
    Count,
    Sum,
    Min,
    Max,
    Avg,
    CountDistinct,
}

impl From<MeasureAsked> for Measure {
    fn from(asked: MeasureAsked) -> Self {
        let function = match asked.function {
            FunctionAsked::Count => Function::Count,
            FunctionAsked::Sum => Function::Sum,
            FunctionAsked::Min => Function::Min,
            FunctionAsked::Max => Function::Max,
            FunctionAsked::Avg => Function::Avg,
            FunctionAsked::CountDistinct => Function::CountDistinct,
        };
        Self { function, field: asked.field }
    }
}

/// Group and measure one table, in the order of the groups.
#[utoipa::path(
    post,
    path = "/api/v1/datasets/{id}/aggregate",
    operation_id = "aggregate",
    tag = "data",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The dataset's id")),
    request_body = AggregateAsked,
    responses(
        (
            status = 200,
            description = "One object per group",
            body = Vec<shapes::Cells>,
            headers(("Gongshu-Receipt" = String, description = "Id of the receipt"))
        ),
        Always,
        Guarded,
        Named,
        Sent
    )
)]
pub(super) async fn aggregate(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(dataset): Path<DatasetId>,
    JsonBody(asked): JsonBody<AggregateAsked>,
) -> Result<Response, Failure> {
    let question =
        Question { agreement: asked.agreement, purpose: asked.purpose, dataset: Some(dataset.clone()), fields: None };
    let measures = asked.measures.into_iter().map(Measure::from).collect();
    let ask = AggregateAsk { group_by: asked.group_by, measures, filter: asked.filter };
    let _turn = server.question().await?;
    let answer = server.app.aggregate(&session, &Aggregate { question, dataset, ask }).await?;
    release(&server, answer, None).await
}
