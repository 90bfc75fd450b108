use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::output;

#[derive(Args)]
#[command(after_help = "Example:\n  gongshu law scenes --region 330500")]
pub(crate) struct Scenes {
    /// GB/T 2260 code.
    #[arg(long)]
    region: String,
    /// A rulebook folder of one's own instead of the one built in.
    #[arg(long)]
    rules: Option<std::path::PathBuf>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Scenes {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let rulebook = super::rulebook(self.rules.as_deref())?;
        let region = super::region(&rulebook, &self.region)?;
        if self.json {
            output::json(&serde_json::json!({ "region": region.code, "scenes": region.minimums() }))?;
            return Ok(ExitCode::SUCCESS);
        }
        for line in region.minimums() {
            let unless: Vec<&str> = line.unless.iter().map(|exception| exception.name()).collect();
            let unless = if unless.is_empty() { "—".to_owned() } else { format!("unless {}", unless.join(", ")) };
            let (scene, grade) = (line.scene.name(), line.grade.name());
            line!("{scene:<12}  {grade:<10}  {:<12}  {unless:<24}  {}", line.strength.name(), line.basis);
        }
        Ok(ExitCode::SUCCESS)
    }
}
