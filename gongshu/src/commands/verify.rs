use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use app::{Folder, VerifyError};
use clap::Args;
use serde_json::json;

use crate::output;

/// Larger than any receipt.
const RECEIPT_MAX: u64 = 2 << 20;

#[derive(Args)]
#[command(after_help = "Examples:
  gongshu verify --dir /srv/gongshu
  gongshu verify --receipt receipt.json --key log.vkey
  gongshu verify --destruction record.json --key records.vkey")]
pub(crate) struct Verify {
    /// The platform to check whole.
    #[arg(long, conflicts_with_all = ["receipt", "destruction", "key"], required_unless_present_any = ["receipt", "destruction"])]
    dir: Option<PathBuf>,
    /// One receipt to check offline.
    #[arg(long, requires = "key")]
    receipt: Option<PathBuf>,
    /// The signed record of a destruction to check offline.
    #[arg(long, requires = "key", conflicts_with = "receipt")]
    destruction: Option<PathBuf>,
    /// The public key of the platform that issued it: log.vkey for a receipt, records.vkey for a destruction.
    #[arg(long)]
    key: Option<PathBuf>,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match (self.dir, self.receipt, self.destruction, self.key) {
            (Some(dir), _, _, _) => platform(dir, self.database, self.json).await,
            (None, Some(receipt), _, Some(key)) => kept_receipt(&receipt, &key, self.json),
            (None, None, Some(record), Some(key)) => kept_destruction(&record, &key, self.json),
            (None, _, _, _) => bail!("expected --dir, or --receipt or --destruction with --key"),
        }
    }
}

async fn platform(dir: PathBuf, database: Option<String>, json: bool) -> Result<ExitCode> {
    let bar = output::spinner("verifying");
    let verified = app::verify(&Folder::new(&dir), database, Arc::new(seal::OsEntropy), |so_far| {
        bar.set_message(format!("{} acts, {} table files", so_far.acts, so_far.files));
    })
    .await;
    bar.finish_and_clear();
    match verified {
        Ok(report) => {
            if json {
                output::json(&json!({ "holds": true, "checked": report }))?;
            } else {
                line!(
                    "All holds: {} acts ({} in the checkpoint, {} lawfully erased), {} tiles, {} view rows, {} table files.",
                    report.acts,
                    report.sequenced,
                    report.erased,
                    report.tiles,
                    report.views,
                    report.files
                );
                match &report.backup {
                    Some(last) => line!(
                        "Last backup: {}, of {} acts, to {}; {} acts since.",
                        last.at,
                        last.position,
                        last.folder,
                        last.since
                    ),
                    None => line!("Last backup: none on record."),
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if error.is_difference() => {
            differs(json, &error)?;
            Ok(ExitCode::from(1))
        }
        Err(error) => Err(error.into()),
    }
}

/// Names the first difference in the person's language; machines also get the whole of it.
fn differs(json: bool, error: &VerifyError) -> Result<()> {
    let words = app::Words::load()?;
    let said = error.message().map_or_else(|| error.to_string(), |message| output::say(&words, &message));
    if json {
        output::json(&json!({ "holds": false, "difference": said, "detail": error.to_string() }))
    } else {
        line!("{said}");
        line!("  {error}");
        Ok(())
    }
}

fn read(path: &std::path::Path) -> Result<Vec<u8>> {
    let size = std::fs::metadata(path).with_context(|| format!("expected to read {}", path.display()))?.len();
    if size > RECEIPT_MAX {
        bail!("expected {} to be at most {RECEIPT_MAX} bytes, found {size}", path.display());
    }
    std::fs::read(path).with_context(|| format!("expected to read {}", path.display()))
}

fn kept_destruction(record: &std::path::Path, key: &std::path::Path, json: bool) -> Result<ExitCode> {
    let keys = String::from_utf8(read(key)?).context("expected the key file to be text")?;
    match app::verify_destruction(&read(record)?, &keys) {
        Ok(statement) => {
            if json {
                output::json(&json!({ "holds": true, "statement": statement }))?;
            } else {
                line!("Holds: version {} of {} was destroyed", statement.version, statement.dataset);
                line!("  case      {}", statement.case);
                line!("  technique {}", statement.technique);
                line!("  keys      {}", statement.keys.len());
                line!("  objects   {}", statement.objects.len());
                line!("  at        {}", statement.at);
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => does_not_hold(json, &error.to_string()),
    }
}

fn does_not_hold(json: bool, why: &str) -> Result<ExitCode> {
    if json {
        output::json(&json!({ "holds": false, "difference": why }))?;
    } else {
        line!("Does not hold: {why}");
    }
    Ok(ExitCode::from(1))
}

fn kept_receipt(receipt: &std::path::Path, key: &std::path::Path, json: bool) -> Result<ExitCode> {
    let key_text = String::from_utf8(read(key)?).context("expected the key file to be text")?;
    let key = key_text.trim().parse().with_context(|| format!("expected a public key in {}", key.display()))?;
    match app::verify_receipt(&read(receipt)?, &key) {
        Ok((receipt, position)) => {
            if json {
                output::json(&json!({ "holds": true, "position": position, "receipt": receipt }))?;
            } else {
                line!("Holds: receipt {} at position {position}", receipt.id);
                line!("  released  {}", receipt.released);
                line!("  purpose   {}", receipt.purpose);
                line!("  rows      {}", receipt.rows);
                line!("  answer    sha256 {}", receipt.answer);
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => does_not_hold(json, &error.to_string()),
    }
}
