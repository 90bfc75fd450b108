//! A file of a million rows becomes a sealed version, beside DuckDB's CSV to Parquet.

use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use testkit::tables::{self, Table};

use crate::figures::{Figures, Measured};
use crate::peers;
use crate::platform::{DATASET, Platform};

const ROWS: u64 = 1_000_000;
const SEED: u64 = 20_260_101;
/// The best of so many runs counts, on both sides.
const RUNS: usize = 3;

/// Prints the seconds of each run. The clock starts when the interpreter and the library are there.
const DUCKDB: &str = r#"
import duckdb, sys, time
source, target, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
for _ in range(runs):
    start = time.perf_counter()
    duckdb.connect().execute(f"COPY (SELECT * FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)")
    print(time.perf_counter() - start)
"#;

/// The table the figures are taken on, and the file it stands in.
pub(crate) struct Source {
    pub(crate) table: Table,
    pub(crate) file: PathBuf,
    bytes: u64,
    folder: TempDir,
}

impl Source {
    pub(crate) fn write() -> Result<Self> {
        let folder = tempfile::tempdir().context("expected a temporary folder")?;
        let file = folder.path().join("table.csv");
        let table = tables::bench(ROWS, SEED);
        let out = File::create(&file).with_context(|| format!("expected to write {}", file.display()))?;
        let written = table.write_to(&mut BufWriter::new(out)).context("expected room for the table")?;
        eprintln!("{} rows, {} bytes in {}", written.kept, written.bytes, file.display());
        Ok(Self { table, file, bytes: written.bytes, folder })
    }

    fn rate(&self, seconds: f64) -> Measured {
        Measured { value: self.bytes as f64 / 1e6 / seconds, unit: "MB/s" }
    }
}

/// Receives the table: once where the reads need it only, else as often as it is measured.
pub(crate) fn run(source: &Source, platform: &Platform, measured: bool, figures: &mut Figures) -> Result<()> {
    let app = platform.open()?;
    let mut best = f64::INFINITY;
    for _ in 0..if measured { RUNS } else { 1 } {
        let start = Instant::now();
        let received = platform.runtime.block_on(app.receive_locally(&DATASET.parse()?, &source.file));
        let seconds = start.elapsed().as_secs_f64();
        let received = received.map_err(|problem| anyhow::anyhow!("the table was not received: {problem:?}"))?;
        ensure!(received.inspection.rows_kept == ROWS, "expected {ROWS} rows, kept {}", received.inspection.rows_kept);
        eprintln!("  received in {seconds:.2} s");
        best = best.min(seconds);
    }
    platform.runtime.block_on(app.close());
    if measured {
        figures.compare("ingest", source.rate(best), ("DuckDB", source.rate(duckdb(source)?)), "≥ 1");
    }
    Ok(())
}

/// Seconds of DuckDB's best run.
fn duckdb(source: &Source) -> Result<f64> {
    let target = source.folder.path().join("table.parquet");
    let mut python = Command::new(peers::program("python")?);
    python.args(["-c", DUCKDB]).arg(&source.file).arg(&target).arg(RUNS.to_string());
    let said = peers::output(&mut python)?;
    let runs = said.lines().filter_map(|line| line.parse::<f64>().ok());
    let best = runs.fold(f64::INFINITY, f64::min);
    ensure!(best.is_finite(), "expected DuckDB's seconds, found {said:?}");
    Ok(best)
}
