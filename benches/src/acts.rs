//! Durable acts, beside PostgreSQL's single-row commits and what the disk can do.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use app::SystemClock;
use base::{Clock as _, Digest};
use domain::act::{Act, Actor, Context};
use domain::organisation::{Organisation, OrganisationKind};
use domain::record::{Change, Decided};
use store::{OpenOptions, Store, Submission};
use testkit::SeededEntropy;
use testkit::postgres::Postgres;
use tokio::runtime::Runtime;

use crate::figures::{Figures, Measured};
use crate::peers;

pub(crate) const CLIENTS: [u32; 2] = [1, 32];
const MEASURED: Duration = Duration::from_secs(8);
const SYNCED: Duration = Duration::from_secs(3);
/// What one flush writes.
const BLOCK: usize = 4096;
/// Blocks of the file that is flushed; it is written once before, so that no flush grows it.
const BLOCKS: u64 = 4096;
/// About the size of an act.
const INSERT: &str = "INSERT INTO plain (body) VALUES (repeat('x', 400));\n";

pub(crate) fn run(figures: &mut Figures) -> Result<()> {
    let folder = tempfile::tempdir().context("expected a temporary folder")?;
    let runtime = Runtime::new().context("expected threads")?;
    let disk = Measured { value: flushes(folder.path())?, unit: "/s" };
    figures.alone("disk, 4 KiB fdatasync", disk, "");
    let on_sqlite = appends(&runtime, &format!("sqlite:{}", folder.path().join("acts.sqlite").display()))?;
    let server = Postgres::start().map_err(anyhow::Error::msg)?;
    let Some(server) = server else {
        for (clients, ours) in on_sqlite {
            figures.compare(&format!("acts on SQLite, {clients} clients"), ours, ("fdatasync", disk), "");
        }
        return Ok(());
    };
    let address = server.database().map_err(anyhow::Error::msg)?;
    let on_postgres = appends(&runtime, &address)?;
    let plain = server.database().map_err(anyhow::Error::msg)?;
    let commits = commits(folder.path(), &plain)?;
    for (name, ours) in [("SQLite", on_sqlite), ("PostgreSQL", on_postgres)] {
        for ((clients, ours), theirs) in ours.into_iter().zip(&commits) {
            let aim = if clients == 32 { "≥ 10" } else { "" };
            let name = format!("acts on {name}, {clients} clients");
            figures.compare(&name, ours, ("PostgreSQL INSERT", *theirs), aim);
        }
    }
    Ok(())
}

/// Blocks written and flushed in a second.
fn flushes(folder: &Path) -> Result<f64> {
    let file = File::create(folder.join("flushed"))?;
    let block = [0x5a_u8; BLOCK];
    for number in 0..BLOCKS {
        file.write_all_at(&block, number * BLOCK as u64)?;
    }
    file.sync_all()?;
    let start = Instant::now();
    let mut flushed = 0_u64;
    while start.elapsed() < SYNCED {
        file.write_all_at(&block, flushed % BLOCKS * BLOCK as u64)?;
        file.sync_data()?;
        flushed += 1;
    }
    Ok(flushed as f64 / start.elapsed().as_secs_f64())
}

/// Our acts in a second, by number of clients.
fn appends(runtime: &Runtime, address: &str) -> Result<Vec<(u32, Measured)>> {
    runtime.block_on(async {
        let entropy = Arc::new(SeededEntropy::new("benches: acts"));
        let store = Store::open(address, OpenOptions::default(), entropy).await?;
        let mut measured = Vec::new();
        for clients in CLIENTS {
            let start = Instant::now();
            let running: Vec<_> = (0..clients)
                .map(|client| tokio::spawn(client_of(store.clone(), format!("{clients}-{client}"))))
                .collect();
            let mut acts = 0_u64;
            for client in running {
                acts += client.await.context("expected a client's account")??;
            }
            let value = acts as f64 / start.elapsed().as_secs_f64();
            measured.push((clients, Measured { value, unit: "/s" }));
        }
        store.close().await;
        Ok(measured)
    })
}

/// One act after the other; gives how many.
async fn client_of(store: Store, name: String) -> Result<u64> {
    let start = Instant::now();
    let mut acts = 0;
    while start.elapsed() < MEASURED {
        store.append(registration(&format!("{name}-{acts}"))?).await?;
        acts += 1;
    }
    Ok(acts)
}

/// A body joins: one act and one row of a view.
pub(crate) fn registration(id: &str) -> Result<Submission> {
    let organisation = Organisation {
        id: id.parse()?,
        name: format!("登记机构 {id}"),
        kind: OrganisationKind::Department,
        region: testkit::REGION.to_owned(),
        uscc: None,
        offices: std::collections::BTreeSet::new(),
        reach: None,
    };
    let id = organisation.id.clone();
    let act = Decided::new(Act::OrganisationRegistered(organisation), Vec::new());
    Ok(Submission::new(context(), vec![Change::new::<Organisation>(&id, None, vec![act])?]))
}

pub(crate) fn context() -> Context {
    let (law, policy) = (Digest::of(b"law"), Digest::of(b"policy"));
    Context { at: SystemClock.now(), actor: Actor::Platform, law, policy }
}

/// PostgreSQL's commits of one row in a second, by number of clients, as its own load driver counts them.
pub(crate) fn commits(folder: &Path, address: &str) -> Result<Vec<Measured>> {
    let script = folder.join("insert.sql");
    fs::write(&script, INSERT)?;
    let table = "CREATE TABLE plain (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)";
    peers::output(Command::new(peers::postgres_client("psql")).args(["-q", "-d", address, "-c", table]))?;
    let mut measured = Vec::new();
    for clients in CLIENTS {
        let mut driver = Command::new(peers::postgres_client("pgbench"));
        driver.args(["-n", "-M", "prepared", "-c", &clients.to_string(), "-j", &clients.min(2).to_string()]);
        driver.args(["-T", &MEASURED.as_secs().to_string(), "-f"]).arg(&script).arg(address);
        let said = peers::output(&mut driver)?;
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|rate| rate.split(' ').next()?.parse().ok());
        let value = rate.with_context(|| format!("expected pgbench to say a rate, found {said}"))?;
        measured.push(Measured { value, unit: "/s" });
    }
    Ok(measured)
}
