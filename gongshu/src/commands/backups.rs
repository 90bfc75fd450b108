use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, bail};
use app::App;
use clap::Args;

/// How often it is looked whether a backup is due.
const ROUND: Duration = Duration::from_mins(1);

/// Backups the running server makes by itself.
#[derive(Args)]
pub(super) struct Backups {
    /// Back up to this folder as `gongshu backup` does, at the start and whenever the newest backup is too old.
    #[arg(long = "backup-to", env = "GONGSHU_BACKUP_TO", value_name = "FOLDER")]
    to: Option<PathBuf>,
    /// Hours after which the newest backup on record is too old.
    #[arg(
        long = "backup-every",
        default_value_t = 24,
        value_name = "HOURS",
        value_parser = clap::value_parser!(u64).range(1..=8784)
    )]
    every: u64,
    /// Snapshots kept at most.
    #[arg(long = "backup-keep", default_value_t = 7, value_name = "SNAPSHOTS")]
    keep: usize,
}

impl Backups {
    /// Refuses what every backup would be refused for.
    pub(super) fn check(&self, app: &App) -> Result<()> {
        match self.to {
            Some(_) if self.keep == 0 => bail!("expected --backup-keep 1 or more, found 0"),
            Some(_) => Ok(app.can_back_up()?),
            None => Ok(()),
        }
    }

    /// Makes backups until it is stopped, in the middle of one too: the next one goes on from there.
    pub(super) async fn run(self, app: Arc<App>) {
        let Some(to) = self.to else { return };
        let every = Duration::from_hours(self.every);
        let mut round = tokio::time::interval(ROUND);
        loop {
            round.tick().await;
            match app.back_up_when_due(&to, self.keep, every).await {
                Ok(Some(done)) => tracing::info!(position = done.made.position, new = done.new, "backed up"),
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "no backup was made; trying again in a minute"),
            }
        }
    }
}
