//! A platform whose region keeps old versions three days after an erasure, with a table, a reader and a citizen.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::{App, Folder, Founding, Options, Outbound};
use base::Clock;
use serde_json::{Value, json};
use testkit::story::{Api, Call, Reply};
use testkit::{SeededEntropy, SimClock};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const PASSWORD: &str = "correct horse battery";
const PURPOSE: &str = "market-supervision";
/// Whom it is all about, as the table knows them. No text of the platform's own has it.
pub(crate) const KEY: &str = "KX-7391-5528-0146";
const OTHER: &str = "KX-0000-0000-0002";

/// The shipped rules, with a term for old versions in Hainan.
fn rules() -> Vec<(String, String)> {
    let term = "[erasure]\nkeep_days = 3\nbasis = \"hainan-bigdata-2019#20(2b)\"\n\n[setting]\n";
    let files = law::shipped().iter().map(|(path, text)| {
        let own =
            if *path == "regions/460000.toml" { text.replacen("[setting]\n", term, 1) } else { (*text).to_owned() };
        ((*path).to_owned(), own)
    });
    files.collect()
}

fn table(rows: std::ops::Range<u32>, note: &str) -> String {
    let mut text = "code,name,district,note\n".to_owned();
    for row in rows {
        writeln!(text, "KX-0000-0000-{row:04},居民{row},秀英区,{note}").unwrap();
    }
    text + &format!("{KEY},陈某,龙华区,{note}\n")
}

pub(crate) struct Scene {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Arc<SimClock>,
    pub(crate) folder: PathBuf,
    pub(crate) temporary: tempfile::TempDir,
    pub(crate) api: Api,
    pub(crate) steward: String,
    pub(crate) officer: String,
    pub(crate) citizen: String,
    pub(crate) reader: String,
    pub(crate) agreement: String,
    database: Option<String>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

/// Opens the platform in a folder, with names of its own for what it draws.
pub(crate) async fn open(folder: &Path, database: Option<String>, clock: &Arc<SimClock>, seed: &str) -> Arc<App> {
    let options = Options {
        folder: folder.to_path_buf(),
        database,
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        entropy: Arc::new(SeededEntropy::new(seed)),
        outbound: Outbound::default(),
    };
    App::open(options).await.unwrap()
}

impl Scene {
    pub(crate) async fn new(database: Option<String>) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("platform");
        let clock = Arc::new(SimClock::new("2026-02-03T09:00:00+08:00".parse().unwrap()));
        let founding = Founding {
            folder: Folder::new(&folder),
            database: database.clone(),
            region: testkit::REGION.to_owned(),
            authority: "海南省大数据管理机构".to_owned(),
            rules: Some(rules()),
            store_level: None,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            entropy: Arc::new(SeededEntropy::new("founding")),
        };
        let founded = app::found(founding).await.unwrap();
        let app = open(&folder, database.clone(), &clock, "forgetting").await;
        let listening = web::Listening::on("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
        let api = Api::new(&listening.origin().unwrap(), &founded.token);
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(web::serve(Arc::clone(&app), listening, web::Limits::default(), async {
            let _ = stopped.await;
        }));
        let nobody = String::new;
        let mut scene = Self {
            app,
            clock,
            folder,
            temporary,
            api,
            database,
            stop,
            serving,
            steward: nobody(),
            officer: nobody(),
            citizen: nobody(),
            reader: nobody(),
            agreement: nobody(),
        };
        scene.people().await;
        scene.data().await;
        scene
    }

    async fn people(&mut self) {
        let administrator = self.api.administrator().to_owned();
        for (id, name) in [("finance", "财政厅"), ("market", "市场监管局")] {
            let body = json!({ "id": id, "name": name, "kind": "department" });
            self.done(&administrator, Call::post("organisations", body)).await;
        }
        let authority = self.app.authority().to_string();
        let people = [
            ("steward", "finance", "steward"),
            ("officer", &authority, "authority"),
            ("auditor", &authority, "auditor"),
            ("reader", "market", "reader"),
        ];
        for (handle, body, role) in people {
            let account = json!({ "handle": handle, "password": PASSWORD, "organisation": body, "roles": [role] });
            self.done(&administrator, Call::post("accounts", account)).await;
        }
        let citizen = json!({ "handle": "citizen", "password": PASSWORD });
        assert_eq!(self.api.send(None, Call::post("applicants", citizen)).await.unwrap().status, 201);
        self.sign_in_again().await;
    }

    /// Sessions last half a day.
    pub(crate) async fn sign_in_again(&mut self) {
        self.steward = self.signed_in("steward").await;
        self.officer = self.signed_in("officer").await;
        self.reader = self.signed_in("reader").await;
        self.citizen = self.signed_in("citizen").await;
    }

