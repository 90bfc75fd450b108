use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use app::Words;
use clap::Args;
use lake::ingest::{Inspection, Limits};
use serde_json::{Value, json};

use crate::output;

/// Set-aside rows shown to a person; `--json` lists all that are kept.
const SHOWN: usize = 20;
/// Set-aside rows listed for machines; beyond that they are counted only, so that memory stays bounded.
const LISTED: usize = 1_000_000;

#[derive(Args)]
#[command(after_help = "Example:\n  gongshu inspect 企业名单.csv --json")]
pub(crate) struct Inspect {
    file: PathBuf,
    /// GB/T 2260 code of the region whose rule pack it is recognised by; the national one if left out.
    #[arg(long)]
    region: Option<String>,
    /// A folder of rules to take the pack from; the shipped rules if left out.
    #[arg(long, requires = "region")]
    rules: Option<PathBuf>,
    /// One JSON object for machines.
    #[arg(long)]
    json: bool,
}

impl Inspect {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let words = Words::load()?;
        let bar = output::spinner("reading");
        let limits = Limits { listed_set_aside: LISTED, ..Limits::default() };
        let limits = match &self.region {
            Some(code) => Limits { pack: super::law::packs(self.rules.as_deref())?.of(code), ..limits },
            None => limits,
        };
        let read = lake::ingest::inspect(&self.file, &limits);
        bar.finish_and_clear();
        let inspection = match read {
            Ok(inspection) => inspection,
            Err(error) => bail!("{}: {}", self.file.display(), output::say(&words, &error.message())),
        };
        if self.json {
            output::json(&as_json(&inspection, &words))?;
        } else {
            print(&inspection, &words);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The shape other programs check.
pub(super) fn as_json(inspection: &Inspection, words: &Words) -> Value {
    let set_aside: Vec<Value> = inspection
        .set_aside
        .iter()
        .map(|row| json!({ "line": row.line, "reason": output::say(words, &row.reason) }))
        .collect();
    let fields: Vec<Value> = inspection
        .fields
        .iter()
        .map(|field| {
            json!({
                "name": field.name,
                "type": field.data_type.name(),
                "nulls": field.nulls,
                "distinct": field.distinct,
                "distinct_exact": field.distinct_exact,
                "kinds": field.kinds,
                "grade": field.grade,
                "why": field.why.iter().map(|why| output::say(words, why)).collect::<Vec<_>>(),
                "placeholders": field.placeholders,
                "excel_damaged": field.excel_damaged,
            })
        })
        .collect();
    json!({
        "format": inspection.format.name(),
        "encoding": inspection.encoding,
        "rows_read": inspection.rows_read,
        "rows_kept": inspection.rows_kept,
        "set_aside": set_aside,
        "set_aside_count": inspection.set_aside_count,
        "duplicate_rows": inspection.duplicate_rows,
        "fields": fields,
        "notes": inspection.notes.iter().map(|note| output::say(words, note)).collect::<Vec<_>>(),
    })
}

pub(super) fn print(inspection: &Inspection, words: &Words) {
    line!("{} · {}", inspection.format.name(), inspection.encoding);
    line!(
        "rows read {} = kept {} + set aside {} (duplicates {})",
        inspection.rows_read,
        inspection.rows_kept,
        inspection.set_aside_count,
        inspection.duplicate_rows
    );
    for row in inspection.set_aside.iter().take(SHOWN) {
        line!("  line {}: {}", row.line, output::say(words, &row.reason));
    }
    for note in &inspection.notes {
        line!("  {}", output::say(words, note));
    }
    for field in &inspection.fields {
        let kinds = field.kinds.iter().map(|kind| format!("{kind:?}")).collect::<Vec<_>>().join(", ");
        line!(
            "  {:<24} {:<10} nulls {:<8} distinct {:<8} {:?} {kinds}",
            field.name,
            field.data_type.name(),
            field.nulls,
            field.distinct,
            field.grade
        );
        for why in field.why.iter().filter(|_| !field.kinds.is_empty()) {
            line!("    {}", output::say(words, why));
        }
    }
}
