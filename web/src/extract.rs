//! Parts of a request, read strictly: what does not fit is a problem that says where, never what stood there.

mod caller;
mod json;
mod named;
mod peer;
mod query;
mod speaks;
mod spool;

pub(crate) use caller::{Caller, Visitor};
pub(crate) use json::{JsonBody, MaybeJson};
pub(crate) use named::Named;
pub(crate) use query::Asked;
pub(crate) use speaks::Speaks;
pub(crate) use spool::spool;

use serde::de::DeserializeOwned;
use serde_path_to_error::Error;

use crate::problem::Failure;

/// Where a value does not fit. Our own field names stand in the error's text between backticks; values are not shown.
fn misfit<E: std::error::Error>(error: &Error<E>) -> Failure {
    let path = error.path().to_string();
    let text = error.inner().to_string();
    if path == "." && !text.contains(" field `") {
        return Failure::misplaced("malformed-shape", "");
    }
    let (key, name) = if let Some(name) = quoted(&text, "missing field `") {
        ("malformed-missing", Some(name))
    } else if let Some(name) = quoted(&text, "unknown field `") {
        ("malformed-unknown", Some(name))
    } else {
        ("malformed-value", None)
    };
    let place = match (path.as_str(), name) {
        (".", Some(name)) => name.to_owned(),
        // The path of an unknown field already ends with its name.
        (path, Some(name)) if !path.ends_with(name) => format!("{path}.{name}"),
        (path, _) => path.to_owned(),
    };
    Failure::misplaced(key, &place)
}

fn quoted<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.split('`').next()
}

/// Reads JSON, with the path of a mistake.
pub(crate) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let inner: &serde_json::Error = error.inner();
        if inner.is_data() { misfit(&error) } else { Failure::json(inner.line(), inner.column()) }
    })?;
    reader.end().map_err(|error| Failure::json(error.line(), error.column()))?;
    Ok(read)
}

/// Reads a query string, with the name of a mistaken parameter.
fn from_query<T: DeserializeOwned>(query: &str) -> Result<T, Failure> {
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| misfit(&error))
}