    pub(crate) async fn signed_in(&self, handle: &str) -> String {
        let login = json!({ "handle": handle, "password": PASSWORD });
        let reply = self.api.send(None, Call::post("sessions", login)).await.unwrap();
        text(&reply.json(), "/token")
    }

    /// A dataset of two versions that both hold the person, read under an agreement.
    async fn data(&mut self) {
        let catalogue = json!({
            "category": "2-01-003-001", "title": "补贴发放", "code": "grants", "summary": "按人记录的补贴发放情况",
            "format": "spreadsheet", "sharing": { "class": "conditional", "condition": "履行职责需要" },
            "opening": { "class": "not-open" }, "update_cycle": "monthly",
        });
        let dataset = json!({ "id": "grants", "catalogue": catalogue, "key_field": "code" });
        let registered = self.done(&self.steward, Call::post("datasets", dataset)).await;
        self.step(&self.officer, &text(&registered, "/case/id"), "confirm", json!({})).await;
        self.receive(1..40, "一月").await;
        self.receive(1..60, "二月").await;
        let form = json!({
            "purpose": PURPOSE, "fields": ["code", "name", "district", "note"], "term": "2026-12-31",
            "scenario": "核对补贴对象",
        });
        let request = json!({ "procedure": "sharing-request", "dataset": "grants", "form": form });
        let case = text(&self.done(&self.reader, Call::post("cases", request)).await, "/id");
        self.step(&self.steward, &case, "accept", json!({})).await;
        let masks = json!({
            "code": { "mask": "keep" }, "name": { "mask": "partial", "head": 1, "tail": 0 },
            "district": { "mask": "keep" }, "note": { "mask": "keep" },
        });
        let granted = json!({
            "fields": ["code", "name", "district", "note"], "masks": masks, "term": "2026-12-31",
            "channels": ["key", "page", "aggregate", "query", "export"],
        });
        let granted = self.step(&self.steward, &case, "grant", granted).await;
        self.agreement = text(&granted, "/case/agreement");
    }

    pub(crate) async fn receive(&self, rows: std::ops::Range<u32>, note: &str) {
        let file = self.temporary.path().join("upload.csv");
        std::fs::write(&file, table(rows, note)).unwrap();
        self.done(&self.steward, Call::upload("datasets/grants/versions", &file)).await;
        std::fs::remove_file(file).unwrap();
    }

    /// The citizen's request, with a file, and the identity checked.
    pub(crate) async fn asked(&self) -> String {
        let file = self.temporary.path().join("evidence.pdf");
        std::fs::write(&file, format!("%PDF-1.7\n{KEY}\n")).unwrap();
        let handed_in = Call::upload("attachments", &file).with("name", format!("{KEY}.pdf"));
        let evidence = text(&self.done(&self.citizen, handed_in).await, "/id");
        std::fs::remove_file(file).unwrap();
        let form = json!({
            "respondent": "finance", "kind": "delete", "items": format!("编号{KEY}的补贴记录"), "dataset": "grants",
            "person_key": KEY, "ground": "asked", "details": "我不再领取补贴，电话13812345678", "evidence": evidence,
        });
        let request = json!({ "procedure": "personal-right", "form": form });
        let case = text(&self.done(&self.citizen, Call::post("cases", request)).await, "/id");
        let said = json!({ "text": format!("已收到{KEY}的请求") });
        self.done(&self.steward, Call::post(format!("cases/{case}/comments"), said)).await;
        self.step(&self.steward, &case, "identify", json!({ "way": "account", "checked_on": "2026-02-03" })).await;
        case
    }

    /// The provider's word, then the authority's.
    pub(crate) async fn decided(&self, case: &str) {
        let first = self.step(&self.steward, case, "delete", deletion()).await;
        assert_eq!(text(&first, "/case/state"), "identified", "one word of two");
        let second = self.step(&self.officer, case, "delete", json!({})).await;
        assert_eq!(text(&second, "/case/state"), "answered");
    }

    /// What each way of reading says of the person: by key, by page, by SQL and in an export.
    pub(crate) async fn seen(&self) -> [bool; 4] {
        let under = |call: Call<'static>| call.with("agreement", &self.agreement).with("purpose", PURPOSE);
        let row = self.read(under(Call::get(format!("datasets/grants/rows/{KEY}")))).await;
        let page = self.read(under(Call::get("datasets/grants/rows").with("limit", 200))).await;
        let sql = format!("select count(*) as n from grants where code = '{KEY}'");
        let query = json!({ "agreement": self.agreement, "purpose": PURPOSE, "sql": sql });
        let query = self.done(&self.reader, Call::post("query", query)).await;
        let export = self.read(under(Call::get("datasets/grants/export").with("format", "csv"))).await;
        assert!([200, 404].contains(&row.status), "{}", row.text());
        assert!(page.text().contains(OTHER) && export.text().contains(OTHER), "the others are still there");
        let count = query.pointer("/0/n").and_then(Value::as_u64).unwrap();
        [row.text().contains(KEY), page.text().contains(KEY), count > 0, export.text().contains(KEY)]
    }

