//! A whole table leaves marked for its recipient, and is traced back to its receipt.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use app::Finding;
use testkit::story::Call;

use crate::figures::{Figures, Measured};
use crate::ingest::Source;
use crate::platform::{DATASET, PURPOSE, Platform};
use crate::served::Served;

pub(crate) fn run(source: &Source, platform: &Platform, figures: &mut Figures) -> Result<()> {
    let rate =
        |start: Instant| Measured { value: source.table.rows as f64 / start.elapsed().as_secs_f64(), unit: "rows/s" };
    let copy = {
        let server = Served::start(&platform.path())?;
        let reader = platform.agree_to_export(&server, source.table.columns)?;
        let call = Call::get(format!("datasets/{DATASET}/export"))
            .with("agreement", &reader.agreement)
            .with("purpose", PURPOSE)
            .with("format", "csv");
        let start = Instant::now();
        let copy = platform.read(&server, call)?;
        figures.alone("export as CSV, marked and digested", rate(start), "");
        server.stop()?;
        copy
    };
    let folder = tempfile::tempdir().context("expected a temporary folder")?;
    let file = folder.path().join("copy.csv");
    std::fs::write(&file, copy).context("expected room for the copy")?;
    let app = platform.open()?;
    let dataset = DATASET.parse().context("expected an id")?;
    let start = Instant::now();
    let traced = platform.runtime.block_on(app.trace(None, &dataset, &file));
    let report = traced.map_err(|problem| anyhow::anyhow!("the copy was not traced: {problem:?}"))?;
    figures.alone("trace of a whole copy", rate(start), "");
    platform.runtime.block_on(app.close());
    ensure!(report.finding == Finding::Named, "expected the copy to be named, found {:?}", report.finding);
    Ok(())
}
