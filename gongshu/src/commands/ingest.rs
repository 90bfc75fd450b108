use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use base::DatasetId;
use clap::Args;
use serde_json::json;

use super::inspect;
use crate::output;

#[derive(Args)]
#[command(after_help = "Example:\n  gongshu ingest --dir /srv/gongshu --dataset ds-permits 许可.csv")]
pub(crate) struct Ingest {
    #[arg(long)]
    dir: PathBuf,
    #[arg(long)]
    dataset: DatasetId,
    /// CSV, TSV, XLSX, XLS, ODS, JSON, JSON lines or Parquet, whatever its name.
    file: PathBuf,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Ingest {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let app = super::open(self.dir, self.database).await?;
        let bar = output::spinner("receiving");
        let received = app.receive_locally(&self.dataset, &self.file).await;
        bar.finish_and_clear();
        let ingested = match received {
            Ok(ingested) => ingested,
            Err(problem) => {
                let said = super::problem_words(&app, &problem);
                app.close().await;
                anyhow::bail!(said);
            }
        };
        if self.json {
            let inspection = inspect::as_json(&ingested.inspection, app.words());
            output::json(&json!({
                "version": ingested.version.id,
                "number": ingested.version.number,
                "rows": ingested.version.manifest.rows,
                "inspection": inspection,
            }))?;
        } else {
            line!("Version {} of {}: {}", ingested.version.number, self.dataset, ingested.version.id);
            inspect::print(&ingested.inspection, app.words());
        }
        app.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
