//! A platform with one dataset, and a reader with an agreement on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result, bail};
use app::{App, Options, Outbound, SystemClock};
use base::Clock as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::SeededEntropy;
use testkit::story::{Api, Call};
use tokio::runtime::Runtime;

use crate::served::Served;

pub(crate) const DATASET: &str = "declared";
pub(crate) const PURPOSE: &str = "enterprise-service";
const PASSWORD: &str = "a password for the benches";

/// A founded platform; nothing has it open.
pub(crate) struct Platform {
    pub(crate) runtime: Runtime,
    folder: TempDir,
    administrator: String,
    steward: String,
    reader: String,
    opened: AtomicU32,
}

/// What a reader brings.
pub(crate) struct Reader {
    pub(crate) token: String,
    pub(crate) agreement: String,
}

/// A request of somebody that must be done.
async fn done(api: &Api, token: Option<&str>, call: Call<'_>) -> Result<Value> {
    let reply = api.send(token, call).await?;
    match reply.status {
        200..300 => Ok(reply.json()),
        status => bail!("expected the platform to be set up, found {status}: {}", reply.text()),
    }
}

fn text(answer: &Value, pointer: &str) -> Result<String> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    Ok(found.with_context(|| format!("expected {pointer} in {answer}"))?.to_owned())
}

impl Platform {
    /// Founds a platform and registers the dataset through the API of a real server.
    pub(crate) fn found() -> Result<Self> {
        let runtime = Runtime::new().context("expected threads")?;
        let folder = tempfile::tempdir().context("expected a temporary folder")?;
        let entropy = Arc::new(SeededEntropy::new("benches: founding"));
        let path = folder.path().join("platform");
        let founded = testkit::founded(&path, None, Arc::new(SystemClock), entropy);
        let (app, administrator) = runtime.block_on(founded)?;
        let authority = app.authority().to_string();
        runtime.block_on(app.close());
        drop(app);
        let (steward, reader, opened) = (String::new(), String::new(), AtomicU32::new(0));
        let mut platform = Self { runtime, folder, administrator, steward, reader, opened };
        let server = Served::start(&platform.path())?;
        let api = platform.api(&server);
        let setting = platform.runtime.block_on(set_up(&api, &authority))?;
        (platform.steward, platform.reader) = setting;
        server.stop()?;
        Ok(platform)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("platform")
    }

    fn api(&self, server: &Served) -> Api {
        Api::new(&format!("http://{}", server.address), &self.administrator)
    }

    /// Opens the platform in this process.
    pub(crate) fn open(&self) -> Result<Arc<App>> {
        let seed = format!("benches: opened {}", self.opened.fetch_add(1, Ordering::Relaxed));
        Ok(self.runtime.block_on(open(&self.path(), &seed))?)
    }

    /// Gives the reader an agreement on every field, four of them masked, by key, by page and whole.
    pub(crate) fn agree(&self, server: &Served, fields: &[&str]) -> Result<Reader> {
        let masks = json!({
            "字号": { "mask": "partial", "head": 1, "tail": 0 },
            "申报日期": { "mask": "generalise", "to": "year" },
            "营业收入": { "mask": "generalise", "to": { "band": 100_000 } },
            "实缴税额": { "mask": "pseudonym" },
        });
        self.agree_on(server, fields, json!({ "masks": masks, "channels": ["key", "page", "export"] }))
    }

    /// Gives the reader an agreement on every field as it is, as a file.
    pub(crate) fn agree_to_export(&self, server: &Served, fields: &[&str]) -> Result<Reader> {
        let keep: serde_json::Map<String, Value> =
            fields.iter().map(|field| ((*field).to_owned(), json!({ "mask": "keep" }))).collect();
        self.agree_on(server, fields, json!({ "masks": keep, "channels": ["export"] }))
    }

    fn agree_on(&self, server: &Served, fields: &[&str], terms: Value) -> Result<Reader> {
        let api = self.api(server);
        let agreement = self.runtime.block_on(agree(&api, &self.steward, &self.reader, fields, terms))?;
        Ok(Reader { token: self.reader.clone(), agreement })
    }

