//! A platform on which bodies hold copies of one dataset.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use base::identifier::generate::{Registrant, uscc};
use base::region::RegionCode;
use serde_json::{Value, json};
use testkit::story::{Api, Call, Reply};

use crate::running::{Running, gongshu, text};

pub(crate) const DATASET: &str = "subsidies";
pub(crate) const HEADER: [&str; 6] = ["编号", "区县", "补贴金额", "面积", "户数", "备注"];
const PASSWORD: &str = "correct horse 公数 staple";
const PURPOSE: &str = "enterprise-service";
/// Bodies that ask for the dataset, in this order.
const BODIES: [&str; 5] = ["B市财政局", "C市民政局", "D市审计局", "E市统计局", "F市人力资源局"];
const DISTRICTS: [&str; 4] = ["龙华区", "美兰区", "琼山区", "秀英区"];

/// Numbers that look drawn and are the same on every run.
pub(crate) fn draw(row: u64, column: u64) -> u64 {
    let mut state = (row << 8 | column).wrapping_add(0x9e37_79b9_7f4a_7c15);
    for multiplier in [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
        state = (state ^ (state >> 30)).wrapping_mul(multiplier);
    }
    state ^ (state >> 31)
}

/// A made-up table of subsidies; `series` makes another one of the same shape.
pub(crate) fn table(rows: u64, series: u64) -> Vec<Vec<String>> {
    let row = |row: u64| {
        let n = |column: u64, limit: u64| draw(row + (series << 32), column) % limit;
        vec![
            format!("{}{row:07}", if series == 0 { "HN" } else { "GD" }),
            DISTRICTS[usize::try_from(n(0, 4)).unwrap()].to_owned(),
            format!("{}.{:02}", 100 + n(1, 90_000), n(2, 100)),
            format!("{}.{:02}", 10 + n(3, 300), n(4, 100)),
            (1 + n(5, 9)).to_string(),
            format!("第{}批", 1 + n(6, 12)),
        ]
    };
    (0..rows).map(row).collect()
}

pub(crate) fn csv(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("{}\r\n", header.join(","));
    for row in rows {
        write!(out, "{}\r\n", row.join(",")).unwrap();
    }
    out
}

/// The rows of a copy as it was exported.
pub(crate) fn rows_of(copy: &str) -> Vec<Vec<String>> {
    copy.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// A copy as its recipient holds it.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) receipt: String,
    pub(crate) body: Vec<u8>,
}

impl Held {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A body that was granted the dataset.
pub(crate) struct Reader {
    pub(crate) token: String,
    pub(crate) organisation: String,
    pub(crate) agreement: String,
}

pub(crate) struct Scene {
    pub(crate) running: Running,
    pub(crate) readers: Vec<Reader>,
    pub(crate) steward: String,
    pub(crate) auditor: String,
    api: Api,
}

impl Scene {
    /// `terms` are what each reader is granted: the inputs of the grant, beside term and channels.
    pub(crate) async fn new(rows: u64, terms: impl IntoIterator<Item = Value>) -> Self {
        Self::of(rows, terms, Some("编号")).await
    }

    /// The same of a dataset that has no field to tell its rows by.
    pub(crate) async fn keyless(rows: u64, terms: impl IntoIterator<Item = Value>) -> Self {
        Self::of(rows, terms, None).await
    }

    async fn of(rows: u64, terms: impl IntoIterator<Item = Value>, key_field: Option<&str>) -> Self {
        let running = Running::start(None).await;
        let api = Api::new(&running.url, &running.token);
        let hall = Hall { api: &api, running: &running };
        let provider = hall.body("A市市场监督管理局", 1).await;
        let authority = running.app.authority().to_string();
        let officer = hall.person("officer", &authority, &["authority"]).await;
        let steward = hall.person("steward", &provider, &["steward"]).await;
        let auditor = hall.person("auditor", &authority, &["auditor"]).await;
        hall.dataset(&steward, &officer, rows, key_field).await;
        let mut readers = Vec::new();
        for ((name, serial), terms) in BODIES.into_iter().zip(2..).zip(terms) {
            readers.push(hall.reader(name, serial, &steward, terms).await);
        }
        Self { running, readers, steward, auditor, api }
    }

    /// Exports the dataset as a reader.
    pub(crate) async fn export(&self, reader: usize, format: &str, fields: Option<&str>) -> Held {
        let reader = &self.readers[reader];
        let mut call = Call::get(format!("datasets/{DATASET}/export"));
        call = call.with("agreement", &reader.agreement).with("purpose", PURPOSE).with("format", format);
        if let Some(fields) = fields {
            call = call.with("fields", fields);
        }
        let reply = done(&self.api, &reader.token, call).await;
        Held { receipt: reply.receipt.clone().unwrap(), body: reply.body }
    }

