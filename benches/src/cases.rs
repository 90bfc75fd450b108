//! Steps of cases with everything that goes with them, beside PostgreSQL's single-row commits.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use app::Login;
use app::{
    App, LoginSession, OpenAccount, Problem, RegisterDataset, RegisterOrganisation, Session, StartCase, SystemClock,
    TakeStep,
};
use base::Clock as _;
use domain::account::Role;
use domain::case::Inputs;
use domain::organisation::OrganisationKind;
use serde_json::{Value, json};
use testkit::SeededEntropy;
use testkit::postgres::Postgres;
use tokio::runtime::Runtime;

use crate::acts::{CLIENTS, commits};
use crate::figures::{Figures, Measured};

const MEASURED: Duration = Duration::from_secs(8);
const DATASET: &str = "asked-for";
const PASSWORD: &str = "a password for the benches";

pub(crate) fn run(figures: &mut Figures) -> Result<()> {
    let folder = tempfile::tempdir().context("expected a temporary folder")?;
    let runtime = Runtime::new().context("expected threads")?;
    let on_sqlite = runtime.block_on(steps(&folder.path().join("sqlite"), None))?;
    let Some(server) = Postgres::start().map_err(anyhow::Error::msg)? else {
        for (clients, ours) in on_sqlite {
            figures.alone(&format!("case steps on SQLite, {clients} clients"), ours, "");
        }
        return Ok(());
    };
    let address = server.database().map_err(anyhow::Error::msg)?;
    let on_postgres = runtime.block_on(steps(&folder.path().join("postgres"), Some(address)))?;
    let plain = commits(folder.path(), &server.database().map_err(anyhow::Error::msg)?)?;
    for (name, ours) in [("SQLite", on_sqlite), ("PostgreSQL", on_postgres)] {
        for ((clients, ours), theirs) in ours.into_iter().zip(&plain) {
            let name = format!("case steps on {name}, {clients} clients");
            figures.compare(&name, ours, ("PostgreSQL INSERT", *theirs), "");
        }
    }
    Ok(())
}

/// Steps in a second, by number of clients: each asks for data, has the request accepted, and has it refused.
async fn steps(folder: &Path, database: Option<String>) -> Result<Vec<(u32, Measured)>> {
    let entropy = Arc::new(SeededEntropy::new("benches: cases"));
    let (app, administrator) = testkit::founded(folder, database, Arc::new(SystemClock), entropy).await?;
    let cast = Arc::new(Box::pin(Cast::set_up(&app, &administrator)).await.map_err(|problem| told(&problem))?);
    let mut measured = Vec::new();
    for clients in CLIENTS {
        let start = Instant::now();
        let running: Vec<_> = (0..clients).map(|_| tokio::spawn(client(Arc::clone(&app), Arc::clone(&cast)))).collect();
        let mut steps = 0_u64;
        for client in running {
            steps += client.await.context("expected a client's account")?.map_err(|problem| told(&problem))?;
        }
        measured.push((clients, Measured { value: steps as f64 / start.elapsed().as_secs_f64(), unit: "/s" }));
    }
    app.close().await;
    Ok(measured)
}

fn told(problem: &Problem) -> anyhow::Error {
    anyhow!("expected the platform to do it, found {problem:?}")
}

/// Who asks and who decides.
struct Cast {
    reader: Arc<Session>,
    steward: Arc<Session>,
    form: Inputs,
}

impl Cast {
    async fn set_up(app: &App, administrator: &str) -> Result<Self, Problem> {
        let root = app.authenticate(administrator).await?;
        for (id, name) in [("provider", "提供部门"), ("user", "使用部门")] {
            let command = RegisterOrganisation {
                id: id.parse().ok(),
                name: name.to_owned(),
                kind: OrganisationKind::Department,
                uscc: None,
                region: None,
                offices: std::collections::BTreeSet::new(),
                reach: None,
            };
            app.register_organisation(&root, command).await?;
        }
        let authority = app.authority().to_string();
        let steward = member(app, &root, "steward", "provider", Role::Steward).await?;
        let reader = member(app, &root, "reader", "user", Role::Reader).await?;
        let officer = member(app, &root, "officer", &authority, Role::Authority).await?;
        let catalogue = json!({
            "category": "3 01 001", "title": "企业申报信息", "code": "B-0002", "summary": "测速用表",
            "format": "spreadsheet", "opening": { "class": "not-open" }, "update_cycle": "monthly",
            "sharing": { "class": "conditional", "condition": "履行职责需要", "method": "接口" },
        });
        let catalogue = serde_json::from_value(catalogue).map_err(|why| Problem::Internal(why.to_string()))?;
        let command = RegisterDataset { id: DATASET.parse().ok(), catalogue, key_field: None };
        let registered = app.register_dataset(&steward, command).await?;
        let confirm = TakeStep {
            case: registered.case.id,
            step: "confirm".to_owned(),
            inputs: Inputs::new(),
            expected: None,
            in_place_of: None,
        };
        app.take_step(&officer, confirm).await?;
        let term = SystemClock.now().plus_days(60).law_date().to_string();
        let form = [
            ("purpose", json!(crate::platform::PURPOSE)),
            ("fields", json!(["a", "b"])),
            ("term", json!(term)),
            ("scenario", json!("测速")),
        ];
        let form = form.map(|(name, value)| (name.to_owned(), value)).into();
        Ok(Self { reader, steward, form })
    }
}

async fn member(app: &App, root: &Session, handle: &str, body: &str, role: Role) -> Result<Arc<Session>, Problem> {
    let password = || PASSWORD.to_owned().into();
    let roles = [role].into();
    let command =
        OpenAccount { handle: handle.to_owned(), password: password(), organisation: body.parse().ok(), roles };
    app.open_account(root, command).await?;
    let login = Login { handle: handle.to_owned(), password: password() };
    let LoginSession { token, .. } = app.login(login).await?;
    app.authenticate(&token).await
}

/// One case after the other; gives how many steps were taken.
async fn client(app: Arc<App>, cast: Arc<Cast>) -> Result<u64, Problem> {
    let start = Instant::now();
    let mut steps = 0;
    let refusal: Inputs = [
        ("reason".to_owned(), Value::from("不属于履行职责需要")),
        ("basis".to_owned(), Value::from("hainan-bigdata-2019#17(1)")),
    ]
    .into();
    while start.elapsed() < MEASURED {
        let command = StartCase {
            procedure: "sharing-request".to_owned(),
            about: Some(DATASET.to_owned()),
            form: cast.form.clone(),
            in_place_of: None,
        };
        let request = app.start_case(&cast.reader, command).await?.id;
        for (step, inputs) in [("accept", Inputs::new()), ("refuse", refusal.clone())] {
            let step = step.to_owned();
            let command = TakeStep { case: request.clone(), step, inputs, expected: None, in_place_of: None };
            app.take_step(&cast.steward, command).await?;
        }
        steps += 3;
    }
    Ok(steps)
}
