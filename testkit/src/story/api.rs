//! The platform's JSON API as the story uses it.

use std::path::Path;

use reqwest::{Client, Method, Url};
use serde_json::Value;

/// A client of one platform.
#[derive(Debug, Clone)]
pub struct Api {
    client: Client,
    root: String,
    administrator: String,
}

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("expected an address such as http://127.0.0.1:8720, found {found:?}")]
    Address { found: String },
    #[error("expected an answer from the platform, found none: {0}")]
    Transport(#[from] reqwest::Error),
    #[error("expected to read {path}: {source}")]
    File { path: std::path::PathBuf, source: std::io::Error },
}

/// An answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    /// The `Gongshu-Receipt` header.
    pub receipt: Option<String>,
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A request below `/api/v1`, or from the root where the path begins with a slash.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Content<'a>,
}

#[derive(Debug, Clone)]
enum Content<'a> {
    None,
    Json(Value),
    File(&'a Path),
}

impl<'a> Call<'a> {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), query: Vec::new(), body: Content::None }
    }

    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::POST, body: Content::Json(body), ..Self::get(path) }
    }

    pub fn put(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::PUT, body: Content::Json(body), ..Self::get(path) }
    }

    /// Sends a file as the raw body.
    pub fn upload(path: impl Into<String>, file: &'a Path) -> Self {
        Self { method: Method::POST, body: Content::File(file), ..Self::get(path) }
    }

    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "numbers and literals read better without a reference")]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }
}

impl Api {
    /// `url` is the server's root, without `/api/v1`; `administrator` is the token `init` printed.
    pub fn new(url: &str, administrator: &str) -> Self {
        let root = url.trim_end_matches('/').to_owned();
        Self { client: Client::new(), root, administrator: administrator.to_owned() }
    }

    pub fn administrator(&self) -> &str {
        &self.administrator
    }

    /// Sends a request with a bearer token, or without one as a visitor.
    pub async fn send(&self, token: Option<&str>, call: Call<'_>) -> Result<Reply, ApiError> {
        let below = if call.path.starts_with('/') { "" } else { "/api/v1/" };
        let text = format!("{}{below}{}", self.root, call.path);
        let url = Url::parse_with_params(&text, &call.query).map_err(|_| ApiError::Address { found: text.clone() })?;
        let mut request = self.client.request(call.method, strip_empty_query(url)).header("accept-language", "zh");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request = match call.body {
            Content::None => request,
            Content::Json(body) => request.json(&body),
            Content::File(path) => {
                let read = tokio::fs::read(path).await;
                request.body(read.map_err(|source| ApiError::File { path: path.to_path_buf(), source })?)
            }
        };
        let response = request.send().await?;
        let status = response.status().as_u16();
        let receipt = response.headers().get("gongshu-receipt").and_then(|value| value.to_str().ok());
        let receipt = receipt.map(str::to_owned);
        let body = response.bytes().await?.to_vec();
        Ok(Reply { status, receipt, body })
    }
}

/// `Url` leaves a question mark behind where there are no parameters.
fn strip_empty_query(mut url: Url) -> Url {
    if url.query() == Some("") {
        url.set_query(None);
    }
    url
}
