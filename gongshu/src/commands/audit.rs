use clap::Subcommand;

mod trace;

use std::process::ExitCode;

use anyhow::Result;

#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Who saw a dataset, a person in it, or what left under an agreement or for an account, the newest first.
    Trace(trace::Trace),
}

impl Audit {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Trace(trace) => trace.run().await,
        }
    }
}
