use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use app::Explanation;
use base::LawDate;
use clap::Args;

use crate::output;

#[derive(Args)]
#[command(after_help = "Example:\n  gongshu law explain --dir /srv/gongshu --act 68")]
pub(crate) struct Explain {
    #[arg(long)]
    dir: PathBuf,
    /// The act's position in the log.
    #[arg(long)]
    act: u64,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let found = app::explain(&self.dir, self.database, self.act, Arc::new(seal::OsEntropy)).await?;
        if self.json {
            output::json(&found)?;
        } else {
            print(&found);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print(found: &Explanation) {
    line!("#{}  {}  {}  {}", found.position, found.at, found.act, found.record);
    line!("law       {}  {}", found.law, found.region.as_deref().unwrap_or("—"));
    if let Some(step) = &found.step {
        line!("step      {}.{} → {}, by {}", step.procedure, step.name, step.to, step.by);
        if let Some(basis) = &step.decided_by {
            line!("          the region gives this step to that part  [{basis}]");
        }
        let names = |names: Vec<&str>| if names.is_empty() { "none".to_owned() } else { names.join(" ") };
        line!("guards    {}", names(step.guards.iter().map(|guard| guard.name()).collect()));
        line!("effects   {}", names(step.effects.iter().map(|effect| effect.name()).collect()));
    }
    for clock in &found.clocks {
        let length = clock.length.as_deref().unwrap_or("—");
        line!("clock     {}: {length} from {} ends {}  [{}]", clock.name, clock.from, clock.until, clock.basis);
        line!("          days off {}; make-up days {}", days(&clock.days_off), days(&clock.make_up));
        if clock.provisional {
            line!("          provisional: a year's holiday notice was not out");
        }
    }
    for article in &found.articles {
        let words = |words: &Option<::law::Words>| words.as_ref().map_or("—", super::said).to_owned();
        line!("article   {}  {}", article.basis, words(&article.regulation));
        line!("          {}: {}", words(&article.subject), words(&article.summary));
        if let Some(carrier) = &article.carrier {
            line!("          carried by {carrier}");
        }
    }
    if found.articles.is_empty() {
        line!("article   none: the act follows from the platform's own founding or keeping");
    }
}

fn days(days: &[LawDate]) -> String {
    if days.is_empty() {
        return "none".to_owned();
    }
    days.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
