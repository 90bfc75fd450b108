//! A copy that got about names its recipient, whatever was done to it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::copies::{DATASET, HEADER, Held, Scene, csv, draw, rows_of, table, trace};

/// Rows of the table bodies hold copies of.
const ROWS: u64 = 20_000;

type Rows = Vec<Vec<String>>;

fn terms() -> Value {
    json!({
        "fields": HEADER,
        "marking": { "tolerance": { "补贴金额": "0.5" }, "totals": [{ "measure": "补贴金额", "by": ["区县"] }] },
    })
}

/// Where the platform stands after it was closed, and what its readers hold.
struct Leak {
    folder: PathBuf,
    temporary: tempfile::TempDir,
    copies: Vec<Held>,
    agreements: Vec<String>,
    recipients: Vec<String>,
}

impl Leak {
    /// Every reader exports once.
    async fn of(scene: Scene, fields: Option<&str>) -> Self {
        let mut copies = Vec::new();
        for reader in 0..scene.readers.len() {
            copies.push(scene.export(reader, "csv", fields).await);
        }
        let agreements = scene.readers.iter().map(|reader| reader.agreement.clone()).collect();
        let recipients = scene.readers.iter().map(|reader| reader.organisation.clone()).collect();
        let (folder, temporary) = scene.close().await;
        Self { folder, temporary, copies, agreements, recipients }
    }

    fn rows(&self, copy: usize) -> Rows {
        rows_of(self.copies[copy].text())
    }

