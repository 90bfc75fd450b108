use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use app::{AssessRelease, RiskStatement};
use base::DatasetId;
use clap::Args;
use serde_json::json;

use crate::output;

#[derive(Args)]
#[command(after_help = "Example:
  GONGSHU_TOKEN=… gongshu risk --dir /srv/gongshu --dataset ds-residents --quasi 性别,出生日期,住址")]
pub(crate) struct Risk {
    #[arg(long)]
    dir: PathBuf,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Whose eyes: a steward's session or API token.
    #[arg(long, env = "GONGSHU_TOKEN", hide_env_values = true)]
    token: String,
    #[arg(long)]
    dataset: DatasetId,
    /// Quasi-identifiers, divided by commas; searched for if left out.
    #[arg(long, value_delimiter = ',')]
    quasi: Vec<String>,
    /// Fields whose values should not be told of anyone, divided by commas.
    #[arg(long, value_delimiter = ',')]
    sensitive: Vec<String>,
    /// One JSON object for machines: the result, and the same signed.
    #[arg(long)]
    json: bool,
}

impl Risk {
    /// Exit code 0 when the table keeps within the limits, 1 otherwise.
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let app = super::open(self.dir, self.database).await?;
        let session = match app.authenticate(&self.token).await {
            Ok(session) => session,
            Err(problem) => bail!(super::problem_words(&app, &problem)),
        };
        let quasi = (!self.quasi.is_empty()).then_some(self.quasi);
        let ask = AssessRelease { quasi, sensitive: self.sensitive, ..AssessRelease::default() };
        let assessed = app.assess_dataset(&session, &self.dataset, &ask).await;
        app.close().await;
        let (statement, signed) = assessed.map_err(|problem| anyhow::anyhow!(super::problem_words(&app, &problem)))?;
        if self.json {
            output::json(&json!({ "result": statement, "signed": signed }))?;
        } else {
            print(&statement);
        }
        Ok(if statement.passes { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn print(statement: &RiskStatement) {
    let (report, limits) = (&statement.report, statement.limits);
    let rest = if limits.binding { "" } else { ", where the law is silent" };
    let (l, t) = (limits.l, limits.t_percent);
    line!("{} {}: limits k={} l={l} t={t}%{rest}", statement.dataset, statement.version, limits.k);
    let found = &report.anonymity;
    line!("quasi-identifiers  {}", statement.quasi.join(", "));
    line!("rows               {}, {} alone, {} in classes below k", found.rows, found.unique, found.rows_below);
    for diversity in &report.diversity {
        let (name, least) = (&diversity.sensitive, diversity.least_distinct);
        line!("sensitive {name}: at least {least} values in a class, distance {:.2}", diversity.greatest_distance);
    }
    for linkage in &report.linkage {
        line!("linkage with {}: {} rows met, {} joined beyond doubt", linkage.with, linkage.met, linkage.joined);
    }
    for set in &report.singling_out {
        line!("singles out: {} ({} of {} rows)", set.fields.join(", "), set.unique, set.rows);
    }
    if let Some(suggestion) = &report.suggestion {
        let masks: Vec<_> = suggestion.masks.iter().map(|(field, mask)| format!("{field}={mask}")).collect();
        let left_out = suggestion.anonymity.rows_below;
        line!("least generalisation that passes: {} ({left_out} rows left out)", masks.join(", "));
    }
    line!("{}", if statement.passes { "passes" } else { "does not pass" });
}
