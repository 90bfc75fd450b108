//! How many rows of a million hide among fewer than k of their like, beside DuckDB's GROUP BY.

use std::io::{BufWriter, Write as _};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use arrow::array::{ArrayRef, Date32Array, RecordBatch, StringArray};
use guard::risk::{CLASSES, KCheck, Pass};

use crate::figures::{Figures, Measured};
use crate::peers;

const ROWS: usize = 1_000_000;
const BATCH: usize = 65_536;
const K: u32 = 5;
/// A run takes some milliseconds, so that few of them would tell more of the machine than of the programs.
const RUNS: usize = 25;

/// Prints the rows below k, then the seconds of each run. The table lies in memory on both sides.
const DUCKDB: &str = r#"
import duckdb, sys, time
source, k, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
base = duckdb.connect()
base.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{source}', header=true)")
ask = f"SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM t GROUP BY district, birth, sex) WHERE n < {k}"
print(base.execute(ask).fetchone()[0])
for _ in range(runs):
    start = time.perf_counter()
    base.execute(ask).fetchone()
    print(time.perf_counter() - start)
"#;

/// One row: a district of 300, a day of birth of 60 years, a sex.
fn row(number: usize) -> (u64, i32, bool) {
    let mut draw = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    draw = (draw ^ (draw >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    draw ^= draw >> 29;
    (draw % 300, i32::try_from((draw >> 20) % 21_900).unwrap_or_default(), draw >> 63 == 1)
}

fn batches() -> Result<Vec<RecordBatch>> {
    let starts = (0..ROWS).step_by(BATCH);
    starts
        .map(|start| {
            let rows: Vec<_> = (start..ROWS.min(start + BATCH)).map(row).collect();
            let district: ArrayRef = Arc::new(StringArray::from_iter_values(rows.iter().map(|r| format!("区{}", r.0))));
            let birth: ArrayRef = Arc::new(Date32Array::from_iter_values(rows.iter().map(|r| r.1)));
            let sex: ArrayRef =
                Arc::new(StringArray::from_iter_values(rows.iter().map(|r| if r.2 { "男" } else { "女" })));
            Ok(RecordBatch::try_from_iter([("district", district), ("birth", birth), ("sex", sex)])?)
        })
        .collect()
}

pub(crate) fn run(figures: &mut Figures) -> Result<()> {
    let batches = batches()?;
    let (mut best, mut below) = (f64::INFINITY, 0);
    for _ in 0..RUNS {
        let start = Instant::now();
        below = check(&batches)?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    let (peer_below, peer) = duckdb()?;
    ensure!(below == peer_below, "expected the {peer_below} rows below k that DuckDB counts, found {below}");
    let rate = |seconds: f64| Measured { value: ROWS as f64 / 1e6 / seconds, unit: "M rows/s" };
    figures.compare("k-check", rate(best), ("DuckDB GROUP BY", rate(peer)), "≥ 10");
    Ok(())
}

/// All cores count a share each.
fn check(batches: &[RecordBatch]) -> Result<u64> {
    let fields = ["district", "birth", "sex"].map(str::to_owned);
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = batches.len().div_ceil(cores).max(1);
    let counted = thread::scope(|scope| {
        let parts = batches.chunks(share).map(|part| {
            scope.spawn(|| {
                let mut check = KCheck::new(&fields, K, CLASSES)?;
                part.iter().try_for_each(|batch| check.take(batch)).map(|()| check)
            })
        });
        parts.collect::<Vec<_>>().into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>()
    });
    let mut whole = KCheck::new(&fields, K, CLASSES)?;
    for part in counted {
        whole.merge(part.map_err(|_| anyhow::anyhow!("a share was not counted"))??)?;
    }
    match whole.end_pass()? {
        Pass::Done(found) => Ok(found.rows_below),
        Pass::Again => anyhow::bail!("expected one pass to do, found more classes than fit"),
    }
}

/// Rows below k, and the seconds of DuckDB's best run.
fn duckdb() -> Result<(u64, f64)> {
    let folder = tempfile::tempdir().context("expected a temporary folder")?;
    let file = folder.path().join("rows.csv");
    let mut out = BufWriter::new(std::fs::File::create(&file)?);
    writeln!(out, "district,birth,sex")?;
    for number in 0..ROWS {
        let (district, birth, sex) = row(number);
        writeln!(out, "区{district},{birth},{}", if sex { "男" } else { "女" })?;
    }
    out.into_inner().context("expected room for the rows")?.sync_all()?;
    let mut python = Command::new(peers::program("python")?);
    python.args(["-c", DUCKDB]).arg(&file).arg(K.to_string()).arg(RUNS.to_string());
    let said = peers::output(&mut python)?;
    let mut lines = said.lines();
    let below = lines.next().and_then(|line| line.parse().ok()).context("expected DuckDB's count")?;
    let best = lines.filter_map(|line| line.parse::<f64>().ok()).fold(f64::INFINITY, f64::min);
    ensure!(best.is_finite(), "expected DuckDB's seconds, found {said:?}");
    Ok((below, best))
}
