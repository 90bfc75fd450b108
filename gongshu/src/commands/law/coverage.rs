use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use ::law::{Basis, Cover, Gap, coverage};
use anyhow::Result;
use clap::Args;

use crate::output;

#[derive(Args)]
#[command(after_help = "Examples:
  gongshu law coverage
  gongshu law coverage --region 460000 --json
  gongshu law coverage --region 460000 --dir /srv/gongshu      counts the acts on record too")]
pub(crate) struct Coverage {
    /// GB/T 2260 code: the duties that bind there; those of every regulation if left out.
    #[arg(long)]
    region: Option<String>,
    /// A rulebook folder of one's own instead of the one built in.
    #[arg(long)]
    rules: Option<PathBuf>,
    /// A platform whose acts are counted.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// postgres://… instead of that folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Coverage {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let rulebook = super::rulebook(self.rules.as_deref())?;
        let region = self.region.as_deref().map(|code| super::region(&rulebook, code)).transpose()?;
        let mut found = coverage(&rulebook, region);
        for duty in &mut found.duties {
            duty.test = super::tests_of::test_of(&duty.carrier);
        }
        if let Some(dir) = self.dir {
            let acts = app::acts_by_article(&dir, self.database, std::sync::Arc::new(seal::OsEntropy)).await?;
            for duty in &mut found.duties {
                duty.acts = counted(&duty.id, &acts);
            }
        }
        if self.json {
            output::json(&found)?;
            return Ok(ExitCode::SUCCESS);
        }
        for duty in &found.duties {
            let mark = match (duty.state, &duty.reason) {
                (Cover::NotCarried, Some(Gap::Waits(part))) => format!("not carried, waits for {part}"),
                (Cover::Outside, Some(Gap::Outside(why))) => super::said(why).to_owned(),
                _ => String::new(),
            };
            let test = duty.test.as_deref().unwrap_or("—");
            line!("{}\t{}\t{test}\t{}\t{mark}", duty.id, duty.carrier, duty.acts);
        }
        line!(
            "{} duties: {} carried, {} not carried, {} outside",
            found.total,
            found.carried,
            found.not_carried,
            found.outside
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// Acts that cite the duty, or the article or paragraph it stands in.
fn counted(duty: &str, acts: &BTreeMap<Basis, u64>) -> u64 {
    let Ok(duty) = duty.parse::<Basis>() else { return 0 };
    acts.iter().filter(|(cited, _)| cited.covers(&duty)).map(|(_, count)| count).sum()
}
