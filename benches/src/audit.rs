//! Who saw what: a question to the index of traces over many receipts.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use base::{Digest, Timestamp};
use domain::act::{Act, Actor, Context, RecordKind, RecordRef};
use domain::record::{Change, Decided};
use serde_json::json;
use store::{OpenOptions, Store, Submission, TraceFilter, TraceOf};
use testkit::SeededEntropy;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::figures::{Figures, Measured};

const RECEIPTS: u64 = 10_000_000;
/// Receipts of one submission: the figure is the question, not the filling.
const TOGETHER: u64 = 500;
/// Submissions on their way at once.
const WAITING: usize = 64;
const ACCOUNTS: u64 = 2000;
const AGREEMENTS: u64 = 500;
const DATASETS: u64 = 300;
/// Persons asked for by key, and how many releases of a hundred are copies of more than one row.
const PERSONS: u64 = 1_000_000;
const COPIES: u64 = 1;
/// Each question is asked so often, about others each time.
const ASKED: u64 = 50;
/// 2026-01-01 in Shanghai; a receipt every three seconds.
const FIRST_MS: i64 = 1_767_196_800_000;
const EVERY_MS: i64 = 3000;

pub(crate) fn run(figures: &mut Figures) -> Result<()> {
    let temporary = tempfile::tempdir().context("expected a temporary folder")?;
    let address = format!("sqlite:{}", temporary.path().join("records.sqlite").display());
    Runtime::new().context("expected threads")?.block_on(async {
        let entropy = Arc::new(SeededEntropy::new("benches: audit"));
        let store = Store::open(&address, OpenOptions::default(), entropy).await?;
        let start = Instant::now();
        fill(&store).await?;
        eprintln!("  filled in {:.0} s", start.elapsed().as_secs_f64());
        let start = Instant::now();
        let indexed = store.catch_up_traces().await?;
        ensure!(indexed == RECEIPTS, "expected {RECEIPTS} receipts indexed, found {indexed}");
        let value = indexed as f64 / start.elapsed().as_secs_f64();
        figures.alone("audit: receipts indexed", Measured { value, unit: "receipts/s" }, "");
        for (name, of) in questions() {
            let (worst, found) = slowest(&store, of).await?;
            ensure!(found > 0, "expected {name} to find something");
            figures.alone(
                &format!("audit: by {name}, slowest of {ASKED}"),
                Measured { value: worst, unit: "ms" },
                "< 1000",
            );
        }
        store.close().await;
        Ok(())
    })
}

type Question = fn(u64) -> TraceOf;

fn questions() -> [(&'static str, Question); 4] {
    [
        ("account", |number| TraceOf::Account(format!("acc-{}", number * 37 % ACCOUNTS))),
        ("agreement", |number| TraceOf::Agreement(format!("agr-{}", number * 37 % AGREEMENTS))),
        ("dataset", |number| TraceOf::Dataset(format!("ds-{}", number * 37 % DATASETS))),
        ("person", |number| TraceOf::Subject {
            dataset: format!("ds-{}", number * 37 % DATASETS),
            key: Digest::of((number * 37 % PERSONS).to_string().as_bytes()),
        }),
    ]
}

/// The slowest answer of a full page in milliseconds, and the receipts found in all.
async fn slowest(store: &Store, of: Question) -> Result<(f64, usize)> {
    let (mut worst, mut found) = (0.0_f64, 0);
    for number in 0..ASKED {
        let filter = TraceFilter { of: of(number), from: None, to: None, after: None, limit: 1000 };
        let start = Instant::now();
        found += store.trace(&filter).await?.len();
        worst = worst.max(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok((worst, found))
}

async fn fill(store: &Store) -> Result<()> {
    let mut running = JoinSet::new();
    for first in (0..RECEIPTS).step_by(usize::try_from(TOGETHER)?) {
        if running.len() >= WAITING
            && let Some(appended) = running.join_next().await
        {
            appended??;
        }
        let submission = receipts(first)?;
        let store = store.clone();
        running.spawn(async move { store.append(submission).await });
    }
    while let Some(appended) = running.join_next().await {
        appended??;
    }
    Ok(())
}

fn receipts(first: u64) -> Result<Submission> {
    let at = Timestamp::from_millis(FIRST_MS + i64::try_from(first)? * EVERY_MS);
    let digest = Digest::of(b"benches");
    let context = Context { at, actor: Actor::Platform, law: digest, policy: digest };
    let changes = (first..first + TOGETHER).map(|number| receipt(number, at)).collect::<Result<_>>()?;
    Ok(Submission::new(context, changes))
}

fn receipt(number: u64, at: Timestamp) -> Result<Change> {
    // A step that shares no factor with any of the counts spreads what would otherwise move in step.
    let spread = number.wrapping_mul(2_654_435_761);
    let id = format!("rcpt-{number}");
    let answer = Digest::of(id.as_bytes());
    let channel = if number % 100 < COPIES { "export" } else { "key" };
    let body = json!({
        "id": id, "account": format!("acc-{}", spread % ACCOUNTS), "organisation": "user",
        "agreement": format!("agr-{}", spread % AGREEMENTS), "purpose": "enterprise-service", "channel": channel,
        "question": Digest::of((spread % PERSONS).to_string().as_bytes()), "rows": 1, "size": 300, "answer": answer,
        "released": at,
        "tables": [{
            "dataset": format!("ds-{}", spread % DATASETS), "version": "version",
            "columns": [
                { "name": "统一社会信用代码", "mask": { "mask": "keep" } },
                { "name": "字号", "mask": { "mask": "partial", "head": 1, "tail": 0 } },
            ],
        }],
    });
    let act = Decided::new(Act::DataReleased(serde_json::from_value(body)?), Vec::new());
    Ok(Change::standalone(RecordRef { kind: RecordKind::Receipt, id }, act))
}
