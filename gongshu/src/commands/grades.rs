use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use app::Rechecked;
use base::Kind;
use clap::{Args, Subcommand};

use crate::output;

/// `gongshu grades …`.
#[derive(Subcommand)]
pub(crate) enum Grades {
    /// Hold the rule packs against every grade a steward has overridden. Exit code 0 when they agree, 1 otherwise.
    Recheck(Recheck),
}

#[derive(Args)]
#[command(after_help = "Example:\n  gongshu grades recheck --dir /srv/gongshu")]
pub(crate) struct Recheck {
    #[arg(long)]
    dir: PathBuf,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Grades {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Recheck(recheck) => recheck.run().await,
        }
    }
}

impl Recheck {
    async fn run(self) -> Result<ExitCode> {
        let checked = app::recheck_grades(&self.dir, self.database, Arc::new(seal::OsEntropy)).await?;
        if self.json {
            output::json(&checked)?;
        } else {
            print(&checked);
        }
        Ok(if checked.disagreements.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn print(checked: &Rechecked) {
    let words = |kinds: &[Kind]| {
        let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
        if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
    };
    line!("examples {} · disagreements {}", checked.examples, checked.disagreements.len());
    for differing in &checked.disagreements {
        let given = differing.given_grade.map_or_else(String::new, |grade| format!(" {grade:?}"));
        line!("  {} · {} ({})", differing.dataset, differing.column, differing.pack);
        line!("    steward {}{given}: {}", words(&differing.given), differing.reason);
        line!("    pack    {} {:?}", words(&differing.found), differing.found_grade);
    }
}
