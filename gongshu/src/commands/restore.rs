use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;

use crate::output;

#[derive(Args)]
#[command(after_help = "Examples:
  gongshu restore --from /mnt/backup/gongshu --dir /srv/gongshu-2 --root-key /media/usb/root.key
  gongshu restore --from /mnt/backup/gongshu --dir /srv/gongshu-2 --snapshot 4711     # GONGSHU_ROOT_KEY=…")]
pub(crate) struct Restore {
    /// A folder made by `gongshu backup --to`.
    #[arg(long, value_name = "FOLDER")]
    from: PathBuf,
    /// Absent or empty: nothing that is there is ever written over.
    #[arg(long)]
    dir: PathBuf,
    /// The platform's root key, which is in no backup; the variable GONGSHU_ROOT_KEY where left out.
    #[arg(long, value_name = "FILE")]
    root_key: Option<PathBuf>,
    /// The position of an older snapshot; the newest one where left out.
    #[arg(long, value_name = "POSITION")]
    snapshot: Option<u64>,
    /// The newest checkpoint a witness or an auditor kept: says how many published acts are lost.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let bar = output::spinner("restoring");
        let restored = app::restore(app::Restore {
            from: self.from,
            to: self.dir.clone(),
            root_key: self.root_key,
            snapshot: self.snapshot,
            checkpoint: self.checkpoint,
            entropy: Arc::new(seal::OsEntropy),
        })
        .await;
        bar.finish_and_clear();
        let restored = restored?;
        if self.json {
            output::json(&restored)?;
            return Ok(ExitCode::SUCCESS);
        }
        let app::Restored { position, taken, size, root, lost, unreadable, verified, .. } = &restored;
        line!("Restored {position} acts, as of {taken}, to {}", self.dir.display());
        line!("  tree      {size} acts, root {root}");
        line!("  lost      {lost} acts known to have been published later");
        for version in unreadable {
            line!("  gone      version {version}: its key was destroyed after the snapshot");
        }
        line!(
            "  verified  {} acts, {} tiles, {} view rows, {} table files",
            verified.acts,
            verified.tiles,
            verified.views,
            verified.files
        );
        Ok(ExitCode::SUCCESS)
    }
}