    /// Traces a table nobody may be named of.
    #[track_caller]
    fn names_nobody(&self, name: &str, header: &[&str], rows: &Rows) -> Value {
        let (code, found) = trace(&self.folder, &self.file(name, csv(header, rows)), &["--dataset", DATASET]);
        assert_eq!((code, found["copies"].as_array().map(Vec::len)), (1, Some(0)), "{name}: {found}");
        assert_eq!(found["rows_read"].as_u64(), Some(rows.len() as u64), "{name}: {found}");
        found
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
fn half_changed(mut rows: Rows, [amount, area]: [usize; 2]) -> Rows {
    for (number, row) in (0_u64..).zip(&mut rows) {
        for (column, reach) in [(amount, 1.0), (area, 0.1)] {
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
fn rounded(mut rows: Rows, [amount, area]: [usize; 2]) -> Rows {
    for row in &mut rows {
        row[amount] = format!("{:.0}", row[amount].parse::<f64>().unwrap());
        row[area] = format!("{:.1}", row[area].parse::<f64>().unwrap());
    }
    rows
}

/// Each row from one of the copies.
fn mixed(copies: &[Rows]) -> Rows {
    let from = |row: usize| usize::try_from(draw(row as u64, 79) % copies.len() as u64).unwrap();
    (0..copies[0].len()).map(|row| copies[from(row)][row].clone()).collect()
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

/// Where the marked amount and area stand in a whole copy, and in one without its number.
const MARKED: [usize; 2] = [2, 3];
const MARKED_OF_KEYLESS: [usize; 2] = [1, 2];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_names_its_recipient_after_every_attack() {
    let leak = Leak::of(Scene::new(ROWS, std::iter::repeat_n(terms(), 5)).await, None).await;
    let first = leak.rows(0);
    let of = |rows: &Rows| csv(&HEADER, rows);
    leak.names("as it is", &leak.file("whole.csv", &leak.copies[0].body), &[0]);
    leak.names("99 % deleted", &leak.file("few.csv", of(&one_in_a_hundred(first.clone()))), &[0]);
    leak.names("shuffled", &leak.file("shuffled.csv", of(&shuffled(first.clone()))), &[0]);
    let columns = csv(&["面积", "编号", "补贴金额"], &only(&first, &[3, 0, 2]));
    leak.names("columns dropped and reordered", &leak.file("columns.csv", columns), &[0]);
    let renamed = csv(&["a", "b", "c"], &only(&first, &[2, 0, 3]));
    leak.names("columns renamed", &leak.file("renamed.csv", renamed), &[0]);
    let changed = half_changed(first.clone(), MARKED);
    leak.names("half of the cells changed", &leak.file("flipped.csv", of(&changed)), &[0]);
    let round = rounded(first.clone(), MARKED);
    leak.names("rounded", &leak.file("rounded.csv", of(&round)), &[0]);
    leak.names("as JSON", &leak.file("copy.json", as_json(&first)), &[0]);
    leak.names("as a workbook", &leak.file("copy.xlsx", as_workbook(&one_in_a_hundred(first.clone()))), &[0]);
    let second = leak.rows(1);
    leak.names("the other's", &leak.file("other.csv", of(&one_in_a_hundred(second.clone()))), &[1]);
    leak.names("two mixed", &leak.file("two.csv", of(&mixed(&[first, second]))), &[0, 1]);
    let all: Vec<Rows> = (0..5).map(|copy| leak.rows(copy)).collect();
    leak.names("five mixed", &leak.file("five.csv", of(&mixed(&all))), &[0, 1, 2, 3, 4]);
    let original = leak.names_nobody("original.csv", &HEADER, &table(ROWS, 0));
    assert_eq!(original["verdict"], "original", "the provider's own file is nobody's copy: {original}");
}

fn sorted(mut names: [&str; 3]) -> [&str; 3] {
    names.sort_unstable();
    names
}

/// What leaves of a dataset without a key: no two fields tell a row from all others.
const KEYLESS: [&str; 5] = ["区县", "补贴金额", "面积", "户数", "备注"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_without_a_key_names_its_recipient_after_every_attack() {
    let mut agreed = terms();
    agreed["fields"] = json!(KEYLESS);
    let scene = Scene::keyless(ROWS, [agreed.clone(), agreed]).await;
    let leak = Leak::of(scene, Some(&KEYLESS.join(","))).await;
    let first = leak.rows(0);
    let of = |rows: &Rows| csv(&KEYLESS, rows);
    leak.names("as it is", &leak.file("whole.csv", &leak.copies[0].body), &[0]);
    leak.names("99 % deleted", &leak.file("few.csv", of(&one_in_a_hundred(first.clone()))), &[0]);
    let reordered = csv(&["备注", "面积", "户数", "补贴金额", "区县"], &only(&first, &[4, 2, 3, 1, 0]));
    leak.names("columns reordered", &leak.file("columns.csv", reordered), &[0]);
    leak.names("shuffled", &leak.file("shuffled.csv", of(&shuffled(first.clone()))), &[0]);
    let changed = half_changed(first.clone(), MARKED_OF_KEYLESS);
    leak.names("half of the marked cells changed", &leak.file("flipped.csv", of(&changed)), &[0]);
    let round = rounded(first.clone(), MARKED_OF_KEYLESS);
    leak.names("rounded", &leak.file("rounded.csv", of(&round)), &[0]);
    leak.names("both mixed", &leak.file("mixed.csv", of(&mixed(&[first.clone(), leak.rows(1)]))), &[0, 1]);
    let original = leak.names_nobody("original.csv", &KEYLESS, &only(&table(ROWS, 0), &[1, 2, 3, 4, 5]));
    assert_eq!(original["verdict"], "original", "{original}");
    leak.names_nobody("foreign.csv", &KEYLESS, &only(&table(2_000, 1), &[1, 2, 3, 4, 5]));
    let bare = leak.file("bare.csv", csv(&["补贴金额", "面积"], &only(&first, &[1, 2])));
    leak.names("without any column rows are told by", &bare, &[0]);
    let (_, bare) = trace(&leak.folder, &bare, &["--dataset", DATASET]);
    let mut missing: Vec<_> = bare["missing_columns"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    missing.sort_unstable();
    assert_eq!(missing, sorted(["备注", "户数", "区县"]), "{bare}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_named_for_a_foreign_table_or_a_scrap_and_an_audit_says_which_copy_left() {
    let leak = Leak::of(Scene::new(4_000, [terms(), terms()]).await, None).await;
    let foreign = leak.names_nobody("foreign.csv", &HEADER, &table(2_000, 1));
    assert_eq!((foreign["verdict"].as_str(), foreign["bound"].as_f64()), (Some("not-ours"), Some(1e-6)));
    let scrap = leak.names_nobody("scrap.csv", &HEADER, &leak.rows(0)[..10].to_vec());
    assert_eq!(scrap["verdict"], "too-few-marks");
    assert!(scrap["rows_needed"].as_u64().is_some_and(|rows| (20..2_000).contains(&rows)), "{scrap}");

    let audit = |json: &[&str]| {
        let mut audit = crate::running::gongshu();
        let output = audit.args(["audit", "trace", "--dir"]).arg(&leak.folder).args(["--dataset", DATASET]).args(json);
        let output = output.output().unwrap();
        assert!(output.status.success(), "{}", crate::running::text(&output));
        output.stdout
    };
    let seen: Value = serde_json::from_slice(&audit(&["--json"])).unwrap();
    let copies: Vec<_> = seen["items"].as_array().unwrap().iter().filter(|item| item["channel"] == "export").collect();
    assert_eq!(copies.len(), 2);
    for (item, held) in copies.iter().rev().zip(&leak.copies) {
        assert_eq!((&item["receipt"], &item["copy"]["id"]), (&json!(held.receipt), &json!(held.receipt)));
        assert!(item["copy"]["marks"].as_u64().unwrap() > 4_000, "{item}");
    }
    let told = String::from_utf8(audit(&[])).unwrap();
    assert!(told.contains(&format!("copy {} with ", leak.copies[0].receipt)), "{told}");
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
