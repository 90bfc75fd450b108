//! Every real table and every adversarial file, and what becomes of it.
//!
//! Re-bless after a deliberate change with `GONGSHU_BLESS=1`. A number of rows must agree with the data's own README.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use lake::ingest::{Inspection, Limits, inspect};

/// The folder of real data beside the checkout; none (said aloud) where it is missing, a failure in CI.
pub(crate) fn data() -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    if found.is_dir() {
        return Some(found);
    }
    assert!(std::env::var_os("CI").is_none(), "expected the test data beside the checkout at {}", found.display());
    eprintln!("SKIPPED: no test data at {}", found.display());
    None
}

pub(crate) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn describe(inspection: &Inspection) -> String {
    let fields: Vec<String> =
        inspection.fields.iter().map(|field| format!("{}:{}", field.name, field.data_type.name())).collect();
    let shown = if fields.len() > 30 {
        format!("{} … ({} more)", fields[..30].join(" | "), fields.len() - 30)
    } else {
        fields.join(" | ")
    };
    let mut text = format!(
        "{} {} read={} kept={} aside={} duplicates={} columns={}\n    {shown}\n",
        inspection.format.name(),
        inspection.encoding,
        inspection.rows_read,
        inspection.rows_kept,
        inspection.set_aside_count,
        inspection.duplicate_rows,
        inspection.fields.len(),
    );
    for note in &inspection.notes {
        writeln!(text, "    note {} {:?}", note.key, note.args).unwrap();
    }
    for aside in inspection.set_aside.iter().take(8) {
        writeln!(text, "    line {}: {} {:?}", aside.line, aside.reason.key, aside.reason.args).unwrap();
    }
    text
}

/// Rows × columns as the data's README counts them.
fn promised(readme: &str) -> BTreeMap<String, (u64, usize)> {
    let mut found = BTreeMap::new();
    for line in readme.lines() {
        let Some((name, rest)) = line.strip_prefix("- `").and_then(|line| line.split_once('`')) else { continue };
        let Some((before, after)) = rest.split_once(" rows × ") else { continue };
        let rows = before.rsplit(' ').next().unwrap().replace(',', "");
        let columns: String = after.chars().take_while(char::is_ascii_digit).collect();
        found.insert(name.to_owned(), (rows.parse().unwrap(), columns.parse().unwrap()));
    }
    found
}

#[test]
fn every_file_is_read_as_counted_or_refused_with_words() {
    let Some(data) = data() else { return };
    let readme = fs::read_to_string(data.join("README.md")).unwrap();
    let promised = promised(&readme);
    let mut paths = Vec::new();
    for folder in ["gov-beijing", "gov-other", "world", "adversarial"] {
        files(&data.join(folder), &mut paths);
    }
    paths.sort();
    assert!(paths.len() > 100, "the data is there: {}", paths.len());
    let mut table = String::from("# file: outcome. Columns with their types, notes, first set-aside lines.\n");
    let mut wrong = String::new();
    for path in paths {
        let name = path.strip_prefix(&data).unwrap().to_string_lossy().into_owned();
        match inspect(&path, &Limits::default()) {
            Ok(found) => {
                assert_eq!(found.rows_read, found.rows_kept + found.set_aside_count, "{name}");
                if let Some((rows, _)) = promised.get(&name).filter(|(rows, _)| *rows != found.rows_read) {
                    writeln!(wrong, "{name}: {rows} promised, {} read", found.rows_read).unwrap();
                }
                write!(table, "{name}: {}", describe(&found)).unwrap();
            }
            Err(error) => {
                let words = error.message();
                assert!(!promised.contains_key(&name), "{name} refused: {error}");
                writeln!(table, "{name}: refused {} {:?}", words.key, words.args).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ingest/golden.txt");
    if std::env::var_os("GONGSHU_BLESS").is_some() {
        fs::write(&golden, &table).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    let differs = table.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    assert!(
        differs.is_none() && table.len() == expected.len(),
        "golden table differs (GONGSHU_BLESS=1 rewrites): {differs:?}"
    );
}
