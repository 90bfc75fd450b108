use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::output;

#[derive(Args)]
#[command(after_help = "Examples:
  gongshu backup --dir /srv/gongshu --to /mnt/backup/gongshu
  gongshu backup --dir /srv/gongshu --to /mnt/usb/gongshu --keep 30 --json")]
pub(crate) struct Backup {
    #[arg(long)]
    dir: PathBuf,
    /// postgres://… instead of the folder's own SQLite file: refused, with what to do instead.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// A folder for the backups of this platform and nothing else, made if missing; on another machine's disk.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Snapshots kept at most. Those from before the newest destruction or erasure go in any case.
    #[arg(long, default_value_t = 7)]
    keep: usize,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let app = super::open(self.dir, self.database).await?;
        let bar = output::spinner("backing up");
        let done = app.back_up(&self.to, self.keep).await;
        bar.finish_and_clear();
        app.close().await;
        let done = done?;
        if self.json {
            output::json(&done)?;
        } else {
            let app::BackedUp { made, new, dropped } = &done;
            line!("Backed up {} acts ({} published) to {}", made.position, made.size, self.to.display());
            line!("  objects   {} ({new} new)", made.objects);
            line!("  keys      {}", made.keys);
            line!("  bytes     {}", made.bytes);
            line!("  snapshots {} ({} dropped)", made.kept.len() + 1, dropped.len());
            line!("The root key is in no backup. Keep it elsewhere: without it nothing here opens.");
        }
        Ok(ExitCode::SUCCESS)
    }
}
