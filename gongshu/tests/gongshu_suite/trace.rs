//! A copy that got about names its recipient, whatever was done to it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::copies::{DATASET, HEADER, Held, Scene, csv, draw, rows_of, table, trace};

/// Rows of the table two bodies hold copies of.
const ROWS: u64 = 20_000;

type Rows = Vec<Vec<String>>;

fn terms() -> Value {
    json!({
        "fields": HEADER,
        "marking": { "tolerance": { "补贴金额": "0.5" }, "totals": [{ "measure": "补贴金额", "by": ["区县"] }] },
    })
}

/// Where the platform stands after it was closed, and what its two readers hold.
struct Leak {
    folder: PathBuf,
    temporary: tempfile::TempDir,
    copies: [Held; 2],
    agreements: [String; 2],
    recipients: [String; 2],
}

impl Leak {
    async fn new() -> Self {
        let scene = Scene::new(ROWS, [terms(), terms()]).await;
        let copies = [scene.export(0, "csv", None).await, scene.export(1, "csv", None).await];
        let agreements = [0, 1].map(|reader| scene.readers[reader].agreement.clone());
        let recipients = [0, 1].map(|reader| scene.readers[reader].organisation.clone());
        let (folder, temporary) = scene.close().await;
        Self { folder, temporary, copies, agreements, recipients }
    }

