use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// The workspace's root, wherever the task was called from. Cargo says at run time which checkout it runs: two that share
/// a target folder may share this program too.
pub(crate) fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&package).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Builds go outside the checkout, so that a clean checkout reuses a warm build.
pub(crate) fn target() -> PathBuf {
    if let Some(dir) = std::env::var_os("CARGO_TARGET_DIR") {
        return PathBuf::from(dir);
    }
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    cache.or(home).unwrap_or_else(|| root().join("target")).join("gongshu/target")
}

/// Runs cargo in the workspace and fails with what failed.
pub(crate) fn cargo(arguments: &[&str]) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run(Command::new(cargo).args(arguments))
}

pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = format!("{command:?}");
    // Cargo tells a task which package it is. Build scripts that look at these (ring's does) would take that for a
    // change and build the engines again whenever the task runs from another folder or cargo runs without it.
    for (name, _) in std::env::vars_os().filter(|(name, _)| of_the_task(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    let status = command
        .current_dir(root())
        .env("CARGO_TARGET_DIR", target())
        .status()
        .with_context(|| format!("expected to start {shown}"))?;
    if status.success() { Ok(()) } else { bail!("{shown} ended with {status}") }
}

fn of_the_task(variable: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_", "CARGO_BIN_"].iter().any(|prefix| variable.starts_with(prefix))
}
