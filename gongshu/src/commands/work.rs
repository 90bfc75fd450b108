use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;

use crate::output;

#[derive(Args)]
#[command(after_help = "Example:\n  gongshu work --dir /srv/gongshu")]
pub(crate) struct Work {
    #[arg(long)]
    dir: PathBuf,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    #[command(flatten)]
    sending: super::sending::Sending,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Work {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let app = super::open_sending(self.dir, self.database, self.sending.outbound()?).await?;
        let worked = app.work().await;
        let said = worked.as_ref().err().map(|problem| super::problem_words(&app, problem));
        app.close().await;
        let worked = match (worked, said) {
            (Ok(worked), _) => worked,
            (Err(_), said) => bail!(said.unwrap_or_default()),
        };
        if self.json {
            output::json(&worked)?;
        } else {
            let app::Worked { warned, overdue, stepped, expired, .. } = worked;
            let app::Worked { destroyed, rewritten, erased, sent, unsent, hits, .. } = worked;
            line!("{warned} warned, {overdue} overdue, {stepped} steps taken, {expired} versions past their term");
            line!("{hits} found by the risk watch");
            line!("{erased} persons erased, {rewritten} versions written again, {destroyed} destroyed");
            line!("{sent} notices sent, {unsent} not");
        }
        Ok(ExitCode::SUCCESS)
    }
}
