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
  gongshu verify --receipt receipt.json --key log.vkey")]
pub(crate) struct Verify {
    /// The platform to check whole.
    #[arg(long, conflicts_with_all = ["receipt", "key"], required_unless_present = "receipt")]
    dir: Option<PathBuf>,
    /// One receipt to check offline.
    #[arg(long, requires = "key")]
    receipt: Option<PathBuf>,
    /// The public key of the platform that issued the receipt.
    #[arg(long, requires = "receipt")]
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
        match (self.dir, self.receipt, self.key) {
            (Some(dir), _, _) => platform(dir, self.database, self.json).await,
            (None, Some(receipt), Some(key)) => kept_receipt(&receipt, &key, self.json),
            (None, _, _) => bail!("expected --dir, or --receipt with --key"),
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
                    "All holds: {} acts ({} in the checkpoint), {} tiles, {} view rows, {} table files.",
                    report.acts,
                    report.sequenced,
                    report.tiles,
                    report.views,
                    report.files
                );
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

fn kept_receipt(receipt: &std::path::Path, key: &std::path::Path, json: bool) -> Result<ExitCode> {
    let read = |path: &std::path::Path| -> Result<Vec<u8>> {
        let size = std::fs::metadata(path).with_context(|| format!("expected to read {}", path.display()))?.len();
        if size > RECEIPT_MAX {
            bail!("expected {} to be at most {RECEIPT_MAX} bytes, found {size}", path.display());
        }
        std::fs::read(path).with_context(|| format!("expected to read {}", path.display()))
    };
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
        Err(error) => {
            if json {
                output::json(&json!({ "holds": false, "difference": error.to_string() }))?;
            } else {
                line!("Does not hold: {error}");
            }
            Ok(ExitCode::from(1))
        }
    }
}