    /// Asks the server as the reader, and gives the bytes of the answer.
    pub(crate) fn read(&self, server: &Served, call: Call<'_>) -> Result<Vec<u8>> {
        let reply = self.runtime.block_on(self.api(server).send(Some(&self.reader), call))?;
        match reply.status {
            200..300 => Ok(reply.body),
            status => bail!("expected an answer, found {status}: {}", reply.text()),
        }
    }
}

/// Opens a platform's folder. Two openings with one seed would draw the same ids.
pub(crate) async fn open(folder: &Path, seed: &str) -> Result<Arc<App>, app::OpenError> {
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SeededEntropy::new(seed)));
    App::open(Options { folder: folder.to_path_buf(), database: None, clock, entropy, outbound: Outbound::default() })
        .await
}

/// Two departments, an officer of the authority, and a dataset in the catalogue. Gives the tokens of steward and reader.
async fn set_up(api: &Api, authority: &str) -> Result<(String, String)> {
    let administrator = Some(api.administrator());
    for (id, name) in [("provider", "提供部门"), ("user", "使用部门")] {
        let body = json!({ "id": id, "name": name, "kind": "department" });
        done(api, administrator, Call::post("organisations", body)).await?;
    }
    let officer = member(api, "officer", authority, &["authority"]).await?;
    let steward = member(api, "steward", "provider", &["steward"]).await?;
    let reader = member(api, "reader", "user", &["steward", "reader"]).await?;
    let catalogue = json!({
        "category": "3 01 001", "title": "企业申报信息", "code": "B-0001", "summary": "测速用表", "format": "spreadsheet",
        "sharing": { "class": "conditional", "condition": "履行职责需要", "method": "接口" },
        "opening": { "class": "not-open" }, "update_cycle": "monthly",
    });
    let body = json!({ "id": DATASET, "catalogue": catalogue, "key_field": "统一社会信用代码" });
    let registered = done(api, Some(&steward), Call::post("datasets", body)).await?;
    step(api, &officer, &text(&registered, "/case/id")?, "confirm", json!({})).await?;
    Ok((steward, reader))
}

/// Opens a login and draws a token of a year.
async fn member(api: &Api, handle: &str, organisation: &str, roles: &[&str]) -> Result<String> {
    let body = json!({ "handle": handle, "password": PASSWORD, "organisation": organisation, "roles": roles });
    let account = done(api, Some(api.administrator()), Call::post("accounts", body)).await?;
    let body = json!({ "handle": handle, "password": PASSWORD });
    let session = done(api, None, Call::post("sessions", body)).await?;
    let scopes = ["data", "catalogue", "cases"];
    let body = json!({ "account": text(&account, "/id")?, "label": "bench", "scopes": scopes, "days": 366 });
    let issued = done(api, Some(&text(&session, "/token")?), Call::post("tokens", body)).await?;
    text(&issued, "/token")
}

async fn step(api: &Api, token: &str, case: &str, step: &str, inputs: Value) -> Result<Value> {
    let call = Call::post(format!("cases/{case}/steps/{step}"), json!({ "inputs": inputs }));
    done(api, Some(token), call).await
}

async fn agree(api: &Api, steward: &str, reader: &str, fields: &[&str], terms: Value) -> Result<String> {
    let term = SystemClock.now().plus_days(60).law_date();
    let form = json!({ "purpose": PURPOSE, "fields": fields, "term": term, "scenario": "测速" });
    let body = json!({ "procedure": "sharing-request", "dataset": DATASET, "form": form });
    let case = done(api, Some(reader), Call::post("cases", body)).await?;
    let case = text(&case, "/id").or_else(|_| text(&case, "/case/id"))?;
    step(api, steward, &case, "accept", json!({})).await?;
    let mut inputs = json!({ "fields": fields, "term": term });
    if let (Some(inputs), Value::Object(terms)) = (inputs.as_object_mut(), terms) {
        inputs.extend(terms);
    }
    let granted = step(api, steward, &case, "grant", inputs).await?;
    text(&granted, "/agreement").or_else(|_| text(&granted, "/case/agreement"))
}
