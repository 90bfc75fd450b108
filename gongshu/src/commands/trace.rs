//! Whose copy a found table is, or whether a copy is unaltered.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use app::{Alteration, App, CopyCheck, Finding, Integrity, Problem, Session, TraceReport};
use base::{DatasetId, Message, ReceiptId};
use clap::Args;
use serde_json::{Value, json};

use crate::output;

#[derive(Args)]
#[command(after_help = "Examples:
  gongshu trace leaked.xlsx --dir /srv/gongshu --dataset staff --json
  gongshu trace copy.csv --dir /srv/gongshu --receipt rcp-eq54rvbb4rr44qvf

Exit code: 0 a copy is named, or the copy is unaltered; 1 not ours, an unmarked original, too few marks, or altered; 2 an error.")]
pub(crate) struct Trace {
    /// CSV, TSV, XLSX, XLS, ODS, JSON, JSON lines or Parquet, whatever its name; columns in any order, renamed or missing.
    file: PathBuf,
    #[arg(long)]
    dir: PathBuf,
    /// The dataset whose copies it may be made from.
    #[arg(long, required_unless_present = "receipt")]
    dataset: Option<DatasetId>,
    /// A receipt to hold it against instead: is it that copy, unaltered?
    #[arg(long, conflicts_with = "dataset")]
    receipt: Option<ReceiptId>,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Who looks: a session's or an API token. Without one it is whoever holds the folder and its root key.
    #[arg(long, env = "GONGSHU_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Trace {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        let app = super::open(self.dir.clone(), self.database.clone()).await?;
        let bar = output::spinner("looking");
        let outcome = self.look(&app).await;
        bar.finish_and_clear();
        let said = match &outcome {
            Ok(Outcome::Traced(report)) => traced(&app, report, self.json),
            Ok(Outcome::Checked(check)) => checked(&app, check, self.json),
            Err(problem) => Err(anyhow::anyhow!(super::problem_words(&app, problem))),
        };
        app.close().await;
        said
    }

    async fn look(&self, app: &App) -> Result<Outcome, Problem> {
        let session = match &self.token {
            Some(token) => Some(app.authenticate(token).await?),
            None => None,
        };
        let (by, file): (Option<&Session>, &Path) = (session.as_deref(), &self.file);
        match (&self.dataset, &self.receipt) {
            (_, Some(receipt)) => app.check_copy(by, receipt, file).await.map(Box::new).map(Outcome::Checked),
            (Some(dataset), None) => app.trace(by, dataset, file).await.map(Outcome::Traced),
            // The command line asks for one of the two.
            (None, None) => Err(Problem::NotFound(Message::new("trace-nothing-named"))),
        }
    }
}

enum Outcome {
    Traced(TraceReport),
    Checked(Box<CopyCheck>),
}

fn traced(app: &App, report: &TraceReport, json: bool) -> Result<ExitCode> {
    if json {
        output::json(&as_json(report))?;
    } else {
        print(app, report);
    }
    Ok(if report.finding == Finding::Named { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The shape other programs read.
fn as_json(report: &TraceReport) -> Value {
    let copies: Vec<Value> = report
        .copies
        .iter()
        .map(|copy| {
            json!({
                "copy": copy.receipt,
                "receipt": copy.receipt,
                "recipient": copy.recipient,
                "agreement": copy.agreement,
                "score": copy.score,
                "bound": copy.bound,
            })
        })
        .collect();
    json!({
        "dataset": report.dataset,
        "rows_read": report.rows_read,
        "verdict": report.finding,
        "bound": report.bound,
        "copies": copies,
        "candidates": report.candidates,
        "rows_needed": report.rows_needed,
        "missing_columns": report.missing,
        "unmarked": report.unmarked,
        "gone": report.gone,
    })
}

fn print(app: &App, report: &TraceReport) {
    let say = |message: Message| line!("{}", output::say(app.words(), &message));
    let bound = |bound: f64| format!("{bound:.1e}");
    let about = |key: &str| {
        Message::new(key)
            .with("dataset", &report.dataset)
            .with("rows", report.rows_read)
            .with("candidates", report.candidates)
            .with("copies", report.copies.len())
            .with("bound", bound(report.bound))
    };
    say(about(match report.finding {
        Finding::Named => "trace-named",
        Finding::NotOurs => "trace-not-ours",
        Finding::Original => "trace-original",
        Finding::TooFewMarks => "trace-too-few-marks",
    }));
    for copy in &report.copies {
        let recipient =
            copy.name.as_ref().map_or_else(|| copy.recipient.clone(), |name| format!("{name} ({})", copy.recipient));
        let agreement = copy.agreement.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string);
        say(Message::new("trace-copy")
            .with("receipt", &copy.receipt)
            .with("recipient", recipient)
            .with("agreement", agreement)
            .with("score", format!("{:.1}", copy.score))
            .with("bound", bound(copy.bound)));
    }
    if let Some(rows) = report.rows_needed {
        say(Message::new("trace-rows-needed").with("rows", rows));
    }
    if !report.missing.is_empty() {
        say(Message::new("trace-missing").with("columns", report.missing.join("、")));
    }
    if report.unmarked > 0 {
        say(Message::new("trace-unmarked").with("copies", report.unmarked));
    }
    if report.gone > 0 {
        say(Message::new("trace-gone").with("copies", report.gone));
    }
}

fn checked(app: &App, check: &CopyCheck, json: bool) -> Result<ExitCode> {
    let (word, said, alteration) = match &check.integrity {
        Integrity::Bytes => ("same-bytes", Message::new("copy-same-bytes"), None),
        Integrity::Values => ("same-values", Message::new("copy-same-values"), None),
        Integrity::Altered(alteration) => ("altered", Message::new("copy-altered"), alteration.as_ref()),
    };
    if json {
        output::json(&json!({ "receipt": check.receipt.id, "verdict": word, "alteration": alteration }))?;
    } else {
        let say = |message: Message| line!("{}", output::say(app.words(), &message));
        say(said.with("receipt", &check.receipt.id));
        alteration.into_iter().flat_map(differences).for_each(say);
    }
    Ok(if word == "altered" { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Names what differs, one sentence each.
fn differences(alteration: &Alteration) -> Vec<Message> {
    let mut said = Vec::new();
    if alteration.rows_expected != alteration.rows_found {
        let rows = Message::new("copy-rows-differ").with("expected", alteration.rows_expected);
        said.push(rows.with("found", alteration.rows_found));
    }
    let columns = [
        ("copy-columns-missing", &alteration.columns_missing),
        ("copy-columns-added", &alteration.columns_added),
        ("copy-columns-changed", &alteration.columns_changed),
    ];
    let named = columns.into_iter().filter(|(_, names)| !names.is_empty());
    said.extend(named.map(|(key, names)| Message::new(key).with("columns", names.join("、"))));
    let flags = [
        ("copy-columns-reordered", alteration.columns_reordered),
        ("copy-rows-reordered", alteration.rows_reordered),
        ("copy-rows-recombined", alteration.rows_recombined),
    ];
    said.extend(flags.into_iter().filter(|(_, holds)| *holds).map(|(key, _)| Message::new(key)));
    said
}
