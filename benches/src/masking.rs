//! A million rows leave masked, under the keys of their recipient, beside Polars masking the same columns the same way.
//!
//! Ours is the whole way out over HTTP: the decision, the masks, the file, the durable receipt, the bytes. The peer
//! reads its own Parquet, masks and writes CSV. The agreement asks for no marks of the copy, and the peer makes none.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use crate::figures::{Figures, Measured};
use crate::ingest::Source;
use crate::load;
use crate::peers;
use crate::platform::{DATASET, PURPOSE, Platform, Reader};
use crate::served::Served;

/// The best of so many runs counts, on both sides.
const RUNS: usize = 3;

/// Prints the seconds of each run. The masks are those of the agreement; what no column function of the peer's does, a
/// keyed pseudonym, is done value by value, with the standard library's HMAC.
const POLARS: &str = r#"
import hmac, sys, time
import polars as pl
source, folder, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
pl.read_csv(source, try_parse_dates=True).write_parquet(f"{folder}/peer.parquet")
letters = "0123456789abcdefghjkmnpqrstvwxyz"
def pseudonym(value):
    tag = int.from_bytes(hmac.digest(key, value.encode(), "sha256")[:16], "big")
    return "".join(letters[(tag >> shift) & 31] for shift in range(125, -1, -5))
band = (pl.col("营业收入") / 100_000).floor().cast(pl.Int64) * 100_000
hidden = pl.lit("*").repeat_by(pl.col("字号").str.len_chars() - 1).list.join("")
for run in range(runs):
    key = bytes([run]) * 32
    start = time.perf_counter()
    pl.scan_parquet(f"{folder}/peer.parquet").with_columns(
        pl.col("字号").str.head(1) + hidden,
        pl.col("申报日期").dt.year(),
        pl.format("[{},{})", band, band + 100_000).alias("营业收入"),
        pl.col("实缴税额").cast(pl.String).map_elements(pseudonym, return_dtype=pl.String),
    ).collect().write_csv(f"{folder}/peer.csv")
    print(time.perf_counter() - start)
"#;

pub(crate) fn run(source: &Source, platform: &Platform, figures: &mut Figures) -> Result<()> {
    let ours = {
        let server = Served::start(&platform.path())?;
        let mut best = f64::INFINITY;
        for _ in 0..RUNS {
            // Each run is another recipient's agreement, with keys of its own.
            let reader = platform.agree(&server, source.table.columns)?;
            best = best.min(exported(source, &server, &reader)?);
        }
        server.stop()?;
        best
    };
    let rate = |seconds: f64| Measured { value: source.table.rows as f64 / seconds, unit: "rows/s" };
    figures.compare("masked export", rate(ours), ("Polars", rate(polars(source)?)), "≥ 3");
    Ok(())
}

/// Seconds from the request to the last byte.
fn exported(source: &Source, server: &Served, reader: &Reader) -> Result<f64> {
    let terms = format!("agreement={}&purpose={PURPOSE}&format=csv", reader.agreement);
    let target = format!("/api/v1/datasets/{DATASET}/export?{terms}");
    let request = load::get(server.address, &target, Some(&reader.token));
    let start = Instant::now();
    let body = load::ask(server.address, &request)?;
    let seconds = start.elapsed().as_secs_f64();
    let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() as u64;
    ensure!(lines == source.table.rows + 1, "expected {} rows and a header, found {lines} lines", source.table.rows);
    eprintln!("  exported in {seconds:.2} s");
    Ok(seconds)
}

/// Seconds of the peer's best run.
fn polars(source: &Source) -> Result<f64> {
    let folder = tempfile::tempdir().context("expected a temporary folder")?;
    let mut python = Command::new(peers::program("python")?);
    python.args(["-c", POLARS]).arg(&source.file).arg(folder.path()).arg(RUNS.to_string());
    let said = peers::output(&mut python)?;
    let best = said.lines().filter_map(|line| line.parse::<f64>().ok()).fold(f64::INFINITY, f64::min);
    ensure!(best.is_finite(), "expected Polars' seconds, found {said:?}");
    Ok(best)
}
