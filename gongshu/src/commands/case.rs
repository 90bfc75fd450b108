//! Cases at a terminal, on the platform's own machine: with a token, as over HTTP.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use app::{App, CaseList, Problem, Session, TakeStep};
use base::CaseId;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::output;

#[derive(Subcommand)]
pub(crate) enum Case {
    /// The cases one may see.
    List(List),
    /// One case: its state, clocks, steps taken and steps that fit now.
    Show(Show),
    /// Take a step.
    Step(Step),
}

#[derive(Args)]
struct Place {
    #[arg(long)]
    dir: PathBuf,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Whose eyes and hands: a session's or an API token.
    #[arg(long, env = "GONGSHU_TOKEN", hide_env_values = true)]
    token: String,
    /// JSON for machines.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example:\n  GONGSHU_TOKEN=… gongshu case list --dir /srv/gongshu --state accepted")]
pub(crate) struct List {
    #[command(flatten)]
    place: Place,
    /// Only those standing in this state.
    #[arg(long)]
    state: Option<String>,
    #[arg(long, default_value_t = 100)]
    limit: u32,
}

#[derive(Args)]
#[command(after_help = "Example:\n  GONGSHU_TOKEN=… gongshu case show --dir /srv/gongshu case-eq54rvbb4rr44qvf")]
pub(crate) struct Show {
    #[command(flatten)]
    place: Place,
    id: CaseId,
}

#[derive(Args)]
#[command(after_help = "Example:
  GONGSHU_TOKEN=… gongshu case step --dir /srv/gongshu case-eq54rvbb4rr44qvf refuse \\
      --input reason=安全保障措施不足 --input basis='hainan-bigdata-2019#26(1)'")]
pub(crate) struct Step {
    #[command(flatten)]
    place: Place,
    id: CaseId,
    /// Of the case's procedure.
    #[arg(value_name = "STEP")]
    name: String,
    /// A field of the step's form as name=value; a value that is JSON is taken as JSON, anything else as text.
    #[arg(long = "input", value_name = "NAME=VALUE")]
    inputs: Vec<String>,
}

impl Case {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::List(list) => list.run().await,
            Self::Show(show) => show.run().await,
            Self::Step(step) => step.run().await,
        }
    }
}

impl Place {
    async fn enter(&self) -> Result<(Arc<App>, Arc<Session>)> {
        let app = super::open(self.dir.clone(), self.database.clone()).await?;
        match app.authenticate(&self.token).await {
            Ok(session) => Ok((app, session)),
            Err(problem) => bail!(super::problem_words(&app, &problem)),
        }
    }
}

/// Closes the platform whatever came out, and words what went wrong.
async fn leave<T>(app: &App, outcome: Result<T, Problem>) -> Result<T> {
    app.close().await;
    outcome.map_err(|problem| anyhow::anyhow!(super::problem_words(app, &problem)))
}

impl List {
    async fn run(self) -> Result<ExitCode> {
        let (app, session) = self.place.enter().await?;
        let list = CaseList { state: self.state, after: None, limit: self.limit };
        let found = app.cases(&session, list).await;
        let found = leave(&app, found).await?;
        if self.place.json {
            output::json(&json!({ "items": found.items, "next": found.next }))?;
            return Ok(ExitCode::SUCCESS);
        }
        for case in &found.items {
            let due = case.clocks.iter().filter(|clock| clock.runs()).map(|clock| clock.date).min();
            let due = due.map_or_else(|| "—".to_owned(), |date| date.to_string());
            line!("{}  {}  {}  due {due}", case.id, case.procedure, case.state);
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Show {
    async fn run(self) -> Result<ExitCode> {
        let (app, session) = self.place.enter().await?;
        let found = app.case(&session, &self.id).await;
        let found = leave(&app, found).await?;
        let case = &found.state;
        let fitting: Vec<&str> = app
            .rulebook()
            .procedure(&case.procedure)
            .into_iter()
            .flat_map(|procedure| procedure.steps_from(&case.state))
            .filter(|_| !case.ended)
            .map(|step| step.name.as_str())
            .collect();
        if self.place.json {
            output::json(&json!({ "case": case, "version": found.version, "steps": fitting }))?;
            return Ok(ExitCode::SUCCESS);
        }
        line!("{}  {}  {}{}", case.id, case.procedure, case.state, if case.ended { "  ended" } else { "" });
        for clock in &case.clocks {
            let stands = match (clock.stopped, clock.paused, clock.overdue) {
                (Some(_), ..) => "stopped",
                (None, Some(_), _) => "paused",
                (None, None, true) => "OVERDUE",
                (None, None, false) => "running",
            };
            line!("  clock {}  until {}  {stands}  [{}]", clock.name, clock.date, clock.basis);
        }
        for taken in &case.history {
            line!("  {}  {} → {}", taken.at, taken.step, taken.to);
        }
        line!("  next: {}", if fitting.is_empty() { "none".to_owned() } else { fitting.join(", ") });
        Ok(ExitCode::SUCCESS)
    }
}

impl Step {
    async fn run(self) -> Result<ExitCode> {
        let inputs = self.inputs.iter().map(|line| input(line)).collect::<Result<_>>()?;
        let (app, session) = self.place.enter().await?;
        let step = TakeStep { case: self.id, step: self.name, inputs, expected: None, in_place_of: None };
        let taken = app.take_step(&session, step).await;
        let taken = leave(&app, taken).await?;
        if self.place.json {
            output::json(&json!({ "case": taken.state, "version": taken.version }))?;
        } else {
            line!("{}  {}", taken.state.id, taken.state.state);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn input(line: &str) -> Result<(String, Value)> {
    let (name, value) = line.split_once('=').with_context(|| format!("expected name=value, found {line:?}"))?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
    Ok((name.to_owned(), value))
}
