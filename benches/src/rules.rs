//! The law read from its files, and the clocks of a million open cases looked at.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use app::SystemClock;
use base::{Clock as _, Digest, Timestamp};
use domain::act::Act;
use domain::agreement::Consumer;
use domain::case::{About, Case, RunningClock};
use domain::record::{Change, Decided};
use law::Rulebook;
use store::{OpenOptions, Store, Submission};
use testkit::SeededEntropy;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::acts::context;
use crate::figures::{Figures, Measured};
use crate::peers;

const LOADS: u32 = 20;
const CASES: u32 = 1_000_000;
/// Cases of one submission, and submissions on their way at once.
const TOGETHER: u32 = 100;
const WAITING: usize = 64;
/// Due in the past; all others in the future.
const LATE: u32 = 150;
const LOOKS: u32 = 50;

pub(crate) fn run_rules(figures: &mut Figures) -> Result<()> {
    let start = Instant::now();
    for _ in 0..LOADS {
        Rulebook::shipped().context("expected the rulebook to hold together")?;
    }
    let value = start.elapsed().as_secs_f64() * 1000.0 / f64::from(LOADS);
    figures.alone("all rules loaded and checked", Measured { value, unit: "ms" }, "< 100");
    Ok(())
}

pub(crate) fn run_overdue(figures: &mut Figures) -> Result<()> {
    let folder = tempfile::tempdir().context("expected a temporary folder")?;
    let path = folder.path().join("cases.sqlite");
    let looked = Runtime::new().context("expected threads")?.block_on(look(&path))?;
    // The peer: the same question with the index kept from the database.
    let sql = format!(
        "SELECT id FROM cases NOT INDEXED WHERE due <= {} ORDER BY due, id LIMIT 200;",
        SystemClock.now().millis()
    );
    let start = Instant::now();
    let found = peers::output(Command::new("sqlite3").arg(&path).arg(sql))?;
    let scanned = Measured { value: 1.0 / start.elapsed().as_secs_f64(), unit: "/s" };
    ensure!(found.lines().count() == LATE as usize, "expected {LATE} late cases, found {}", found.lines().count());
    let name = "overdue scans of 1,000,000 open cases";
    figures.compare(name, looked, ("SQLite without index", scanned), "");
    Ok(())
}

/// Looks for what is due in a second.
async fn look(path: &Path) -> Result<Measured> {
    let entropy = Arc::new(SeededEntropy::new("benches: overdue"));
    let address = format!("sqlite:{}", path.display());
    let store = Store::open(&address, OpenOptions::default(), entropy).await?;
    let now = SystemClock.now();
    let mut running = JoinSet::new();
    for first in (0..CASES).step_by(TOGETHER as usize) {
        if running.len() >= WAITING
            && let Some(appended) = running.join_next().await
        {
            appended.context("expected an append's account")??;
        }
        let changes = (first..first + TOGETHER).map(|number| opened(number, now)).collect::<Result<Vec<_>>>()?;
        let store = store.clone();
        running.spawn(async move { store.append(Submission::new(context(), changes)).await });
    }
    while let Some(appended) = running.join_next().await {
        appended.context("expected an append's account")??;
    }
    let start = Instant::now();
    for _ in 0..LOOKS {
        let due = store.due::<Case>(now, 200).await?;
        ensure!(due.len() == LATE as usize, "expected {LATE} late cases, found {}", due.len());
    }
    let value = f64::from(LOOKS) / start.elapsed().as_secs_f64();
    store.close().await;
    Ok(Measured { value, unit: "/s" })
}

/// An open case with one clock.
fn opened(number: u32, now: Timestamp) -> Result<Change> {
    let due = if number < LATE { now.plus_days(-1) } else { now.plus_days(1 + i64::from(number % 300)) };
    let clock = RunningClock {
        name: "share.decide".to_owned(),
        started: now,
        due,
        date: due.law_date(),
        warn: None,
        provisional: false,
        basis: "hainan-bigdata-2019#17(1)".parse()?,
        paused: None,
        stopped: None,
        warned: false,
        overdue: false,
    };
    let case = Case {
        id: format!("case-{number}").parse()?,
        procedure: "sharing-request".to_owned(),
        law: Digest::of(b"law"),
        region: testkit::REGION.to_owned(),
        about: About::matter(),
        applicant: Consumer::Organisation("user".parse()?),
        provider: Some("provider".parse()?),
        consumer: None,
        respondent: None,
        opened: now,
        state: "accepted".to_owned(),
        form: BTreeMap::new(),
        clocks: vec![clock],
        history: Vec::new(),
        approvals: Vec::new(),
        comments: Vec::new(),
        ended: false,
        agreement: None,
        entry: None,
        assessment: None,
    };
    let id = case.id.clone();
    Ok(Change::new::<Case>(&id, None, vec![Decided::new(Act::CaseOpened(case), Vec::new())])?)
}
