//! The social credit codes of the real tables, by what is wrong with them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use base::identifier::damaged_by_excel;
use base::identifier::uscc::{self, Tally};
use lake::ingest::Limits;

use super::golden::{data, files};
use super::table::load;

/// A column of codes by its name or by a quarter of its values, which have the form of one or had it before a spreadsheet.
fn is_codes(name: &str, values: &[&str]) -> bool {
    let coded = values.iter().filter(|value| uscc::check_parts(value).is_ok() || damaged_by_excel(value)).count();
    ["信用代码", "社会代码", "识别号", "相对人代码"].iter().any(|word| name.contains(word)) || coded * 4 > values.len()
}

#[test]
fn social_credit_codes_of_the_real_tables() {
    let Some(data) = data() else { return };
    let mut paths = Vec::new();
    files(&data.join("gov-beijing"), &mut paths);
    paths.sort();
    let mut text = String::from(
        "# accepted / outer digit wrong / inner digit wrong / damaged by Excel / other, per column of codes\n",
    );
    let mut all = Tally::default();
    for path in paths {
        let Ok((found, table)) = load(&path, &Limits::default()) else { continue };
        for (column, field) in found.fields.iter().enumerate() {
            let values: Vec<&str> = table
                .rows
                .iter()
                .filter_map(|row| row[column].as_deref())
                .map(str::trim)
                .filter(|v| !v.is_empty())
                .collect();
            if !is_codes(&field.name, &values) {
                continue;
            }
            let mut tally = Tally::default();
            for value in values {
                tally.observe(value);
                all.observe(value);
            }
            let name = path.file_name().unwrap().to_string_lossy();
            writeln!(text, "{name} · {}: {}", field.name, figures(tally)).unwrap();
        }
    }
    writeln!(text, "all: {}", figures(all)).unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ingest/codes.txt");
    if std::env::var_os("GONGSHU_BLESS").is_some() {
        fs::write(&golden, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&golden).unwrap_or_default(), "GONGSHU_BLESS=1 rewrites");
}

fn figures(tally: Tally) -> String {
    let Tally { accepted, outer_wrong, inner_wrong, damaged_by_excel, other } = tally;
    format!("{accepted} / {outer_wrong} / {inner_wrong} / {damaged_by_excel} / {other}")
}
