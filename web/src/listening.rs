use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::tls::Tls;

/// Why nothing listens.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    #[error(
        "expected a loopback address without TLS, found {address}; give a certificate and its key, or put a TLS proxy on this machine in front of it"
    )]
    Plain { address: SocketAddr },
    #[error("expected to listen on {address}: {source}; is another server running there?")]
    Io { address: SocketAddr, source: io::Error },
}

/// A port that answers: by TLS anywhere, in the clear on this machine alone.
pub struct Listening {
    pub(crate) listener: TcpListener,
    pub(crate) tls: Option<Tls>,
}

impl Listening {
    /// Takes `address`; without `tls` it must be a loopback address.
    pub async fn on(address: SocketAddr, tls: Option<Tls>) -> Result<Self, ListenError> {
        if tls.is_none() && !address.ip().is_loopback() {
            return Err(ListenError::Plain { address });
        }
        let listener = TcpListener::bind(address).await.map_err(|source| ListenError::Io { address, source })?;
        Ok(Self { listener, tls })
    }

    /// Where it answers, as `http://…` or `https://…`.
    pub fn origin(&self) -> io::Result<String> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        Ok(format!("{scheme}://{}", self.listener.local_addr()?))
    }
}
