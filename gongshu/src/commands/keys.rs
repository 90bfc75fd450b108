use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Result, bail};
use app::{App, Problem, Rotate};
use base::{DatasetId, VersionId};
use clap::{Args, Subcommand};

use crate::output;

#[derive(Subcommand)]
#[command(after_help = "Examples:
  gongshu keys list --dir /srv/gongshu
  gongshu keys rotate --dir /srv/gongshu --region
  gongshu keys rotate --dir /srv/gongshu --root /media/usb/root-2.key
  gongshu keys destruction --dir /srv/gongshu --version-id ver-7")]
pub(crate) enum Keys {
    /// Every wrapped key: kind, name, generation, ciphers, and which generation of the key above holds it.
    List(List),
    /// Replace a key by its next generation. No stored object is rewritten.
    Rotate(Rotation),
    /// The signed record of a version's destruction, as JSON; check it with `gongshu verify --destruction`.
    Destruction(Destruction),
}

#[derive(Args)]
pub(crate) struct Platform {
    #[arg(long)]
    dir: PathBuf,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    platform: Platform,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct Rotation {
    #[command(flatten)]
    platform: Platform,
    #[command(flatten)]
    which: Which,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// The root key, by the one in this file; the file is made if there is none. Keep the old one as long as backups of
    /// the records are kept.
    #[arg(long, value_name = "NEWFILE")]
    root: Option<PathBuf>,
    /// The region's key.
    #[arg(long)]
    region: bool,
    /// The key of this dataset.
    #[arg(long, value_name = "ID")]
    dataset: Option<DatasetId>,
}

#[derive(Args)]
pub(crate) struct Destruction {
    #[command(flatten)]
    platform: Platform,
    /// The destroyed version.
    #[arg(long)]
    version_id: VersionId,
}

impl Platform {
    async fn open(self) -> Result<Arc<App>> {
        super::open(self.dir, self.database).await
    }
}

/// Closes the platform, and says in words what went wrong.
async fn ended<T>(app: &App, outcome: Result<T, Problem>) -> Result<T> {
    let said = outcome.as_ref().err().map(|problem| {
        let words = super::problem_words(app, problem);
        if let Problem::Unavailable { detail, .. } = problem { format!("{words} {detail}") } else { words }
    });
    app.close().await;
    match (outcome, said) {
        (Ok(value), _) => Ok(value),
        (Err(_), said) => bail!(said.unwrap_or_default()),
    }
}

impl Keys {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::List(list) => list.run().await,
            Self::Rotate(rotation) => rotation.run().await,
            Self::Destruction(destruction) => destruction.run().await,
        }
    }
}

impl List {
    async fn run(self) -> Result<ExitCode> {
        let app = self.platform.open().await?;
        let mut lines = Vec::new();
        let listed = app
            .list_keys(|key| {
                if self.json {
                    lines.push(key);
                } else {
                    let app::KeyLine { kind, name, generation, suite, holder_generation, holder_check } = key;
                    line!("{kind:<10} {name}  {generation}  {suite}  under {holder_generation} ({holder_check})");
                }
            })
            .await;
        ended(&app, listed).await?;
        if self.json {
            output::json(&lines)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Rotation {
    async fn run(self) -> Result<ExitCode> {
        let what = match self.which {
            Which { root: Some(file), .. } => Rotate::Root(file),
            Which { dataset: Some(id), .. } => Rotate::Dataset(id),
            Which { .. } => Rotate::Region,
        };
        let app = self.platform.open().await?;
        let rotated = app.rotate_key(&what).await;
        let rotated = ended(&app, rotated).await?;
        if self.json {
            output::json(&rotated)?;
        } else {
            let (old, new) = (&rotated.old, &rotated.new);
            line!(
                "{} key {}: generation {} ({}) took over from {} ({})",
                new.kind,
                new.name,
                new.generation,
                new.check,
                old.generation,
                old.check
            );
            line!("  {} keys below it were wrapped anew; nothing stored was rewritten", rotated.rewrapped);
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Destruction {
    async fn run(self) -> Result<ExitCode> {
        let app = self.platform.open().await?;
        let record = app.destruction_record(&self.version_id).await;
        match ended(&app, record).await? {
            Some(record) => output::json(&record)?,
            None => bail!("expected a version whose destruction was carried out, found {}", self.version_id),
        }
        Ok(ExitCode::SUCCESS)
    }
}
