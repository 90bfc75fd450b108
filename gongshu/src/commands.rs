//! One file per command.

mod audit;
mod backup;
mod backups;
mod case;
mod demo;
mod grades;
mod ingest;
mod init;
mod inspect;
mod keys;
mod law;
mod report;
mod restore;
mod risk;
mod sending;
mod serve;
mod trace;
mod verify;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use app::{App, Options, Outbound, SystemClock};
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Create a platform in an empty folder; prints the first administrator's token once.
    Init(init::Init),
    /// Serve a platform's JSON API.
    Serve(serve::Serve),
    /// Play the whole story on generated tables, then leave the server running.
    Demo(demo::Demo),
    /// Look into a table file; needs no platform.
    Inspect(inspect::Inspect),
    /// Receive a file as a new version of a dataset, on the platform's own machine.
    Ingest(ingest::Ingest),
    /// Check a whole platform, or one receipt offline. Exit code 0 when all holds, 1 and the first difference otherwise.
    Verify(verify::Verify),
    /// Whose copy a found table is, or whether a copy is unaltered.
    Trace(trace::Trace),
    /// Questions about the law.
    #[command(subcommand)]
    Law(law::Law),
    /// Cases, on the platform's own machine.
    #[command(subcommand)]
    Case(case::Case),
    /// Grades stewards gave.
    #[command(subcommand)]
    Grades(grades::Grades),
    /// Keys of what is stored, on the platform's own machine: list them, replace one, get the record of a destruction.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Who saw what, when and why; needs no running platform.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Back the platform up while it runs: only sealed bytes leave, and what was destroyed goes there too.
    Backup(backup::Backup),
    /// Make a platform again from its backups and its root key.
    Restore(restore::Restore),
    /// Count a report from the acts of the log; needs no running platform.
    Report(report::Report),
    /// Reckon what the release of a dataset would risk: who could be singled out, and the least generalisation that helps.
    Risk(risk::Risk),
    /// Look at every clock once: warn, record what ran out, tell whom it concerns, and send what is to be sent. `serve`
    /// does so every minute.
    Work(work::Work),
}

impl Command {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Init(init) => init.run().await,
            Self::Serve(serve) => serve.run().await,
            Self::Demo(demo) => Box::pin(demo.run()).await,
            Self::Inspect(inspect) => inspect.run(),
            Self::Ingest(ingest) => ingest.run().await,
            Self::Verify(verify) => verify.run().await,
            Self::Trace(trace) => Box::pin(trace.run()).await,
            Self::Law(law) => law.run().await,
            Self::Case(case) => case.run().await,
            Self::Grades(grades) => grades.run().await,
            Self::Keys(keys) => keys.run().await,
            Self::Audit(audit) => audit.run().await,
            Self::Backup(backup) => Box::pin(backup.run()).await,
            Self::Restore(restore) => Box::pin(restore.run()).await,
            Self::Report(report) => report.run().await,
            Self::Risk(risk) => risk.run().await,
            Self::Work(work) => work.run().await,
        }
    }
}

/// Opens a platform with the machine's clock and randomness.
async fn open(folder: PathBuf, database: Option<String>) -> Result<Arc<App>> {
    open_sending(folder, database, Outbound::default()).await
}

/// The same for commands that send notices.
async fn open_sending(folder: PathBuf, database: Option<String>, outbound: Outbound) -> Result<Arc<App>> {
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(seal::OsEntropy));
    Ok(App::open(Options { folder, database, clock, entropy, outbound }).await?)
}

/// What a refused use case says to a person at a terminal.
fn problem_words(app: &App, problem: &app::Problem) -> String {
    problem.messages().iter().map(|message| crate::output::say(app.words(), message)).collect::<Vec<_>>().join("; ")
}
