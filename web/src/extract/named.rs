use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Failure;

/// The record a path names.
pub(crate) struct Named<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        Path::from_request_parts(parts, state).await.map(|Path(named)| Self(named)).map_err(|error| misfit(&error))
    }
}

fn misfit(error: &PathRejection) -> Failure {
    let PathRejection::FailedToDeserializePathParams(error) = error else {
        return Failure::internal("a route without the parameters its handler reads".to_owned());
    };
    match error.kind() {
        ErrorKind::DeserializeError { key, .. }
        | ErrorKind::ParseErrorAtKey { key, .. }
        | ErrorKind::InvalidUtf8InPathParam { key } => Failure::parameter(key),
        _ => Failure::parameter("path"),
    }
}
