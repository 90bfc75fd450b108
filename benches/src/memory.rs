//! The most memory that reading a file of 2 GB takes.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use testkit::tables;

use crate::figures::{Figures, Measured};
use crate::peers;

const BYTES: u64 = 2_000_000_000;
/// Rows that tell how long a row is.
const SAMPLE: u64 = 10_000;
const SEED: u64 = 20_260_102;
const LOOK_EVERY: Duration = Duration::from_millis(20);

pub(crate) fn run(figures: &mut Figures) -> Result<()> {
    let folder = tempfile::tempdir().context("expected a temporary folder")?;
    let free = room(folder.path())?;
    ensure!(free > BYTES * 2, "expected {} bytes of free disk for the file, found {free}", BYTES * 2);
    let file = folder.path().join("large.csv");
    let sample = tables::bench(SAMPLE, SEED).write_to(&mut std::io::sink())?;
    let table = tables::bench(BYTES * SAMPLE / sample.bytes, SEED);
    let written = table.write_to(&mut BufWriter::new(File::create(&file)?))?;
    eprintln!("{} rows, {} bytes in {}", written.kept, written.bytes, file.display());
    let mut command = Command::new(peers::gongshu()?);
    command.arg("inspect").arg(&file).arg("--json").stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let peak = peak(command.spawn().context("expected `gongshu inspect` to start")?)?;
    let rate = written.bytes as f64 / 1e6 / start.elapsed().as_secs_f64();
    figures.alone("memory, a 2 GB file inspected", Measured { value: peak, unit: "MiB" }, "≤ 512");
    figures.alone("inspect, the same file", Measured { value: rate, unit: "MB/s" }, "");
    Ok(())
}

/// Free bytes of the disk under `folder`.
fn room(folder: &Path) -> Result<u64> {
    let said = peers::output(Command::new("df").args(["--output=avail", "-B1"]).arg(folder))?;
    said.lines().last().and_then(|line| line.trim().parse().ok()).context("expected df to say the free bytes")
}

/// Waits for a process and gives the most memory it had resident, in MiB.
fn peak(mut process: Child) -> Result<f64> {
    let status = format!("/proc/{}/status", process.id());
    let mut peak = 0_u64;
    loop {
        // A process that has ended has no such line any more.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let most = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let most = most.and_then(|most| most.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(most.unwrap_or_default());
        match process.try_wait()? {
            None => std::thread::sleep(LOOK_EVERY),
            Some(ended) if ended.success() => return Ok(peak as f64 / 1024.0),
            Some(ended) => bail!("expected `gongshu inspect` to succeed, found {ended}"),
        }
    }
}
