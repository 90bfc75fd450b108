use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use app::{Folder, Founding, SystemClock, found};
use base::Grade;
use clap::Args;
use serde_json::json;

use crate::output;

#[derive(Args)]
#[command(after_help = "Example:\n  gongshu init --dir /srv/gongshu --region 460000 --authority 海南省大数据管理局")]
pub(crate) struct Init {
    /// An empty folder, made if missing.
    #[arg(long)]
    dir: PathBuf,
    /// GB/T 2260 code of the region whose law binds.
    #[arg(long)]
    region: String,
    /// Name of the authority that runs the platform.
    #[arg(long)]
    authority: String,
    /// A rulebook folder of one's own (see `gongshu law check`); the one built in if left out.
    #[arg(long)]
    rules: Option<PathBuf>,
    /// How well the store is protected, general1 to general4, important or core: it takes nothing graded above.
    #[arg(long, default_value = "general4", value_parser = level)]
    store_level: Grade,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

fn level(text: &str) -> Result<Grade, String> {
    let known = "general1, general2, general3, general4, important or core";
    serde_json::from_value(json!(text)).map_err(|_| format!("expected {known}"))
}

impl Init {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let founded = found(Founding {
            folder: Folder::new(&self.dir),
            database: self.database,
            region: self.region,
            authority: self.authority,
            rules: self.rules.as_deref().map(super::law::files).transpose()?,
            store_level: Some(self.store_level),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(seal::OsEntropy),
        })
        .await?;
        if self.json {
            output::json(&json!({
                "dir": self.dir,
                "authority": founded.authority,
                "administrator": founded.administrator,
                "token": founded.token,
                "log_key": founded.log_key,
            }))?;
        } else {
            line!("Platform founded in {}", self.dir.display());
            line!("Authority        {}", founded.authority);
            line!("Administrator    {}", founded.administrator);
            line!("Token            {}   (shown once: keep it)", founded.token);
            line!("Log key          {}", founded.log_key);
            line!("Next             gongshu serve --dir {}", self.dir.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}
