//! Recognising what columns hold, beside Presidio on the same values.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use guard::pack::{Pack, Scope};
use guard::recognise::{ColumnScan, Headings};

use crate::figures::{Figures, Measured};
use crate::peers;

const ROWS: u64 = 20_000;
const ROUNDS: usize = 10;
const PRESIDIO: &str = include_str!("presidio.py");

pub(crate) fn run(figures: &mut Figures) -> Result<()> {
    let table = testkit::tables::residents(ROWS, ROWS / 10, 43_697);
    let rows: Vec<Vec<String>> = table.kept().collect();
    let names: Vec<String> = table.columns.iter().map(|name| (*name).to_owned()).collect();
    let ours = Measured { value: graded(&names, &rows)?, unit: "/s" };
    let folder = tempfile::tempdir().context("expected a temporary folder")?;
    let (values, script) = (folder.path().join("values.tsv"), folder.path().join("presidio.py"));
    std::fs::write(&values, written(table.columns, &rows)).context("expected to write the values")?;
    std::fs::write(&script, PRESIDIO).context("expected to write the peer's script")?;
    let said = peers::output(Command::new(peers::program("python3")?).arg(&script).arg(&values))?;
    let rate = said.trim().parse().with_context(|| format!("expected values a second, found {said:?}"))?;
    let peer = Measured { value: rate, unit: "/s" };
    figures.compare("values recognised and graded, one core", ours, ("presidio-analyzer", peer), ">= 1000");
    Ok(())
}

/// Values a second of the whole proposal, kinds and grade, on one core.
fn graded(names: &[String], rows: &[Vec<String>]) -> Result<f64> {
    let pack = Pack::national();
    let start = Instant::now();
    let mut values = 0_usize;
    for _ in 0..ROUNDS {
        let headings = Headings::of(Pack::national(), names);
        for (at, name) in names.iter().enumerate() {
            let mut scan = ColumnScan::under(&headings, name);
            let column = rows.iter().filter_map(|row| row.get(at));
            values += column.inspect(|value| scan.observe(value)).count();
            let grade = pack.grade(&scan.finish(), &Scope::default());
            ensure!(!grade.why.is_empty(), "expected a reason for the grade of {name}, found none");
        }
    }
    Ok(values as f64 / start.elapsed().as_secs_f64())
}

/// A column name, a tab and a value on each line.
fn written(names: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (name, value) in names.iter().zip(row) {
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{name}\t{value}");
        }
    }
    text
}
