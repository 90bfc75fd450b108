use std::process::ExitCode;

use ::law::clock_for;
use anyhow::Result;
use base::LawDate;
use clap::Args;

use crate::output;

#[derive(Args)]
#[command(after_help = "Example:
  gongshu law clock --region 460000 --procedure conditional-opening --step accept --from 2026-02-10")]
pub(crate) struct Clock {
    /// GB/T 2260 code.
    #[arg(long)]
    region: String,
    /// Such as conditional-opening.
    #[arg(long)]
    procedure: String,
    /// The step that starts the clock.
    #[arg(long)]
    step: String,
    /// The day the step is taken, in Asia/Shanghai.
    #[arg(long)]
    from: LawDate,
    /// A rulebook folder of one's own instead of the one built in.
    #[arg(long)]
    rules: Option<std::path::PathBuf>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Clock {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let rulebook = super::rulebook(self.rules.as_deref())?;
        let reckoned = clock_for(&rulebook, &self.region, &self.procedure, &self.step, self.from)?;
        if self.json {
            output::json(&reckoned)?;
            return Ok(ExitCode::SUCCESS);
        }
        line!("due       {}{}", reckoned.due.date, if reckoned.due.provisional { "  (provisional)" } else { "" });
        line!("clock     {} · {} · {:?}", reckoned.clock, reckoned.due.length, reckoned.set_by);
        line!("basis     {}", reckoned.due.basis);
        line!("skipped   {}", days(&reckoned.skipped));
        line!("make-up   {}", days(&reckoned.make_up));
        Ok(ExitCode::SUCCESS)
    }
}

fn days(days: &[LawDate]) -> String {
    if days.is_empty() {
        return "none".to_owned();
    }
    days.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
