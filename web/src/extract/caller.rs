use std::convert::Infallible;
use std::sync::Arc;

use app::Session;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::problem::Failure;

/// Who asks; nobody is a problem. The edge has checked the credential.
pub(crate) struct Caller(pub(crate) Arc<Session>);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        let session = parts.extensions.get::<Arc<Session>>().map(Arc::clone);
        session.map(Self).ok_or_else(|| Failure::unauthenticated("unauthenticated-missing"))
    }
}

/// Who asks, if anyone says so: for what is public in part.
pub(crate) struct Visitor(pub(crate) Option<Arc<Session>>);

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<Arc<Session>>().map(Arc::clone)))
    }
}
