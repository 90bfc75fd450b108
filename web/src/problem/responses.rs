//! The problems an operation may answer with, for the OpenAPI document.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{Content, Header, Object, Ref, RefOr, Response, ResponseBuilder, Type};

type Responses = BTreeMap<String, RefOr<Response>>;

fn problem(description: &str) -> ResponseBuilder {
    let schema = Ref::from_schema_name("Problem");
    ResponseBuilder::new().description(description).content("application/problem+json", Content::new(Some(schema)))
}

fn header(description: &str) -> Header {
    let mut header = Header::new(Object::with_type(Type::String));
    header.description = Some(description.to_owned());
    header
}

fn listed<const N: usize>(responses: [(&str, ResponseBuilder); N]) -> Responses {
    responses.into_iter().map(|(status, response)| (status.to_owned(), response.build().into())).collect()
}

/// What every operation may answer.
pub(crate) struct Always;

impl IntoResponses for Always {
    fn responses() -> Responses {
        let later = || header("Seconds to wait.");
        listed([
            ("400", problem("The request cannot be read: malformed body, path or query.")),
            (
                "401",
                problem("The credential is missing, wrong, ended or expired.")
                    .header("WWW-Authenticate", header("Always Bearer.")),
            ),
            ("429", problem("This client asks too often.").header("Retry-After", later())),
            ("500", problem("A fault of the platform; report `request_id`.")),
            ("503", problem("Not possible now, or not within the time limit.").header("Retry-After", later())),
        ])
    }
}

/// Operations that need a right.
pub(crate) struct Guarded;

impl IntoResponses for Guarded {
    fn responses() -> Responses {
        listed([("403", problem("No policy permits it (`policies`), or the law forbids it (`basis`)."))])
    }
}

/// Operations that name a record.
pub(crate) struct Named;

impl IntoResponses for Named {
    fn responses() -> Responses {
        listed([("404", problem("There is no such record, or it may not be known of."))])
    }
}

/// Operations that take a body and change something.
pub(crate) struct Sent;

impl IntoResponses for Sent {
    fn responses() -> Responses {
        listed([
            ("409", problem("Somebody else was first, or it does not fit where the record stands (`current`).")),
            ("413", problem("The body is too large.")),
            ("415", problem("The body is of another content type.")),
            ("422", problem("The content is incomplete or wrong (`errors`).")),
        ])
    }
}

/// Questions about data.
pub(crate) struct Weighed;

impl IntoResponses for Weighed {
    fn responses() -> Responses {
        listed([
            ("409", problem("There is no version to read yet, or the agreement no longer fits it.")),
            ("422", problem("The question is wrong (`errors`), or larger than one question may be (too-costly).")),
        ])
    }
}
