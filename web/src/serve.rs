//! Connections: accepted up to a number, with limits on heads and silences, and let finish when the server stops.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use app::App;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

use crate::edge::Peer;
use crate::limits::Limits;
use crate::listening::Listening;
use crate::router::router;

/// Largest head of a request: a larger one, or one of more than hyper's 100 lines, is answered 431.
const HEAD_BYTES: usize = 64 << 10;

/// Out of file handles: the next try is not better at once.
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// Answers on `listening` until `shutdown` resolves, then lets open requests finish within `limits.drain_time`.
pub async fn serve(
    app: Arc<App>,
    listening: Listening,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let open = Arc::new(Semaphore::new(limits.connections));
    let (stop, stopping) = watch::channel(());
    let http = protocol(&limits);
    let drain = limits.drain_time;
    let Listening { listener, tls } = listening;
    let tls = tls.map(|tls| Handshake { acceptor: TlsAcceptor::from(tls.config), time: limits.head_time });
    let router = router(app, limits);
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let place = Arc::clone(&open).acquire_owned().await.map_err(io::Error::other)?;
            Ok::<_, io::Error>((place, listener.accept().await?))
        };
        let (place, (stream, peer)) = tokio::select! {
            accepted = accepted => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_AGAIN).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        // Answers are small and whole: waiting to fill a packet only delays them. A socket that refuses still works.
        let _ = stream.set_nodelay(true);
        let talk = Talk { http: http.clone(), peer, router: router.clone(), stopping: stopping.clone() };
        let tls = tls.clone();
        tokio::spawn(async move {
            match tls {
                None => talk.converse(stream).await,
                Some(tls) => tls.then(talk, stream).await,
            }
            drop(place);
        });
    }
    drop(listener);
    drop(stop);
    // Every place is free again once the last connection is closed.
    if tokio::time::timeout(drain, open.acquire_many(places)).await.is_err() {
        tracing::warn!("stopped with requests still open");
    }
    Ok(())
}

fn protocol(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_time).max_header_size(HEAD_BYTES);
    http
}

/// What has to happen before a word is said on a port with TLS.
#[derive(Clone)]
struct Handshake {
    acceptor: TlsAcceptor,
    time: Duration,
}

impl Handshake {
    async fn then(self, talk: Talk, stream: TcpStream) {
        match tokio::time::timeout(self.time, self.acceptor.accept(stream)).await {
            Ok(Ok(stream)) => talk.converse(stream).await,
            Ok(Err(error)) => tracing::trace!(%error, "a connection did not speak TLS"),
            Err(_) => tracing::trace!("a connection never finished its TLS handshake"),
        }
    }
}

/// One connection.
struct Talk {
    http: http1::Builder,
    peer: SocketAddr,
    router: Router,
    stopping: watch::Receiver<()>,
}

impl Talk {
    async fn converse(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let Self { http, peer, router, mut stopping } = self;
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer.ip()));
            router.clone().call(request)
        });
        let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            // The sender never sends: this resolves when it is dropped.
            _ = stopping.changed() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::trace!(%error, "a connection broke off");
        }
    }
}
