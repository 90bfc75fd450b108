use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::cargo::{self, cargo};

/// The peers, by their names on PyPI, pinned so that figures can be compared.
const PEERS: [&str; 4] = ["duckdb==2.0.0", "polars==2.1.0", "presidio-analyzer==2.2.366", "roapi==0.12.7"];

/// Builds for speed, installs the peers beside the build and runs the comparisons.
pub(crate) fn run(filter: Option<&str>) -> Result<()> {
    cargo(&["build", "--release", "--workspace", "--bins"])?;
    let peers = peers()?;
    let mut bench = Command::new(cargo::target().join("release/gongshu-bench"));
    bench.args(filter).env("GONGSHU_PEERS", peers);
    cargo::run(&mut bench)
}

/// A virtual environment with the peers, made once.
fn peers() -> Result<PathBuf> {
    let folder = cargo::target().join("peers");
    let done = folder.join("installed");
    let wanted = PEERS.join("\n");
    if std::fs::read_to_string(&done).is_ok_and(|found| found == wanted) {
        return Ok(folder);
    }
    cargo::run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    cargo::run(Command::new(folder.join("bin/pip")).args(["install", "--quiet"]).args(PEERS))?;
    std::fs::write(&done, wanted).context("expected to note the installed peers")?;
    Ok(folder)
}
