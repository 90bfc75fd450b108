//! Notices to a body's own system: one signed POST each, after the Standard Webhooks specification.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use reqwest::StatusCode;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use seal::Secret32;
use tokio::sync::OnceCell;
use url::{Host, Url};

use super::networks::Networks;

/// From the connection to the answer's head.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends notices to bodies' systems.
pub(super) struct Hooks {
    /// Made when the first notice goes out: it reads the machine's certificates, and most commands send nothing.
    client: OnceCell<reqwest::Client>,
    key: SigningKey,
    networks: Arc<Networks>,
}

/// What is sent.
pub(super) struct Call<'a> {
    pub(super) address: &'a str,
    /// Stays the same from one attempt to the next, so that a receiver knows a notice it has.
    pub(super) id: &'a str,
    /// Seconds since 1970.
    pub(super) at: i64,
    pub(super) body: String,
}

impl Hooks {
    pub(super) fn new(seed: &Secret32, networks: Networks) -> Self {
        Self { client: OnceCell::new(), key: SigningKey::from_bytes(seed.expose()), networks: Arc::new(networks) }
    }

    async fn client(&self) -> Result<&reqwest::Client, String> {
        let build = || async {
            reqwest::Client::builder()
                .dns_resolver(Arc::new(Resolver(Arc::clone(&self.networks))))
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .timeout(PATIENCE)
                .build()
        };
        self.client.get_or_try_init(build).await.map_err(|error| {
            tracing::error!(%error, "no HTTP client for webhooks; check the machine's certificates");
            "no-http-client".to_owned()
        })
    }

    /// The key receivers verify with, as `whpk_` and base64.
    pub(super) fn public_key(&self) -> String {
        format!("whpk_{}", STANDARD.encode(self.key.verifying_key().as_bytes()))
    }

    /// Sends, or says in a word what kept it from arriving.
    pub(super) async fn send(&self, call: Call<'_>) -> Result<(), String> {
        let url = Url::parse(call.address).map_err(|_| "malformed-address".to_owned())?;
        self.allowed(&url).await?;
        let signed = format!("{}.{}.{}", call.id, call.at, call.body);
        let signature = STANDARD.encode(self.key.sign(signed.as_bytes()).to_bytes());
        let request = self
            .client()
            .await?
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", call.id)
            .header("webhook-timestamp", call.at)
            .header("webhook-signature", format!("v1a,{signature}"))
            .body(call.body);
        match request.send().await.map(|answer| answer.status()) {
            Ok(status) if status.is_success() => Ok(()),
            Ok(StatusCode::GONE) => Err(GONE.to_owned()),
            Ok(status) => Err(format!("status-{}", status.as_u16())),
            Err(error) if error.is_timeout() => Err("timeout".to_owned()),
            Err(error) if error.is_connect() => Err("unreachable".to_owned()),
            Err(_) => Err("broken-off".to_owned()),
        }
    }

    /// An address written as numbers never meets the resolver, and what travels in the clear stays in own networks.
    async fn allowed(&self, url: &Url) -> Result<(), String> {
        let barred = || Err("address-barred".to_owned());
        let literal = match url.host() {
            Some(Host::Ipv4(four)) => Some(IpAddr::V4(four)),
            Some(Host::Ipv6(six)) => Some(IpAddr::V6(six)),
            Some(Host::Domain(_)) => None,
            None => return barred(),
        };
        if literal.is_some_and(|address| !self.networks.reaches(address)) {
            return barred();
        }
        if url.scheme() == "https" {
            return Ok(());
        }
        let own = match (literal, url.host_str()) {
            (Some(address), _) => self.networks.is_own(address),
            (None, Some(name)) => {
                let found = tokio::net::lookup_host((name, 80)).await.map_err(|_| "unreachable".to_owned())?;
                let mut found = found.peekable();
                found.peek().is_some() && found.all(|address| self.networks.is_own(address.ip()))
            }
            (None, None) => false,
        };
        if own { Ok(()) } else { barred() }
    }
}

/// The receiver has said that it wants nothing more.
pub(super) const GONE: &str = "gone";

/// Looks names up and lets no name lead where no webhook may go.
struct Resolver(Arc<Networks>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let open: Vec<SocketAddr> = found.filter(|address| networks.reaches(address.ip())).collect();
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}
