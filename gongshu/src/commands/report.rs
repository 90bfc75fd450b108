use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use app::{Language, Period, SheetFormat, SystemClock, WantedReport};
use base::{Clock as _, LawDate};
use clap::{Args, ValueEnum};
use law::Report as Name;

#[derive(Args)]
#[command(after_help = "Examples:
  gongshu report on-time --dir /srv/gongshu
  gongshu report body-score --dir /srv/gongshu --from 2026-01-01 --to 2026-12-31 --format xlsx --out score.xlsx")]
pub(crate) struct Report {
    /// Which report, such as on-time or sharing-demand.
    #[arg(value_parser = name)]
    name: Name,
    #[arg(long)]
    dir: PathBuf,
    /// postgres://… instead of the folder's own SQLite file.
    #[arg(long, env = "GONGSHU_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// First day counted; the first of January if left out.
    #[arg(long)]
    from: Option<LawDate>,
    /// Last day counted; today if left out.
    #[arg(long)]
    to: Option<LawDate>,
    /// GB/T 2260 code of the region whose bodies are counted; the platform's own if left out.
    #[arg(long)]
    region: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// A file to write instead of standard output.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Csv,
    Xlsx,
}

fn name(text: &str) -> Result<Name, String> {
    let known = || Name::ALL.iter().map(|report| report.name()).collect::<Vec<_>>().join(", ");
    Name::ALL.iter().copied().find(|report| report.name() == text).ok_or_else(|| format!("expected one of {}", known()))
}

impl Report {
    pub(crate) async fn run(self) -> Result<ExitCode> {
        if self.format == Format::Xlsx && self.out.is_none() && std::io::stdout().is_terminal() {
            bail!("expected --out FILE for a workbook, found a terminal");
        }
        let year = Period::year_to(SystemClock.now().law_date());
        let period = Period { from: self.from.unwrap_or(year.from), to: self.to.unwrap_or(year.to) };
        if period.to < period.from {
            bail!("expected the period to end on or after {}, found {}", period.from, period.to);
        }
        let wanted = WantedReport { report: self.name, place: self.region, period };
        let table = app::report(&self.dir, self.database, Arc::new(seal::OsEntropy), wanted).await?;
        let bytes = match self.format {
            Format::Json => serde_json::to_vec_pretty(&table)?,
            Format::Csv => app::sheet(&table, SheetFormat::Csv, Language::Zh)?,
            Format::Xlsx => app::sheet(&table, SheetFormat::Xlsx, Language::Zh)?,
        };
        match self.out {
            Some(path) => std::fs::write(&path, bytes)
                .with_context(|| format!("expected to write {}; check the folder and its mode", path.display()))?,
            None => std::io::stdout().write_all(&bytes)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