    fn rows(&self, copy: usize) -> Rows {
        rows_of(self.copies[copy].text())
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.temporary.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Traces a file and checks that exactly these copies are named, with everything that follows from it.
    #[track_caller]
    fn names(&self, what: &str, file: &Path, expected: &[usize]) {
        let (code, found) = trace(&self.folder, file, &["--dataset", DATASET]);
        assert_eq!((code, found["verdict"].as_str()), (0, Some("named")), "{what}: {found}");
        assert!(found["bound"].as_f64().unwrap() <= 1e-6, "{what}: {found}");
        let copies = found["copies"].as_array().unwrap();
        let mut named: Vec<_> = copies.iter().map(|copy| copy["receipt"].as_str().unwrap().to_owned()).collect();
        let mut guilty: Vec<_> = expected.iter().map(|copy| self.copies[*copy].receipt.clone()).collect();
        named.sort();
        guilty.sort();
        assert_eq!(named, guilty, "{what}: {found}");
        for copy in copies {
            let place = self.copies.iter().position(|held| copy["copy"] == held.receipt.as_str()).unwrap();
            assert_eq!(copy["recipient"], self.recipients[place].as_str(), "{what}");
            assert_eq!(copy["agreement"], self.agreements[place].as_str(), "{what}");
            assert!(copy["bound"].as_f64().unwrap() <= 1e-6 && copy["score"].as_f64().unwrap() > 5.0, "{what}");
        }
    }
}

/// Puts rows into an order of its own.
fn shuffled(mut rows: Rows) -> Rows {
    let mut keyed: Vec<(u64, Vec<String>)> =
        rows.drain(..).zip(0_u64..).map(|(row, number)| (draw(number, 77), row)).collect();
    keyed.sort();
    keyed.into_iter().map(|(_, row)| row).collect()
}

/// Every hundredth row, taken by chance.
fn one_in_a_hundred(rows: Rows) -> Rows {
    let kept = rows.into_iter().zip(0_u64..).filter(|(_, number)| draw(*number, 78).is_multiple_of(100));
    kept.map(|(row, _)| row).collect()
}

/// Half of the cells of the marked fields take another value within twice the bound.
fn half_changed(mut rows: Rows) -> Rows {
    for (number, row) in (0_u64..).zip(&mut rows) {
        for (column, reach) in [(2, 1.0), (3, 0.1)] {
            if draw(number, 80 + column as u64).is_multiple_of(2) {
                let value: f64 = row[column].parse().unwrap();
                let moved = (draw(number, 90 + column as u64) % 2_001) as f64 / 1_000.0 - 1.0;
                row[column] = format!("{:.2}", value + moved * reach);
            }
        }
    }
    rows
}

/// Amounts to whole units, areas to one place.
fn rounded(mut rows: Rows) -> Rows {
    for row in &mut rows {
        row[2] = format!("{:.0}", row[2].parse::<f64>().unwrap());
        row[3] = format!("{:.1}", row[3].parse::<f64>().unwrap());
    }
    rows
}

fn mixed(one: &Rows, other: &Rows) -> Rows {
    let rows = (0_u64..).zip(one.iter().zip(other));
    rows.map(|(number, (one, other))| if draw(number, 79).is_multiple_of(2) { one } else { other }.clone()).collect()
}

/// The fields at these places.
fn only(rows: &Rows, places: &[usize]) -> Rows {
    rows.iter().map(|row| places.iter().map(|place| row[*place].clone()).collect()).collect()
}

fn as_json(rows: &Rows) -> String {
    let object = |row: &Vec<String>| {
        let number = |text: &String| text.parse::<f64>().unwrap();
        json!({ "备注": row[5], "面积": number(&row[3]), "编号": row[0], "补贴金额": number(&row[2]) })
    };
    serde_json::to_string(&rows.iter().map(object).collect::<Vec<_>>()).unwrap()
}

fn as_workbook(rows: &Rows) -> Vec<u8> {
    let header = HEADER.map(str::to_owned);
    let sheet = exchange::Sheet {
        title: "惠企补贴",
        notes: &[],
        header: &header,
        numbers: &[false, false, true, true, true, false],
        rows,
    };
    sheet.xlsx().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_names_its_recipient_after_every_attack() {
    let leak = Leak::new().await;
    let first = leak.rows(0);
    let of = |rows: &Rows| csv(&HEADER, rows);
    leak.names("as it is", &leak.file("whole.csv", &leak.copies[0].body), &[0]);
    leak.names("99 % deleted", &leak.file("few.csv", of(&one_in_a_hundred(first.clone()))), &[0]);
    leak.names("shuffled", &leak.file("shuffled.csv", of(&shuffled(first.clone()))), &[0]);
    let columns = csv(&["面积", "编号", "补贴金额"], &only(&first, &[3, 0, 2]));
    leak.names("columns dropped and reordered", &leak.file("columns.csv", columns), &[0]);
    let renamed = csv(&["a", "b", "c"], &only(&first, &[2, 0, 3]));
    leak.names("columns renamed", &leak.file("renamed.csv", renamed), &[0]);
    leak.names("half of the cells changed", &leak.file("flipped.csv", of(&half_changed(first.clone()))), &[0]);
    leak.names("rounded", &leak.file("rounded.csv", of(&rounded(first.clone()))), &[0]);
    leak.names("as JSON", &leak.file("copy.json", as_json(&first)), &[0]);
    leak.names("as a workbook", &leak.file("copy.xlsx", as_workbook(&one_in_a_hundred(first.clone()))), &[0]);
    let second = leak.rows(1);
    leak.names("the other's", &leak.file("other.csv", of(&one_in_a_hundred(second.clone()))), &[1]);
    leak.names("both mixed", &leak.file("mixed.csv", of(&mixed(&first, &second))), &[0, 1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_named_for_a_foreign_table_a_scrap_or_the_original() {
    let leak = Leak::new().await;
    let verdict = |name: &str, rows: &Rows| {
        let (code, found) = trace(&leak.folder, &leak.file(name, csv(&HEADER, rows)), &["--dataset", DATASET]);
        assert_eq!((code, found["copies"].as_array().map(Vec::len)), (1, Some(0)), "{name}: {found}");
        assert_eq!(found["rows_read"].as_u64(), Some(rows.len() as u64), "{name}: {found}");
        found
    };
    let foreign = verdict("foreign.csv", &table(2_000, 1));
    assert_eq!((foreign["verdict"].as_str(), foreign["bound"].as_f64()), (Some("not-ours"), Some(1e-6)));
    let original = verdict("original.csv", &table(ROWS, 0));
    assert_ne!(original["verdict"], "named", "what no copy was made from accuses nobody");
    let scrap = verdict("scrap.csv", &leak.rows(0)[..10].to_vec());
    assert_eq!(scrap["verdict"], "too-few-marks");
    assert!(scrap["rows_needed"].as_u64().is_some_and(|rows| (20..2_000).contains(&rows)), "{scrap}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_held_against_its_receipt_byte_by_byte_and_value_by_value() {
    let scene = Scene::new(500, [terms(), terms()]).await;
    let copies = [scene.export(0, "csv", None).await, scene.export(1, "parquet", None).await];
    let (folder, temporary) = scene.close().await;
    let check = |name: &str, bytes: &[u8], copy: usize, expected: (i32, &str)| -> Value {
        let path = temporary.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let (code, found) = trace(&folder, &path, &["--receipt", &copies[copy].receipt]);
        assert_eq!((code, found["verdict"].as_str().unwrap()), expected, "{name}: {found}");
        found["alteration"].clone()
    };
    let rows = rows_of(copies[0].text());
    check("same.csv", &copies[0].body, 0, (0, "same-bytes"));
    check("same.parquet", &copies[1].body, 1, (0, "same-bytes"));
    check("again.csv", csv(&HEADER, &rows).replace("\r\n", "\n").as_bytes(), 0, (0, "same-values"));
    check("again.xlsx", &as_workbook(&rows), 0, (0, "same-values"));
    let mut changed = rows.clone();
    changed[7][2] = "1.00".to_owned();
    let altered = check("changed.csv", csv(&HEADER, &changed).as_bytes(), 0, (1, "altered"));
    assert_eq!(altered["columns_changed"], json!(["补贴金额"]));
    let fewer = check("fewer.csv", csv(&HEADER, &rows[1..]).as_bytes(), 0, (1, "altered"));
    assert_eq!((fewer["rows_expected"].as_u64(), fewer["rows_found"].as_u64()), (Some(500), Some(499)));
    let narrow = csv(&HEADER[..5], &only(&rows, &[0, 1, 2, 3, 4]));
    let narrow = check("narrow.csv", narrow.as_bytes(), 0, (1, "altered"));
    assert_eq!(narrow["columns_missing"], json!(["备注"]));
    check("another's.csv", &copies[0].body, 1, (1, "altered"));
}