    /// How many readings the audit finds that asked for the person by key.
    pub(crate) async fn looked_up(&self) -> usize {
        let auditor = self.signed_in("auditor").await;
        let call = Call::get("audit/trace").with("dataset", "grants").with("person", KEY);
        let found = self.done(&auditor, call).await;
        let found = found["items"].as_array().unwrap();
        assert!(!found.is_empty(), "what left in bulk may have held anybody");
        found.iter().filter(|sighting| sighting["certainty"] == "looked-up").count()
    }

    /// Wrapped keys of a kind that are still kept.
    pub(crate) async fn keys(&self, kind: &str) -> usize {
        let mut count = 0;
        self.app.list_keys(|key| count += usize::from(key.kind == kind)).await.unwrap();
        count
    }

    async fn read(&self, call: Call<'_>) -> Reply {
        self.api.send(Some(&self.reader), call).await.unwrap()
    }

    /// A receipt of a reading by key, as its holder keeps it, and the log's public key.
    pub(crate) async fn receipt(&self) -> (Vec<u8>, String) {
        let row = Call::get(format!("datasets/grants/rows/{KEY}"));
        let row = self.read(row.with("agreement", &self.agreement).with("purpose", PURPOSE)).await;
        let proof = self.read(Call::get(format!("receipts/{}/proof", row.receipt.unwrap()))).await;
        assert_eq!(proof.status, 200);
        (proof.body, self.api.send(None, Call::get("/log/key")).await.unwrap().text())
    }

    /// A step as it goes, whatever comes back.
    pub(crate) async fn tries(&self, token: &str, case: &str, step: &str, inputs: Value) -> Reply {
        let call = Call::post(format!("cases/{case}/steps/{step}"), json!({ "inputs": inputs }));
        self.api.send(Some(token), call).await.unwrap()
    }

    pub(crate) async fn step(&self, token: &str, case: &str, step: &str, inputs: Value) -> Value {
        let reply = self.tries(token, case, step, inputs).await;
        assert_eq!(reply.status, 200, "{step}: {}", reply.text());
        reply.json()
    }

    pub(crate) async fn done(&self, token: &str, call: Call<'_>) -> Value {
        let told = format!("{call:?}");
        let reply = self.api.send(Some(token), call).await.unwrap();
        assert!((200..300).contains(&reply.status), "{told}: {} {}", reply.status, reply.text());
        reply.json()
    }

    pub(crate) fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// The same people before the platform in another folder, once this one is closed.
    pub(crate) async fn at(self, folder: &Path) -> Self {
        let _ = self.stop.send(());
        self.serving.await.unwrap().unwrap();
        self.app.close().await;
        let app = open(folder, None, &self.clock, "elsewhere").await;
        let listening = web::Listening::on("127.0.0.1:0".parse().unwrap(), None).await.unwrap();
        let api = Api::new(&listening.origin().unwrap(), self.api.administrator());
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(web::serve(Arc::clone(&app), listening, web::Limits::default(), async {
            let _ = stopped.await;
        }));
        Self { app, folder: folder.to_path_buf(), api, stop, serving, ..self }
    }

    /// A page of the table, as the reader gets it.
    pub(crate) async fn page(&self) -> String {
        let call = Call::get("datasets/grants/rows").with("limit", 200);
        let reply = self.read(call.with("agreement", &self.agreement).with("purpose", PURPOSE)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.text()
    }

    /// Stops the server and closes the platform; its folder stays.
    pub(crate) async fn stop(self) -> (PathBuf, tempfile::TempDir) {
        let _ = self.stop.send(());
        self.serving.await.unwrap().unwrap();
        self.app.close().await;
        (self.folder, self.temporary)
    }
}

/// What the provider says when it deletes.
pub(crate) fn deletion() -> Value {
    json!({ "scope": "全部补贴记录", "method": "重写批次并销毁旧批次", "deleted_on": "2026-02-03", "holds": "none" })
}

pub(crate) fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {value}")).to_owned()
}

/// The files below a folder that hold the person's key, in any byte.
pub(crate) fn holding_key(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path).unwrap().windows(KEY.len()).any(|window| window == KEY.as_bytes()) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The stored files of the table, in the order of their names.
pub(crate) fn stored(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.join("lake/tables/grants").read_dir().unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    files
}

pub(crate) fn copy(from: &Path, to: &Path) {
    let status = std::process::Command::new("cp").arg("-r").arg(from).arg(to).status().unwrap();
    assert!(status.success());
}
