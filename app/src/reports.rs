//! Reports 统计: counted from the acts of the log, by the platform or by whoever holds its records.

use std::path::Path;
use std::sync::Arc;

use access::{Action, Resource};
use base::{Entropy, Message};
use domain::report::{Count, Period, Table};
use exchange::Sheet;
use law::{Report, Rulebook, covers};
use store::Store;

use crate::law::ExplainError;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;
use crate::words::Language;

/// What to count.
#[derive(Debug, Clone)]
pub struct WantedReport {
    pub report: Report,
    /// GB/T 2260 code of the region whose bodies are counted; the platform's own if left out.
    pub place: Option<String>,
    pub period: Period,
}

impl App {
    /// Counts a report. Reads the whole log once, in pages.
    pub async fn report(&self, session: &Session, wanted: WantedReport) -> Result<Table, Problem> {
        self.allow(session, Action::SeeReport, &Resource::Platform)?;
        let place = wanted.place.unwrap_or_else(|| self.file.region.clone());
        if !covers(&self.file.region, &place) {
            let message = Message::new("invalid-region").with("region", &self.file.region);
            return Err(Problem::invalid("region", message));
        }
        if wanted.period.to < wanted.period.from {
            return Err(Problem::invalid("to", Message::new("invalid-period")));
        }
        let region = self.deciding_at(&place)?.region;
        Ok(count(&self.store, Count::new(wanted.report, &self.rulebook, region, &place, wanted.period)).await?)
    }

    /// The calendar year of today, up to today: what a report counts where nothing else is asked.
    pub fn this_year(&self) -> Period {
        Period::year_to(self.clock.now().law_date())
    }
}

/// Counts a report from a platform's records, without the platform: the way for whoever counts again.
pub async fn report(
    folder: &Path,
    database: Option<String>,
    entropy: Arc<dyn Entropy>,
    wanted: WantedReport,
) -> Result<Table, ReportError> {
    let (folder, store) = crate::law::records_of(folder, database, entropy).await?;
    let counted = async {
        let place = wanted.place.unwrap_or(folder.read()?.region);
        let rules = folder.rule_files()?;
        let rulebook = Rulebook::parse(rules.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
        let region = rulebook.law_of(&place).ok_or_else(|| ReportError::Region { found: place.clone() })?;
        let table = count(&store, Count::new(wanted.report, &rulebook, region, &place, wanted.period)).await?;
        Ok(table)
    };
    let counted = counted.await;
    store.close().await;
    counted
}

/// Why a report could not be counted.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error(transparent)]
    Records(#[from] ExplainError),
    #[error(transparent)]
    Folder(#[from] crate::folder::FolderError),
    #[error("expected a rulebook that holds together, found faults:\n{0}")]
    Rules(#[from] law::LoadErrors),
    #[error("expected a region of the rulebook or below one, found {found}; see rules/regions")]
    Region { found: String },
    #[error(transparent)]
    Read(#[from] store::ReadError),
}

async fn count(store: &Store, mut count: Count<'_>) -> Result<Table, store::ReadError> {
    crate::log::walk(store, |position, envelope| count.take(position, envelope)).await?;
    Ok(count.finish())
}

/// How a table leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFormat {
    Csv,
    Xlsx,
}

/// A report as a spreadsheet takes it: stable names in CSV, words in a workbook.
pub fn sheet(table: &Table, format: SheetFormat, language: Language) -> Result<Vec<u8>, exchange::SheetError> {
    let plain = table.plain();
    let said = |words: &law::Words| match language {
        Language::Zh => words.zh.clone(),
        Language::En => words.en.clone(),
    };
    let header = match format {
        SheetFormat::Csv => plain.header,
        SheetFormat::Xlsx => plain.labels.iter().map(said).collect(),
    };
    let basis = table.basis.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let from = format!("{} {} – {}; log {}; {basis}", table.place, table.period.from, table.period.to, table.head);
    let sheet = Sheet {
        title: &said(&table.title),
        notes: &[said(&table.how), from],
        header: &header,
        numbers: &plain.numbers,
        rows: &plain.rows,
    };
    match format {
        SheetFormat::Csv => Ok(sheet.csv()),
        SheetFormat::Xlsx => sheet.xlsx(),
    }
}
