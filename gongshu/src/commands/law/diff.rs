use std::path::PathBuf;
use std::process::ExitCode;

use ::law::diff;
use anyhow::Result;
use clap::Args;

use crate::output;

#[derive(Args)]
#[command(after_help = "Example:\n  gongshu law diff 460000 330500")]
pub(crate) struct Diff {
    /// GB/T 2260 code.
    a: String,
    /// GB/T 2260 code.
    b: String,
    /// A rulebook folder of one's own instead of the one built in.
    #[arg(long)]
    rules: Option<PathBuf>,
    /// One JSON array for machines.
    #[arg(long)]
    json: bool,
}

impl Diff {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let rulebook = super::rulebook(self.rules.as_deref())?;
        let (a, b) = (super::region(&rulebook, &self.a)?, super::region(&rulebook, &self.b)?);
        let found = diff(&rulebook, a, b);
        if self.json {
            output::json(&found)?;
            return Ok(ExitCode::SUCCESS);
        }
        for point in &found {
            line!("{}  {}", point.name, super::said(&point.what));
            for (region, held) in [(a, &point.a), (b, &point.b)] {
                let value = held.as_ref().map_or("—", |held| super::said(&held.value));
                let basis = held.as_ref().and_then(|held| held.basis.as_ref()).map(|basis| format!("  [{basis}]"));
                line!("    {}  {value}{}", region.code, basis.unwrap_or_default());
            }
        }
        line!("{} differences", found.len());
        Ok(ExitCode::SUCCESS)
    }
}
