use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use app::{Certainty, Of, Page, SeenCopy, Sighting, TracePlace};
use base::{AccountId, AgreementId, DatasetId, LawDate, Timestamp};
use clap::Args;
use serde::Serialize;

use crate::output;

/// The most one answer holds; `--after` goes on.
const MOST: u32 = 1000;

#[derive(Args)]
#[command(after_help = "Examples:
  gongshu audit trace --dir /srv/gongshu --dataset residents --person 460106199001011234
  gongshu audit trace --dir /srv/gongshu --agreement agr-0123456789abcdef --from 2026-01-01 --json")]
pub(crate) struct Trace {
    #[arg(long)]
    dir: PathBuf,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    #[arg(long)]
    dataset: Option<DatasetId>,
    /// A value of the dataset's key field; with --dataset.
    #[arg(long, requires = "dataset")]
    person: Option<String>,
    #[arg(long)]
    agreement: Option<AgreementId>,
    #[arg(long)]
    account: Option<AccountId>,
    /// First day, in Asia/Shanghai.
    #[arg(long)]
    from: Option<LawDate>,
    /// Last day.
    #[arg(long)]
    to: Option<LawDate>,
    /// Where the page before ended.
    #[arg(long)]
    after: Option<TracePlace>,
    /// 1 to 1000.
    #[arg(long, default_value_t = 100)]
    limit: u32,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    items: Vec<Sighting>,
    next: Option<String>,
}

impl Trace {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let Some(of) = Of::one(self.dataset, self.person, self.agreement, self.account) else {
            bail!("expected one of --dataset, --dataset with --person, --agreement and --account; name one");
        };
        if !(1..=MOST).contains(&self.limit) {
            bail!("expected --limit from 1 to {MOST}, found {}", self.limit);
        }
        let trace = app::Trace {
            of,
            from: self.from.map(Timestamp::start_of),
            to: self.to.map(Timestamp::end_of),
            after: self.after,
            limit: self.limit,
        };
        let Page { items, next } = app::trace(&self.dir, self.database, Arc::new(seal::OsEntropy), trace).await?;
        if self.json {
            output::json(&Answer { items, next })?;
            return Ok(ExitCode::SUCCESS);
        }
        for sighting in &items {
            tell(sighting);
        }
        if let Some(next) = next {
            line!("more: --after {next}");
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(sighting: &Sighting) {
    let Sighting { at, account, channel, rows, purpose, receipt, .. } = sighting;
    let agreement = sighting.agreement.as_ref().map_or("—", AsRef::as_ref);
    let body = sighting.organisation.as_ref().map_or("—", AsRef::as_ref);
    let tables: Vec<String> =
        sighting.tables.iter().map(|table| format!("{}@{}", table.dataset, table.version)).collect();
    let basis: Vec<String> = sighting.basis.iter().map(ToString::to_string).collect();
    let certainty = match sighting.certainty {
        Some(Certainty::LookedUp) => "  looked up",
        Some(Certainty::MayContain) => "  may contain",
        None => "",
    };
    let copy = sighting.copy.as_ref().map_or_else(String::new, told);
    line!(
        "{at}  {account} ({body})  {}  {rows} rows of {}  for {purpose} under {agreement} [{}]  {receipt}{copy}{certainty}",
        channel.as_str(),
        tables.join(" "),
        basis.join(" "),
    );
}

/// Which copy a release was, and whether a found table could be told to be made from it.
fn told(copy: &SeenCopy) -> String {
    match copy.unmarked {
        Some(why) => format!("  copy {} without marks ({})", copy.id, why.word()),
        None => format!("  copy {} with {} marks", copy.id, copy.marks),
    }
}
