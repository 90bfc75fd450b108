use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use super::from_json;
use crate::problem::Failure;
use crate::server::Server;

/// A JSON body of at most `limits.json_bytes`.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<Server>> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, server: &Arc<Server>) -> Result<Self, Failure> {
        check_type(request.headers())?;
        let bytes = whole(request, server).await?;
        from_json(&bytes).map(Self)
    }
}

/// A JSON body that may be left out, as with DELETE.
pub(crate) struct MaybeJson<T>(pub(crate) T);

impl<T: DeserializeOwned + Default> FromRequest<Arc<Server>> for MaybeJson<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, server: &Arc<Server>) -> Result<Self, Failure> {
        let typed = check_type(request.headers());
        let bytes = whole(request, server).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        typed?;
        from_json(&bytes).map(Self)
    }
}

fn check_type(headers: &HeaderMap) -> Result<(), Failure> {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = named.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Failure::unsupported("application/json"))
    }
}

async fn whole(request: Request, server: &Server) -> Result<Bytes, Failure> {
    let max = server.limits.json_bytes;
    let declared = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > max as u64) {
        return Err(Failure::too_large(max as u64));
    }
    match Limited::<Body>::new(request.into_body(), max).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Failure::too_large(max as u64)),
        Err(_) => Err(Failure::body_broken()),
    }
}
