use anyhow::Result;

use crate::cargo::cargo;

/// The same command locally and in CI; CI sets `CI=true`, which turns skips into failures.
pub(crate) fn run() -> Result<()> {
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    cargo(&["test", "--workspace"])
}
