//! What happens to every request before and after its handler, in one layer: who asks and how often, how long it may
//! take, what it is counted as, and how a failure is worded. No spans: the data routes answer tens of thousands a
//! second.

use std::net::{IpAddr, Ipv4Addr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use app::Language;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::FutureExt as _;

use crate::problem::{Failure, Fault, render};
use crate::rates::counted;
use crate::server::Server;

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

pub(crate) async fn edge(State(server): State<Arc<Server>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = server.meters.route(request.extensions().get::<MatchedPath>().map(MatchedPath::as_str));
    let time = route.time_limit(request.method(), &server.limits);
    let language = request.headers().get(ACCEPT_LANGUAGE).cloned();
    let handled = AssertUnwindSafe(async {
        match admit(&server, &mut request).await {
            Ok(()) => next.run(request).await,
            Err(failure) => failure.into_response(),
        }
    })
    .catch_unwind();
    let outcome = match time {
        Some(time) => tokio::time::timeout(time, handled).await,
        None => Ok(handled.await),
    };
    let mut response = match outcome {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Failure::internal("a handler panicked; its message stands above".to_owned()).into_response(),
        Err(_) => Failure::time_limit().into_response(),
    };
    if let Some(fault) = response.extensions_mut().remove::<Arc<Fault>>() {
        let language = spoken(language.as_ref());
        render(&server, &fault, language, &mut response);
    }
    guard(&mut response);
    route.observe(response.status(), began.elapsed());
    response
}

/// The language a header asks for.
pub(crate) fn spoken(header: Option<&HeaderValue>) -> Language {
    header.and_then(|value| value.to_str().ok()).map(Language::accepted).unwrap_or_default()
}

/// Finds out who asks, and turns away who asks too often. A wrong credential counts against the address it comes from.
async fn admit(server: &Server, request: &mut Request) -> Result<(), Failure> {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
    let address = counted(peer);
    let Some(header) = request.headers().get(AUTHORIZATION) else {
        request.extensions_mut().insert(Peer(address));
        return server.rates.anonymous.check(&address).map_err(|wait| too_many(server, wait));
    };
    let session = match bearer(header) {
        Some(bearer) => server.app.authenticate(bearer).await.map_err(Failure::from),
        None => Err(Failure::unauthenticated("unauthenticated-malformed")),
    };
    match session {
        Ok(session) => {
            server.rates.authenticated.check(&session.credential).map_err(|wait| too_many(server, wait))?;
            request.extensions_mut().insert(Peer(address));
            request.extensions_mut().insert(session);
            Ok(())
        }
        Err(failure) => {
            server.rates.anonymous.check(&address).map_err(|wait| too_many(server, wait))?;
            Err(failure)
        }
    }
}

pub(crate) fn too_many(server: &Server, wait: std::time::Duration) -> Failure {
    server.meters.rate_limited.inc();
    Failure::too_many(wait)
}

/// The secret of an RFC 6750 header.
fn bearer(header: &HeaderValue) -> Option<&str> {
    let (scheme, secret) = header.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// Nothing here is a page, and nothing is to be kept by a cache unless its handler says so.
fn guard(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
