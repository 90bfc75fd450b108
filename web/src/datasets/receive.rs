//! A file comes in: streamed into the spool, counted on the way, then received as one version or not at all.

use std::sync::Arc;

use app::{Ingested, Language, Words};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use base::{DatasetId, Grade, Kind};
use domain::version::Version;
use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::{Caller, Named as Path, Speaks, spool};
use crate::problem::{Always, Failure, Guarded, Named, Sent};
use crate::server::Server;
use crate::shapes;

/// The one route that may take as long as its file takes.
pub(crate) const UPLOAD: &str = "/api/v1/datasets/{id}/versions";

/// Set-aside rows listed in an answer; all are counted.
const LISTED: usize = 100;

/// A received version and how its file was read.
#[derive(Serialize, ToSchema)]
pub(super) struct ReceivedVersion {
    #[schema(value_type = shapes::Version)]
    version: Version,
    inspection: Reading,
}

/// How a file was read. `rows_read = rows_kept + set_aside_count`.
#[derive(Serialize, ToSchema)]
#[schema(as = Inspection)]
struct Reading {
    #[schema(example = "csv")]
    format: String,
    #[schema(example = "gb18030")]
    encoding: String,
    rows_read: u64,
    rows_kept: u64,
    set_aside_count: u64,
    /// The first hundred.
    set_aside: Vec<SetAside>,
    duplicate_rows: u64,
    fields: Vec<FieldRead>,
    notes: Vec<String>,
}

/// A row that does not fit.
#[derive(Serialize, ToSchema)]
struct SetAside {
    /// Line of the text or row of the sheet, from 1.
    line: u64,
    reason: String,
}

/// A column as it came in.
#[derive(Serialize, ToSchema)]
struct FieldRead {
    name: String,
    #[serde(rename = "type")]
    #[schema(example = "text")]
    data_type: &'static str,
    nulls: u64,
    distinct: u64,
    #[schema(value_type = Vec<shapes::Kind>)]
    kinds: Vec<Kind>,
    #[schema(value_type = shapes::Grade)]
    grade: Grade,
    /// Why these kinds and that grade.
    why: Vec<String>,
}

/// Receive a file as the next version. The body is the file itself; its kind is told by its content.
#[utoipa::path(
    post,
    path = "/api/v1/datasets/{id}/versions",
    operation_id = "receive_version",
    tag = "datasets",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "The dataset's id")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file's bytes"),
    responses((status = 201, description = "The version", body = ReceivedVersion), Always, Guarded, Named, Sent)
)]
pub(super) async fn receive(
    State(server): State<Arc<Server>>,
    Caller(session): Caller,
    Path(id): Path<DatasetId>,
    Speaks(language): Speaks,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<ReceivedVersion>), Failure> {
    // Nothing is taken in from a sender it would not be received from.
    server.app.may_receive(&session, &id).await?;
    let turn = server.upload().await?;
    let file = spool(&server, &headers, body, server.limits.upload_bytes).await?;
    let ingested = server.app.receive_version(&session, &id, &file).await?;
    drop(turn);
    Ok((StatusCode::CREATED, Json(told(ingested, server.app.words(), language))))
}

fn told(ingested: Ingested, words: &Words, language: Language) -> ReceivedVersion {
    let Ingested { version, inspection } = ingested;
    let say = |message: &base::Message| words.say(language, message);
    let set_aside = inspection.set_aside.iter().take(LISTED);
    let fields = inspection.fields.into_iter().map(|field| FieldRead {
        name: field.name,
        data_type: field.data_type.name(),
        nulls: field.nulls,
        distinct: field.distinct,
        kinds: field.kinds,
        grade: field.grade,
        why: field.why.iter().map(say).collect(),
    });
    let inspection = Reading {
        format: inspection.format.name().to_owned(),
        encoding: inspection.encoding,
        rows_read: inspection.rows_read,
        rows_kept: inspection.rows_kept,
        set_aside_count: inspection.set_aside_count,
        set_aside: set_aside.map(|row| SetAside { line: row.line, reason: say(&row.reason) }).collect(),
        duplicate_rows: inspection.duplicate_rows,
        fields: fields.collect(),
        notes: inspection.notes.iter().map(say).collect(),
    };
    ReceivedVersion { version, inspection }
}
