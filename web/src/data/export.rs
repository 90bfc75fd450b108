use std::sync::Arc;

use app::Export;
use axum::extract::State;
use axum::response::Response;
use base::{AgreementId, DatasetId};
use exchange::Format;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::asked::question;
use crate::answer::release;
use crate::extract::{Asked, Caller, Named as Path};
use crate::problem::{Always, Failure, Guarded, Named, Weighed};
use crate::server::Server;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportAsked {
    /// The agreement 协议 it is read under; left out for unconditionally open data.
    #[param(value_type = Option<String>)]
    agreement: Option<AgreementId>,
    /// Code of the purpose 用途.
    purpose: String,
    /// Fields to show: `a,b`, or a JSON array. All in scope if left out.
    fields: Option<String>,
    #[param(inline)]
    format: FileFormat,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum FileFormat {
    Csv,
    Jsonl,
    Parquet,
}

impl FileFormat {
    const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

impl From<FileFormat> for Format {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Csv => Self::Csv,
            FileFormat::Jsonl => Self::JsonLines,
            FileFormat::Parquet => Self::Parquet,
        }
    }
}

/// The whole table as a file.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/{id}/export",
    operation_id = "export",
    tag = "data",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The dataset's id"), ExportAsked),
    responses(
        (
            status = 200,
            description = "The file",
            content(
                (String = "text/csv"),
                (String = "application/x-ndjson"),
                (Vec<u8> = "application/vnd.apache.parquet")
            ),
            headers(("Gongshu-Receipt" = String, description = "Id of the receipt"))
        ),
        Always,
        Guarded,
        Named,
        Weighed
    )
)]
pub(super) async fn export(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(dataset): Path<DatasetId>,
    Asked(asked): Asked<ExportAsked>,
) -> Result<Response, Failure> {
    let file = format!("{dataset}.{}", asked.format.ending());
    let export = Export {
        question: question(dataset.clone(), asked.agreement, asked.purpose, asked.fields.as_deref())?,
        dataset,
        format: asked.format.into(),
    };
    let _turn = server.question().await?;
    let answer = server.app.export(&session, &export).await?;
    release(&server, answer, Some(&file)).await
}
