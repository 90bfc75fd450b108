use std::sync::Arc;

use app::{SheetFormat, WantedReport};
use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use base::LawDate;
use domain::report::Period;
use law::Report;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::extract::{Asked, Caller, Named as Path, Speaks};
use crate::problem::{Always, Failure, Guarded, Named, Weighed};
use crate::server::Server;
use crate::shapes;

pub(crate) const REPORT: &str = "/api/v1/reports/{name}";

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// First day counted; the first of January if left out.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<LawDate>,
    /// Last day counted; today if left out.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<LawDate>,
    /// GB/T 2260 code of the region whose bodies are counted; the platform's own if left out.
    region: Option<String>,
    /// JSON if left out.
    #[param(inline)]
    #[serde(default)]
    format: TableFormat,
}

#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum TableFormat {
    #[default]
    Json,
    Csv,
    Xlsx,
}

/// Count a report from the acts of the log, such as `on-time` or `sharing-demand`.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{name}",
    operation_id = "get_report",
    tag = "reports",
    security(("bearer" = [])),
    params(("name" = String, Path, description = "The report's name"), Wanted),
    responses(
        (
            status = 200,
            description = "The table, with how it was counted and from how many acts of which log",
            content(
                (shapes::Table = "application/json"),
                (String = "text/csv"),
                (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            )
        ),
        Always,
        Guarded,
        Named,
        Weighed
    )
)]
pub(super) async fn get(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(name): Path<String>,
    Speaks(language): Speaks,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Failure> {
    let report = Report::ALL.iter().copied().find(|report| report.name() == name);
    let report = report.ok_or_else(|| Failure::missing("report", &name))?;
    let year = server.app.this_year();
    let period = Period { from: wanted.from.unwrap_or(year.from), to: wanted.to.unwrap_or(year.to) };
    let _turn = server.question().await?;
    let table = server.app.report(&session, WantedReport { report, place: wanted.region, period }).await?;
    let (format, kind, ending) = match wanted.format {
        TableFormat::Json => return Ok(Json(table).into_response()),
        TableFormat::Csv => (SheetFormat::Csv, "text/csv; charset=utf-8; header=present", "csv"),
        TableFormat::Xlsx => {
            (SheetFormat::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
        }
    };
    let bytes = app::sheet(&table, format, language).map_err(app::Problem::from)?;
    let name = format!("attachment; filename=\"{report}-{}-{}.{ending}\"", period.from, period.to);
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}
