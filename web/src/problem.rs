//! Why a request got no answer: RFC 9457 problems.
//!
//! A handler returns a [`Failure`]; the edge words it, since only there the reader's language is known.

mod body;
mod responses;

use std::sync::Arc;
use std::time::Duration;

use app::Problem;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Message, ReceiptId};
use domain::refusal::Invalid;
use law::Basis;

pub(crate) use body::{ProblemBody, render};
pub(crate) use responses::{Always, Guarded, Named, Sent, Weighed};

/// The kinds of problem. Each has one status, one type and one title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The request itself cannot be read.
    Malformed,
    Unauthenticated,
    /// No policy permits it.
    Denied,
    /// The law forbids it.
    Refused,
    NotFound,
    MethodNotAllowed,
    Conflict,
    TooLarge,
    Unsupported,
    /// It can be read, but is incomplete or wrong.
    Invalid,
    /// Understood and lawful, but larger than one question may be: it will not get better by asking again.
    TooCostly,
    TooMany,
    Internal,
    Unavailable,
    TimeLimit,
}

impl Kind {
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Denied | Self::Refused => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid | Self::TooCostly => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable | Self::TimeLimit => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The last part of the type's URN; the title's key is `problem-` and this.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unauthenticated => "unauthenticated",
            Self::Denied => "denied",
            Self::Refused => "refused",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Conflict => "conflict",
            Self::TooLarge => "too-large",
            Self::Unsupported => "unsupported",
            Self::Invalid => "invalid",
            Self::TooCostly => "too-costly",
            Self::TooMany => "too-many",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
            Self::TimeLimit => "time-limit",
        }
    }
}

/// Everything a problem says, before a language is chosen.
#[derive(Debug)]
pub(crate) struct Fault {
    kind: Kind,
    message: Message,
    basis: Vec<Basis>,
    procedure: Option<String>,
    policies: Vec<String>,
    errors: Vec<Invalid>,
    current: Option<u64>,
    retry_after: Option<u64>,
    receipt: Option<ReceiptId>,
    /// For the log, never for the client.
    detail: Option<String>,
}

/// A request that gets no answer but a problem.
#[derive(Debug)]
pub(crate) struct Failure(Box<Fault>);

impl Failure {
    fn new(kind: Kind, message: Message) -> Self {
        Self(Box::new(Fault {
            kind,
            message,
            basis: Vec::new(),
            procedure: None,
            policies: Vec::new(),
            errors: Vec::new(),
            current: None,
            retry_after: None,
            receipt: None,
            detail: None,
        }))
    }

    pub(crate) fn unauthenticated(key: &str) -> Self {
        Self::new(Kind::Unauthenticated, Message::new(key))
    }

    /// A body that is no JSON.
    pub(crate) fn json(line: usize, column: usize) -> Self {
        Self::new(Kind::Malformed, Message::new("malformed-json").with("line", line).with("column", column))
    }

    /// A part of a body, a path or a query that is not of the form asked for. Says where, never what stood there.
    pub(crate) fn misplaced(key: &str, place: &str) -> Self {
        let message = Message::new(key).with("field", place);
        let mut failure = Self::new(Kind::Malformed, message.clone());
        failure.0.errors.push(Invalid { field: place.to_owned(), message });
        failure
    }

    pub(crate) fn parameter(name: &str) -> Self {
        Self::misplaced("malformed-value", name)
    }

    /// The body broke off or fell silent.
    pub(crate) fn body_broken() -> Self {
        Self::new(Kind::Malformed, Message::new("malformed-body"))
    }

    pub(crate) fn unsupported(expected: &str) -> Self {
        Self::new(Kind::Unsupported, Message::new("unsupported-type").with("expected", expected))
    }

    pub(crate) fn too_large(max: u64) -> Self {
        Self::new(Kind::TooLarge, Message::new("too-large-body").with("max", max))
    }

    /// Waits are rounded up: a client that waits so long is let in.
    pub(crate) fn too_many(wait: Duration) -> Self {
        let seconds = wait.as_secs() + 1;
        let mut failure = Self::new(Kind::TooMany, Message::new("too-many-requests").with("seconds", seconds));
        failure.0.retry_after = Some(seconds);
        failure
    }

    /// All turns at a heavy operation are taken.
    pub(crate) fn busy() -> Self {
        Self::unavailable(Message::new("unavailable-all-busy"), None)
    }

    fn unavailable(message: Message, detail: Option<String>) -> Self {
        let mut failure = Self::new(Kind::Unavailable, message);
        failure.0.retry_after = Some(5);
        failure.0.detail = detail;
        failure
    }

    /// The work was let go of; an act that was under way may still have been taken down.
    pub(crate) fn time_limit() -> Self {
        let mut failure = Self::new(Kind::TimeLimit, Message::new("unavailable-time-limit"));
        failure.0.retry_after = Some(5);
        failure
    }

    pub(crate) fn internal(detail: String) -> Self {
        let mut failure = Self::new(Kind::Internal, Message::new("internal-fault"));
        failure.0.detail = Some(detail);
        failure
    }

    /// No row of that key is in scope; that was told, so it has a receipt.
    pub(crate) fn no_row(receipt: ReceiptId) -> Self {
        let mut failure = Self::new(Kind::NotFound, Message::new("not-found-row"));
        failure.0.receipt = Some(receipt);
        failure
    }

    pub(crate) fn missing(kind: &str, id: &str) -> Self {
        Self::new(Kind::NotFound, Message::new("not-found").with("kind", kind).with("id", id))
    }

    /// No such route (404), or none of that method (405).
    pub(crate) fn route(status: StatusCode) -> Self {
        match status {
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(Kind::MethodNotAllowed, Message::new("route-method-not-allowed"))
            }
            _ => Self::new(Kind::NotFound, Message::new("route-unknown")),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Unauthenticated(message) => Self::new(Kind::Unauthenticated, message),
            Problem::Denied(denied) => {
                let mut failure = Self::new(Kind::Denied, denied.message);
                failure.0.policies = denied.policies;
                failure
            }
            Problem::Refused(refusal) => {
                let mut failure = Self::new(Kind::Refused, refusal.message);
                failure.0.basis = refusal.basis;
                failure.0.procedure = refusal.procedure;
                failure
            }
            Problem::Invalid(errors) => {
                let first = errors.first().map(|error| error.message.clone());
                let message = first.unwrap_or_else(|| Message::new("problem-invalid"));
                let mut failure = Self::new(Kind::Invalid, message);
                failure.0.errors = errors;
                failure
            }
            Problem::NotFound(message) => Self::new(Kind::NotFound, message),
            Problem::Conflict { message, current } => {
                let mut failure = Self::new(Kind::Conflict, message);
                failure.0.current = current;
                failure
            }
            Problem::TooLarge(message) => Self::new(Kind::TooLarge, message),
            Problem::TooCostly(message) => Self::new(Kind::TooCostly, message),
            Problem::Unavailable { message, detail } => Self::unavailable(message, Some(detail)),
            Problem::Internal(detail) => Self::internal(detail),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Problem::from(error).into()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.0.kind.status();
        response.extensions_mut().insert::<Arc<Fault>>(Arc::from(self.0));
        response
    }
}
