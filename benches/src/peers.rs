//! Where the peers and our own program are.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// A program of the peers' environment, which `cargo xtask bench` makes.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    let folder = std::env::var_os("GONGSHU_PEERS")
        .context("expected GONGSHU_PEERS to name the peers' environment; run `cargo xtask bench`")?;
    let path = PathBuf::from(folder).join("bin").join(name);
    if path.is_file() { Ok(path) } else { bail!("expected the peer at {}, found nothing there", path.display()) }
}

/// The real program, built beside this one.
pub(crate) fn gongshu() -> Result<PathBuf> {
    let own = std::env::current_exe().context("expected to know where this program is")?;
    let path = own.with_file_name("gongshu");
    if path.is_file() { Ok(path) } else { bail!("expected the program at {}; run `cargo xtask bench`", path.display()) }
}

/// A client program of the newest installed PostgreSQL, or one on the path.
pub(crate) fn postgres_client(name: &str) -> PathBuf {
    let mut versions: Vec<(u32, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten() {
        let version = entry.file_name().to_string_lossy().parse().unwrap_or_default();
        versions.push((version, entry.path().join("bin").join(name)));
    }
    versions.retain(|(_, path)| path.is_file());
    versions.sort();
    versions.pop().map_or_else(|| PathBuf::from(name), |(_, path)| path)
}

/// Runs a program to its end and gives what it said.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let ran = command.output().with_context(|| format!("expected to run {command:?}"))?;
    if ran.status.success() {
        return Ok(String::from_utf8_lossy(&ran.stdout).into_owned());
    }
    bail!("expected {command:?} to succeed, found {}: {}", ran.status, String::from_utf8_lossy(&ran.stderr))
}
