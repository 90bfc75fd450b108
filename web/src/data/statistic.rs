use std::sync::Arc;

use app::{Bounds, PrivateStatistic, Question, Statistic};
use axum::extract::State;
use axum::response::Response;
use base::{AgreementId, DatasetId, Quantity};
use domain::agreement::Condition;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::release;
use crate::extract::{Caller, JsonBody, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// One statistic with noise. What it costs is taken off the recipient's budget for the dataset.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatisticAsked {
    /// The agreement 协议 it is read under, which names the way `aggregate`; left out for unconditionally open data.
    #[schema(value_type = Option<String>)]
    agreement: Option<AgreementId>,
    /// Code of the purpose 用途.
    purpose: String,
    statistic: StatisticKind,
    /// What the answer may cost, above 0: the less, the more noise. Text, such as `0.5`.
    #[schema(value_type = String, example = "0.5")]
    epsilon: Quantity,
    /// The field added up, averaged or grouped; left out for `count`.
    field: Option<String>,
    /// For `sum` and `mean`: how numbers count, chosen without looking at the data.
    bounds: Option<BoundsAsked>,
    /// For `histogram`: the values to count, as texts.
    #[serde(default)]
    #[schema(required = false)]
    groups: Vec<String>,
    /// Conditions that hold together. They see what the reader sees: masked values.
    #[serde(default)]
    #[schema(value_type = Vec<shapes::Condition>, required = false)]
    filter: Vec<Condition>,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum StatisticKind {
    Count,
    Sum,
    Mean,
    Histogram,
}

/// A number below `low` or above `high` counts as the bound, any other as the nearest whole `step`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BoundsAsked {
    #[schema(value_type = String, example = "0")]
    low: Quantity,
    #[schema(value_type = String, example = "10000")]
    high: Quantity,
    #[schema(value_type = String, example = "1")]
    step: Quantity,
}

impl StatisticAsked {
    fn of(self, dataset: DatasetId) -> Result<PrivateStatistic, Failure> {
        let Self { agreement, purpose, statistic, epsilon, field, bounds, groups, filter } = self;
        let bounds = bounds.map(|BoundsAsked { low, high, step }| Bounds { low, high, step });
        let statistic = match (statistic, field, bounds) {
            (StatisticKind::Count, None, None) if groups.is_empty() => Statistic::Count,
            (StatisticKind::Sum, Some(field), Some(bounds)) if groups.is_empty() => Statistic::Sum { field, bounds },
            (StatisticKind::Mean, Some(field), Some(bounds)) if groups.is_empty() => Statistic::Mean { field, bounds },
            (StatisticKind::Histogram, Some(field), None) => Statistic::Histogram { field, groups },
            _ => return Err(Failure::parameter("statistic")),
        };
        let question = Question { agreement, purpose, dataset: Some(dataset.clone()), fields: None };
        Ok(PrivateStatistic { question, dataset, statistic, filter, epsilon })
    }
}

/// A statistic with noise 差分隐私统计: it tells almost nothing of any one row.
#[utoipa::path(
    post,
    path = "/api/v1/datasets/{id}/statistic",
    operation_id = "private_statistic",
    tag = "data",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The dataset's id")),
    request_body = StatisticAsked,
    responses(
        (
            status = 200,
            description = "`value`, or for a histogram `groups` of `value` and `count`; `epsilon` it cost, and what is `left`",
            body = shapes::Cells,
            headers(("Gongshu-Receipt" = String, description = "Id of the receipt"))
        ),
        Always,
        Guarded,
        Named,
        Sent
    )
)]
pub(super) async fn statistic(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(dataset): Path<DatasetId>,
    JsonBody(asked): JsonBody<StatisticAsked>,
) -> Result<Response, Failure> {
    let ask = asked.of(dataset)?;
    let _turn = server.question().await?;
    let answer = server.app.private_statistic(&session, &ask).await?;
    release(&server, answer, None).await
}
