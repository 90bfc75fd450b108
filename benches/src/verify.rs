//! Everything replayed and compared: acts, tiles, checkpoint, views.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use app::{Folder, SystemClock};
use base::Digest;
use domain::act::{Act, RecordKind, RecordRef};
use domain::record::{Change, Decided};
use serde_json::json;
use store::{OpenOptions, Store, Submission};
use testkit::SeededEntropy;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::acts::{context, registration};
use crate::figures::{Figures, Measured};
use crate::platform;

const ACTS: u64 = 200_000;
/// One act in so many founds a body, the others are receipts.
const BODIES: u64 = 10;
/// Acts on their way at once.
const WAITING: usize = 1024;

pub(crate) fn run(figures: &mut Figures) -> Result<()> {
    let temporary = tempfile::tempdir().context("expected a temporary folder")?;
    let path = temporary.path().join("platform");
    Runtime::new().context("expected threads")?.block_on(async {
        let entropy = Arc::new(SeededEntropy::new("benches: verify"));
        let (app, _) = testkit::founded(&path, None, Arc::new(SystemClock), entropy).await?;
        app.close().await;
        drop(app);
        let folder = Folder::new(&path);
        fill(&format!("sqlite:{}", folder.records().display())).await?;
        let app = platform::open(&path, "benches: published").await?;
        let start = Instant::now();
        let published = app.publish().await;
        published.map_err(|problem| anyhow::anyhow!("the log was not published: {problem:?}"))?;
        eprintln!("  published in {:.2} s", start.elapsed().as_secs_f64());
        app.close().await;
        drop(app);
        let start = Instant::now();
        let entropy = Arc::new(SeededEntropy::new("benches: verifier"));
        let report = app::verify(&folder, None, entropy, |_| {}).await?;
        let value = report.acts as f64 / start.elapsed().as_secs_f64();
        ensure!(report.acts > ACTS && report.sequenced == report.acts, "expected all acts proven, found {report:?}");
        figures.alone("verify", Measured { value, unit: "acts/s" }, "");
        Ok(())
    })
}

async fn fill(address: &str) -> Result<()> {
    let entropy = Arc::new(SeededEntropy::new("benches: filled"));
    let store = Store::open(address, OpenOptions::default(), entropy).await?;
    let mut running = JoinSet::new();
    for number in 0..ACTS {
        if running.len() >= WAITING
            && let Some(appended) = running.join_next().await
        {
            appended??;
        }
        let submission = if number % BODIES == 0 { registration(&format!("body-{number}"))? } else { receipt(number)? };
        let store = store.clone();
        running.spawn(async move { store.append(submission).await });
    }
    while let Some(appended) = running.join_next().await {
        appended??;
    }
    store.close().await;
    Ok(())
}

/// A row read by key.
fn receipt(number: u64) -> Result<Submission> {
    let (id, context) = (format!("rcpt-{number}"), context());
    let digest = Digest::of(id.as_bytes());
    let body = json!({
        "id": id, "account": "reader", "organisation": "user", "agreement": "agreement", "purpose": "enterprise-service",
        "channel": "key", "question": digest, "rows": 1, "size": 300, "answer": digest, "released": context.at,
        "tables": [{
            "dataset": "declared", "version": "version",
            "columns": [
                { "name": "统一社会信用代码", "mask": { "mask": "keep" } },
                { "name": "字号", "mask": { "mask": "partial", "head": 1, "tail": 0 } },
                { "name": "申报日期", "mask": { "mask": "generalise", "to": "year" } },
            ],
        }],
    });
    let act = Decided::new(Act::DataReleased(serde_json::from_value(body)?), Vec::new());
    let change = Change::standalone(RecordRef { kind: RecordKind::Receipt, id }, act);
    Ok(Submission::new(context, vec![change]))
}