    /// What a receipt keeps of the copy it was given for.
    pub(crate) async fn receipt(&self, reader: usize, id: &str) -> Value {
        let reply = done(&self.api, &self.readers[reader].token, Call::get(format!("receipts/{id}"))).await;
        reply.json()["receipt"].clone()
    }

    /// Closes the platform; its folder stays while the second is held.
    pub(crate) async fn close(self) -> (PathBuf, tempfile::TempDir) {
        self.running.stop().await
    }
}

/// Asks and expects it to be done.
pub(crate) async fn done(api: &Api, token: &str, call: Call<'_>) -> Reply {
    let reply = api.send(Some(token), call).await.unwrap();
    assert!((200..300).contains(&reply.status), "{}: {}", reply.status, reply.text());
    reply
}

fn string(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {value}")).to_owned()
}

/// Where the scene is set up.
struct Hall<'a> {
    api: &'a Api,
    running: &'a Running,
}

impl Hall<'_> {
    async fn body(&self, name: &str, serial: u32) -> String {
        let code = uscc(Registrant::Department, RegionCode::from_number(460_100).unwrap(), serial);
        let call = Call::post("organisations", json!({ "name": name, "kind": "department", "uscc": code }));
        string(&done(self.api, &self.running.token, call).await.json(), "/id")
    }

    async fn person(&self, handle: &str, organisation: &str, roles: &[&str]) -> String {
        let account = json!({ "handle": handle, "password": PASSWORD, "organisation": organisation, "roles": roles });
        done(self.api, &self.running.token, Call::post("accounts", account)).await;
        let login = Call::post("sessions", json!({ "handle": handle, "password": PASSWORD }));
        string(&self.api.send(None, login).await.unwrap().json(), "/token")
    }

    async fn dataset(&self, steward: &str, officer: &str, rows: u64, key_field: Option<&str>) {
        let on_condition = json!({ "class": "conditional", "condition": "履行职责需要", "method": "文件" });
        let catalogue = json!({
            "category": "1 03 0007 市场监管", "title": "惠企补贴发放信息", "code": "A-SCJG-0101",
            "summary": "惠企补贴的发放情况", "format": "database", "sharing": on_condition,
            "opening": { "class": "conditional", "condition": "说明用途" }, "update_cycle": "monthly", "related": [],
        });
        let mut entry = json!({ "id": DATASET, "catalogue": catalogue });
        if let Some(key_field) = key_field {
            entry["key_field"] = key_field.into();
        }
        let case = string(&done(self.api, steward, Call::post("datasets", entry)).await.json(), "/case/id");
        done(self.api, officer, Call::post(format!("cases/{case}/steps/confirm"), json!({ "inputs": {} }))).await;
        let file = self.running.temporary.path().join("subsidies.csv");
        std::fs::write(&file, csv(&HEADER, &table(rows, 0))).unwrap();
        done(self.api, steward, Call::upload(format!("datasets/{DATASET}/versions"), &file)).await;
    }

    async fn reader(&self, name: &str, serial: u32, steward: &str, terms: Value) -> Reader {
        let organisation = self.body(name, serial).await;
        let token = self.person(&format!("reader-{serial}"), &organisation, &["steward", "reader"]).await;
        let form = json!({ "purpose": PURPOSE, "fields": HEADER, "term": "2026-04-30", "scenario": "核发补贴" });
        let ask = json!({ "procedure": "sharing-request", "dataset": DATASET, "form": form });
        let case = done(self.api, &token, Call::post("cases", ask)).await.json();
        let case = string(&case, if case.get("id").is_some() { "/id" } else { "/case/id" });
        done(self.api, steward, Call::post(format!("cases/{case}/steps/accept"), json!({ "inputs": {} }))).await;
        let mut inputs = json!({ "term": "2026-04-30", "channels": ["page", "export"] });
        inputs.as_object_mut().unwrap().extend(terms.as_object().unwrap().clone());
        let grant = Call::post(format!("cases/{case}/steps/grant"), json!({ "inputs": inputs }));
        let granted = done(self.api, steward, grant).await.json();
        let agreement =
            string(&granted, if granted.get("agreement").is_some() { "/agreement" } else { "/case/agreement" });
        Reader { token, organisation, agreement }
    }
}

/// Runs `gongshu trace FILE --dataset … --json` and gives the exit code and what it printed.
pub(crate) fn trace(folder: &Path, file: &Path, about: &[&str]) -> (i32, Value) {
    let output = gongshu().arg("trace").arg(file).arg("--dir").arg(folder).args(about).arg("--json").output().unwrap();
    let said = text(&output);
    let json = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
    (output.status.code().unwrap(), json)
}
