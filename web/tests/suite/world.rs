//! A founded platform behind a real server, and a client.

use std::sync::Arc;

use app::{App, Outbound};
use reqwest::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tempfile::TempDir;
use testkit::{SeededEntropy, SimClock};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use web::{Limits, Listening};

use super::schema;

/// 2026-03-02, a Monday, at nine in Shanghai.
pub(crate) const MORNING: &str = "2026-03-02T09:00:00+08:00";

/// Where the suite plays unless a test says otherwise.
const HAINAN: (&str, &str) = (testkit::REGION, "海南省大数据管理机构");

pub(crate) struct World {
    pub(crate) app: Arc<App>,
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
    pub(crate) administrator: String,
    pub(crate) document: Value,
    pub(crate) clock: Arc<SimClock>,
    stop: oneshot::Sender<()>,
    served: JoinHandle<std::io::Result<()>>,
    _folder: TempDir,
}

/// A request to make.
pub(crate) struct Ask<'a> {
    world: &'a World,
    method: Method,
    path: String,
    token: Option<String>,
    language: &'static str,
    body: Option<(&'static str, Vec<u8>)>,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    pub(crate) json: Value,
}

async fn plain() -> Listening {
    Listening::on("127.0.0.1:0".parse().unwrap(), None).await.unwrap()
}

impl World {
    pub(crate) async fn new(limits: Limits) -> Self {
        Self::sending(limits, Outbound::default()).await
    }

    pub(crate) async fn sending(limits: Limits, outbound: Outbound) -> Self {
        Self::on(HAINAN, limits, outbound, plain().await).await
    }

    /// In another region, with the name of its authority.
    pub(crate) async fn in_region(region: (&str, &str), limits: Limits) -> Self {
        Self::on(region, limits, Outbound::default(), plain().await).await
    }

    pub(crate) async fn listening(limits: Limits, listening: Listening) -> Self {
        Self::on(HAINAN, limits, Outbound::default(), listening).await
    }

    async fn on(region: (&str, &str), limits: Limits, outbound: Outbound, listening: Listening) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SimClock::new(MORNING.parse().unwrap()));
        let entropy = Arc::new(SeededEntropy::new("web"));
        let (app, administrator) =
            testkit::founded_in(region, folder.path(), None, clock.clone(), entropy, outbound).await.unwrap();
        let url = listening.origin().unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move {
            let _ = stopped.await;
        };
        let served = tokio::spawn(web::serve(Arc::clone(&app), listening, limits, shutdown));
        let document = serde_json::from_str(&web::openapi().unwrap()).unwrap();
        Self { app, url, http: reqwest::Client::new(), administrator, document, clock, stop, served, _folder: folder }
    }

    pub(crate) fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        Ask { world: self, method, path: path.to_owned(), token: None, language: "zh-CN", body: None }
    }

    pub(crate) fn get(&self, path: &str) -> Ask<'_> {
        self.ask(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Ask<'_> {
        self.ask(Method::POST, path).json(body)
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Ask<'_> {
        self.ask(Method::PUT, path).json(body)
    }

    /// The body of an answer, if it comes whole.
    pub(crate) async fn try_bytes(&self, path: &str, token: &str) -> Result<Vec<u8>, reqwest::Error> {
        let request = self.http.get(format!("{}{path}", self.url)).header(AUTHORIZATION, format!("Bearer {token}"));
        Ok(request.send().await?.error_for_status()?.bytes().await?.to_vec())
    }

    /// Tells the server to stop and waits until it has.
    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.served.await.unwrap().unwrap();
        self.app.close().await;
    }
}

impl Ask<'_> {
    pub(crate) fn by(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    pub(crate) fn in_english(mut self) -> Self {
        self.language = "en";
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", serde_json::to_vec(body).unwrap())
    }

    pub(crate) fn body(mut self, kind: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        self.body = Some((kind, bytes.into()));
        self
    }

    pub(crate) async fn send(self) -> Reply {
        let Self { world, method, path, token, language, body } = self;
        let mut request = world.http.request(method.clone(), format!("{}{path}", world.url));
        request = request.header(ACCEPT_LANGUAGE, language);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some((kind, bytes)) = body {
            request = request.header(CONTENT_TYPE, kind).body(bytes);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or_default();
        let reply = Reply { status, headers, bytes, json };
        reply.fits(world, &method, &path);
        reply
    }

    /// Sends, and expects a status.
    pub(crate) async fn expect(self, status: u16) -> Reply {
        let told = format!("{} {}", self.method, self.path);
        let reply = self.send().await;
        assert_eq!(reply.status.as_u16(), status, "{told}: {}", String::from_utf8_lossy(&reply.bytes));
        reply
    }
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    /// The text at a JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> &str {
        self.json.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {}", self.json))
    }

    /// Holds the answer against the document: a described status, content type and body.
    fn fits(&self, world: &World, method: &Method, path: &str) {
        let path = path.split('?').next().unwrap();
        let kind = self.header("content-type").split(';').next().unwrap().to_owned();
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!self.header("cache-control").is_empty(), "{path}");
        let method = method.as_str().to_ascii_lowercase();
        let Some((template, operation)) = schema::operation(&world.document, &method, path) else {
            assert!(matches!(self.status.as_u16(), 404 | 405), "{method} {path} is not in the document");
            return;
        };
        let response = &operation["responses"][self.status.as_str()];
        assert!(response.is_object(), "{method} {template} may not answer {}: {}", self.status, self.json);
        let Some(contents) = response["content"].as_object() else {
            assert!(self.bytes.is_empty(), "{method} {template} answers a body");
            return;
        };
        let content = contents.iter().find(|(name, _)| name.split(';').next().unwrap() == kind);
        let (_, content) = content.unwrap_or_else(|| panic!("{method} {template} answers {kind:?}"));
        if kind.ends_with("json") && kind != "application/x-ndjson" {
            let checked = schema::check(&world.document, &content["schema"], &self.json, "$");
            assert_eq!(checked, Ok(()), "{method} {template} {}: {}", self.status, self.json);
        }
    }
}
