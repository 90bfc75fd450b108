//! A problem as it is sent.

use app::{App, Language};
use axum::body::Body;
use axum::http::header::{
    CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Fault, Kind};
use crate::answer::{RECEIPT, receipt_header};
use crate::server::Server;

/// An RFC 9457 problem. `detail`, `title` and the messages are in the language of `Content-Language`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// `urn:gongshu:problem:` and one of malformed, unauthenticated, denied, refused, not-found, method-not-allowed,
    /// conflict, too-large, unsupported, invalid, too-costly, too-many, internal, unavailable, time-limit.
    #[serde(rename = "type")]
    #[schema(example = "urn:gongshu:problem:refused")]
    kind: String,
    title: String,
    #[schema(example = 403)]
    status: u16,
    detail: String,
    /// The articles a refusal rests on, the most specific first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    basis: Vec<Cited>,
    /// The procedure by which what is refused may be sought; start a case of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "linking-approval")]
    procedure: Option<String>,
    /// The policies that decided a denial; none where nothing permits it.
    #[serde(skip_serializing_if = "Option::is_none")]
    policies: Option<Vec<String>>,
    /// What is wrong with the request, place by place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<Wrong>,
    /// On a conflict, the version the record is at.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<u64>,
    /// Names this request in the platform's own log.
    request_id: String,
}

/// A cited article.
#[derive(Debug, Serialize, ToSchema)]
struct Cited {
    #[schema(example = "hainan-bigdata-2019#17(1)")]
    citation: String,
    /// Title of the regulation.
    regulation: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Wrong {
    #[schema(example = "form.purpose")]
    field: String,
    message: String,
}

/// Words `fault` into `response`, whose status and headers stand.
pub(crate) fn render(server: &Server, fault: &Fault, language: Language, response: &mut Response) {
    let request_id = server.request_id();
    log(fault, &request_id);
    let body = worded(&server.app, fault, language, request_id);
    let bytes = serde_json::to_vec(&body).unwrap_or_default();
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    if fault.kind == Kind::Unauthenticated {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"gongshu\""));
    }
    if let Some(seconds) = fault.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(receipt) = fault.receipt.as_ref().and_then(receipt_header) {
        headers.insert(RECEIPT, receipt);
    }
    *response.body_mut() = Body::from(bytes);
}

fn worded(app: &App, fault: &Fault, language: Language, request_id: String) -> ProblemBody {
    let say = |message| app.words().say(language, message);
    let key = fault.kind.key();
    let cited = fault.basis.iter().map(|basis| Cited {
        citation: basis.to_string(),
        regulation: app.rulebook().regulation(basis.regulation()).map_or_else(
            || basis.regulation().to_owned(),
            |regulation| match language {
                Language::Zh => regulation.title.zh.clone(),
                Language::En => regulation.title.en.clone(),
            },
        ),
    });
    let wrong = fault.errors.iter().map(|error| Wrong { field: error.field.clone(), message: say(&error.message) });
    ProblemBody {
        kind: format!("urn:gongshu:problem:{key}"),
        title: say(&base::Message::new(&format!("problem-{key}"))),
        status: fault.kind.status().as_u16(),
        detail: say(&fault.message),
        basis: cited.collect(),
        procedure: fault.procedure.clone(),
        policies: (fault.kind == Kind::Denied).then(|| fault.policies.clone()),
        errors: wrong.collect(),
        current: fault.current,
        request_id,
    }
}

fn log(fault: &Fault, request_id: &str) {
    match (fault.kind, &fault.detail) {
        (Kind::Internal, detail) => tracing::error!(request_id, detail, "a fault of ours"),
        (Kind::Unavailable | Kind::TimeLimit, detail) => {
            tracing::warn!(request_id, detail, key = fault.message.key, "not available");
        }
        _ => tracing::debug!(request_id, key = fault.message.key, "a problem was answered"),
    }
}
