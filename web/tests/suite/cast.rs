//! Two departments, an authority, a citizen, and one table shared between them.

use serde_json::{Value, json};
use web::Limits;

use super::world::World;

pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const PURPOSE: &str = "market-supervision";

/// A platform with people on it.
pub(crate) struct Cast {
    pub(crate) world: World,
    pub(crate) steward: String,
    pub(crate) reader: String,
    pub(crate) officer: String,
    pub(crate) citizen: String,
}

/// A dataset that is listed, has a version, and is shared with the reader's department.
pub(crate) struct Shared {
    pub(crate) cast: Cast,
    pub(crate) agreement: String,
}

/// The table: a key, a person, where and how much. Line 5 has one cell too many.
pub(crate) const TABLE: &str = "code,name,mobile,district,amount\n\
    P-001,张伟,13812345678,秀英区,120\n\
    P-002,王芳,13987654321,龙华区,80\n\
    P-003,李娜,13700001111,秀英区,45\n\
    P-004,刘洋,13611112222,美兰区,300,surplus\n\
    P-005,陈静,13522223333,龙华区,15\n";

pub(crate) fn catalogue(code: &str) -> Value {
    json!({
        "category": "2-01-003-001",
        "title": "补贴发放",
        "code": code,
        "summary": "按人记录的补贴发放情况",
        "format": "spreadsheet",
        "sharing": { "class": "conditional", "condition": "履行职责需要" },
        "opening": { "class": "not-open" },
        "update_cycle": "monthly",
    })
}

impl Cast {
    pub(crate) async fn new(limits: Limits) -> Self {
        Self::of(World::new(limits).await).await
    }

    pub(crate) async fn of(world: World) -> Self {
        let administrator = world.administrator.clone();
        let mut bodies = Vec::new();
        for (id, name, kind) in [("finance", "财政厅", "department"), ("market", "市场监管局", "department")] {
            let body = json!({ "id": id, "name": name, "kind": kind });
            world.post("/api/v1/organisations", &body).by(&administrator).expect(201).await;
            bodies.push(id.to_owned());
        }
        bodies.push(world.app.authority().to_string());
        let [finance, market, authority] = bodies.try_into().unwrap();
        let mut people = Vec::new();
        for (handle, body, role) in
            [("steward", &finance, "steward"), ("reader", &market, "reader"), ("officer", &authority, "authority")]
        {
            let account = json!({ "handle": handle, "password": PASSWORD, "organisation": body, "roles": [role] });
            world.post("/api/v1/accounts", &account).by(&administrator).expect(201).await;
            people.push(sign_in(&world, handle).await);
        }
        let citizen = json!({ "handle": "citizen", "password": PASSWORD });
        world.post("/api/v1/applicants", &citizen).expect(201).await;
        people.push(sign_in(&world, "citizen").await);
        let [steward, reader, officer, citizen] = people.try_into().unwrap();
        Self { world, steward, reader, officer, citizen }
    }

    /// Registers and confirms a dataset, and gives the id of its registration case.
    pub(crate) async fn listed(&self, id: &str) -> String {
        let run = self.registered(id).await;
        let path = format!("/api/v1/cases/{run}/steps/confirm");
        self.world.post(&path, &json!({ "inputs": {} })).by(&self.officer).expect(200).await;
        run
    }

    /// Registers a dataset and gives the id of its registration case.
    pub(crate) async fn registered(&self, id: &str) -> String {
        let body = json!({ "id": id, "catalogue": catalogue(id), "key_field": "code" });
        let reply = self.world.post("/api/v1/datasets", &body).by(&self.steward).expect(201).await;
        reply.at("/case/id").to_owned()
    }

    /// Starts a sharing request and gives its id.
    pub(crate) async fn requested(&self, dataset: &str) -> String {
        let form = json!({
            "purpose": PURPOSE,
            "fields": ["code", "name", "district", "amount"],
            "term": "2026-12-31",
            "scenario": "核对补贴对象",
        });
        let body = json!({ "procedure": "sharing-request", "dataset": dataset, "form": form });
        self.world.post("/api/v1/cases", &body).by(&self.reader).expect(201).await.at("/id").to_owned()
    }

    /// Takes a step as the steward.
    pub(crate) async fn step(&self, run: &str, step: &str, inputs: Value) -> super::world::Reply {
        let path = format!("/api/v1/cases/{run}/steps/{step}");
        self.world.post(&path, &json!({ "inputs": inputs })).by(&self.steward).expect(200).await
    }
}

impl Shared {
    pub(crate) async fn new(limits: Limits) -> Self {
        Self::of(Cast::new(limits).await).await
    }

    pub(crate) async fn of(cast: Cast) -> Self {
        cast.listed("grants").await;
        let upload = cast.world.ask(reqwest::Method::POST, "/api/v1/datasets/grants/versions");
        upload.body("text/csv", TABLE).by(&cast.steward).expect(201).await;
        let run = cast.requested("grants").await;
        cast.step(&run, "accept", json!({})).await;
        let inputs = json!({
            "fields": ["code", "name", "district", "amount"],
            "masks": {
                "code": { "mask": "keep" },
                "name": { "mask": "partial", "head": 1, "tail": 0 },
                "district": { "mask": "keep" },
                "amount": { "mask": "keep" },
            },
            "term": "2026-12-31",
            "channels": ["key", "page", "aggregate", "query", "export"],
        });
        let granted = cast.step(&run, "grant", inputs).await;
        let agreement = granted.at("/case/agreement").to_owned();
        Self { cast, agreement }
    }

    /// The path of a reading of the shared dataset, under the agreement.
    pub(crate) fn path(&self, rest: &str) -> String {
        let mark = if rest.contains('?') { '&' } else { '?' };
        format!("/api/v1/datasets/grants/{rest}{mark}agreement={}&purpose={PURPOSE}", self.agreement)
    }
}

pub(crate) async fn sign_in(world: &World, handle: &str) -> String {
    let login = json!({ "handle": handle, "password": PASSWORD });
    world.post("/api/v1/sessions", &login).expect(201).await.at("/token").to_owned()
}

/// Rates that no test runs into by accident.
pub(crate) fn roomy() -> Limits {
    let limits = Limits::default();
    Limits { login: limits.authenticated, anonymous: limits.authenticated, ..limits }
}
