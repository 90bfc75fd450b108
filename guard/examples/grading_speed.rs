//! Values per second of the whole proposal: `cargo run --release -p gongshu-guard --example grading_speed -- FILE [ROUNDS]`.
//! FILE holds a column name, a tab and a value on each line, so that another recogniser can read the same values.

use std::collections::BTreeMap;
use std::time::Instant;

use guard::pack::Pack;
use guard::recognise::{ColumnScan, Headings};
use guard::text::scan_text;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("expected the name of a file of columns")?;
    let rounds = std::env::args().nth(2).map_or(Ok(50), |rounds| rounds.parse())?;
    let text = std::fs::read_to_string(file)?;
    let mut columns: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in text.lines().filter_map(|line| line.split_once('\t')) {
        columns.entry(name).or_default().push(value);
    }
    let rate = proposals_per_second(&columns, rounds);
    println!("columns: {:.2} M values/s", rate / 1e6);
    let start = Instant::now();
    let spans: usize =
        text.lines().filter_map(|line| line.split_once('\t')).map(|(_, value)| scan_text(value).len()).sum();
    let values = text.lines().count() as f64;
    println!("texts: {:.3} M values/s ({spans} spans)", values / start.elapsed().as_secs_f64() / 1e6);
    Ok(())
}

/// Scans every column `rounds` times and proposes its kinds; values per second on one core.
pub fn proposals_per_second(columns: &BTreeMap<&str, Vec<&str>>, rounds: usize) -> f64 {
    let names: Vec<String> = columns.keys().map(|name| (*name).to_owned()).collect();
    let headings = Headings::of(Pack::national(), &names);
    let start = Instant::now();
    let mut values = 0;
    for _ in 0..rounds {
        for (name, column) in columns {
            let mut scan = ColumnScan::under(&headings, name);
            for value in column {
                scan.observe(value);
            }
            values += column.len();
            assert!(scan.finish().len() <= base::Kind::ALL.len());
        }
    }
    values as f64 / start.elapsed().as_secs_f64()
}
