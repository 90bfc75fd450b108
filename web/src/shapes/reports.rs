use serde_json::Value;
use utoipa::ToSchema;

use super::rulebook::Words;

/// A report as counted.
#[derive(ToSchema)]
#[schema(as = Report)]
pub(crate) struct Table {
    report: String,
    title: Words,
    /// GB/T 2260 code of the region whose bodies were counted.
    place: String,
    period: Period,
    columns: Vec<Column>,
    /// One cell for each column: a text, a number, nothing, or a rate as `{ part, whole, rate }`.
    rows: Vec<Vec<Value>>,
    /// How the figures come about.
    how: Words,
    /// The articles it carries here.
    basis: Vec<String>,
    /// Acts of the period that counted.
    acts: u64,
    /// Size of the log that was read.
    head: u64,
}

/// Both days inclusive, in Asia/Shanghai.
#[derive(ToSchema)]
#[schema(as = ReportPeriod)]
struct Period {
    #[schema(format = Date)]
    from: String,
    #[schema(format = Date)]
    to: String,
}

#[derive(ToSchema)]
#[schema(as = ReportColumn)]
struct Column {
    name: String,
    label: Words,
    unit: Unit,
}

#[derive(ToSchema)]
#[schema(as = ReportUnit, rename_all = "kebab-case")]
enum Unit {
    Text,
    Date,
    Count,
    Rows,
    Days,
    Rate,
    Score,
}
