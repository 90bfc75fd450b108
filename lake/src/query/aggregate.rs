use std::sync::Arc;

use datafusion::common::{Column, TableReference};
use datafusion::datasource::provider_as_source;
use datafusion::functions_aggregate::expr_fn;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, lit};
use domain::agreement::Condition;
use serde::{Deserialize, Serialize};

use super::QueryError;
use super::governed::GovernedTable;
use crate::read::ReadError;

/// What is computed of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Function {
    Count,
    Sum,
    Min,
    Max,
    Avg,
    CountDistinct,
}

impl Function {
    pub const ALL: [Self; 6] = [Self::Count, Self::Sum, Self::Min, Self::Max, Self::Avg, Self::CountDistinct];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::Avg => "avg",
            Self::CountDistinct => "count-distinct",
        }
    }
}

/// One column of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub function: Function,
    /// Absent only for `Count`, which then counts rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Measure {
    /// The column's name: `count`, `sum(amount)`.
    pub fn name(&self) -> String {
        match &self.field {
            Some(field) => format!("{}({field})", self.function.as_str()),
            None => self.function.as_str().to_owned(),
        }
    }
}

/// Groups and measures over one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AggregateAsk {
    #[serde(default)]
    pub group_by: Vec<String>,
    pub measures: Vec<Measure>,
    /// Conditions on granted fields, compared with the values as they leave.
    #[serde(default)]
    pub filter: Vec<Condition>,
}

pub(super) fn plan(name: &str, table: GovernedTable, ask: &AggregateAsk) -> Result<LogicalPlan, QueryError> {
    let schema = datafusion::catalog::TableProvider::schema(&table);
    let column = |field: &String| {
        schema.index_of(field).map_err(|_| ReadError::UnknownField { field: field.clone() })?;
        Ok(Expr::Column(Column::new(Some(TableReference::bare(name)), field)))
    };
    let groups = ask.group_by.iter().map(column).collect::<Result<Vec<_>, QueryError>>()?;
    let measures = ask
        .measures
        .iter()
        .map(|measure| {
            Ok(expression(measure.function, measure.field.as_ref().map(column).transpose()?)?.alias(measure.name()))
        })
        .collect::<Result<Vec<_>, QueryError>>()?;
    let order = groups.iter().map(|group| group.clone().sort(true, false)).collect::<Vec<_>>();
    let source = provider_as_source(Arc::new(table));
    LogicalPlanBuilder::scan(TableReference::bare(name), source, None)
        .and_then(|scan| scan.aggregate(groups, measures))
        .and_then(|groups| if order.is_empty() { Ok(groups) } else { groups.sort(order) })
        .and_then(LogicalPlanBuilder::build)
        .map_err(QueryError::of)
}

fn expression(function: Function, column: Option<Expr>) -> Result<Expr, QueryError> {
    let column = match (function, column) {
        (Function::Count, None) => lit(1_i64),
        (_, None) => return Err(QueryError::Unfit),
        (_, Some(column)) => column,
    };
    Ok(match function {
        Function::Count => expr_fn::count(column),
        Function::Sum => expr_fn::sum(column),
        Function::Min => expr_fn::min(column),
        Function::Max => expr_fn::max(column),
        Function::Avg => expr_fn::avg(column),
        Function::CountDistinct => expr_fn::count_distinct(column),
    })
}
