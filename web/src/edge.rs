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
        let admitted = if route.is_probe() { Ok(()) } else { admit(&server, &mut request).await };
        match admitted {
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use testkit::{SeededEntropy, SimClock};
    use tower::Service as _;

    use super::*;
    use crate::limits::Limits;
    use crate::meters::Meters;

    /// What a handler's end looks like from outside.
    async fn check<F: Future<Output = ()> + Send + 'static>(handler: fn() -> F, status: u16, kind: &str) {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SimClock::new("2026-03-02T09:00:00+08:00".parse().unwrap()));
        let entropy = Arc::new(SeededEntropy::new("edge"));
        let (app, _) = testkit::founded(folder.path(), None, clock, entropy).await.unwrap();
        let limits = Limits { request_time: Duration::from_millis(20), ..Limits::default() };
        let meters = Meters::new(std::iter::empty());
        let server = Arc::new(Server::new(Arc::clone(&app), limits, meters, bytes::Bytes::new()));
        let mut router: Router = Router::new().route("/", get(handler)).layer(from_fn_with_state(server, edge));
        let request = Request::get("/").header(ACCEPT_LANGUAGE, "en").body(Body::empty()).unwrap();
        let response = router.call(request).await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["type"], format!("urn:gongshu:problem:{kind}"));
        assert!(!problem.to_string().contains("a secret"));
        app.close().await;
    }

    #[tokio::test]
    async fn a_panic_is_a_fault_of_ours_and_says_nothing() {
        check(|| async { panic!("a secret") }, 500, "internal").await;
    }

    #[tokio::test]
    async fn work_without_end_is_let_go_of() {
        check(std::future::pending, 503, "time-limit").await;
    }
}
