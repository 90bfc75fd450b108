//! `fingerprinted-copies` 水印溯源: no copy leaves in bulk without marks that name whom it was given to, or without its
//! receipt saying why, and no mark touches what must stay.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::copies::{DATASET, HEADER, Scene, rows_of, table, trace};

const ROWS: u64 = 3_000;

/// The sums of the amounts by district, in hundredths.
fn totals(rows: &[Vec<String>]) -> BTreeMap<&str, i64> {
    let mut totals = BTreeMap::new();
    for row in rows {
        *totals.entry(row[1].as_str()).or_default() += row[2].replace('.', "").parse::<i64>().unwrap();
    }
    totals
}

fn hundredths(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_copy_bears_marks_of_its_own_and_nothing_that_must_stay_has_moved() {
    let agreed = json!({
        "fields": HEADER,
        "marking": {
            "exact": ["面积"],
            "tolerance": { "补贴金额": "0.2" },
            "totals": [{ "measure": "补贴金额", "by": ["区县"] }],
        },
    });
    let scene = Scene::new(ROWS, [agreed.clone(), agreed]).await;
    let copies =
        [scene.export(0, "csv", None).await, scene.export(0, "csv", None).await, scene.export(1, "csv", None).await];
    let original = table(ROWS, 0);
    for copy in &copies {
        let rows = rows_of(copy.text());
        let moved: Vec<i64> =
            rows.iter().zip(&original).map(|(now, before)| hundredths(&now[2]) - hundredths(&before[2])).collect();
        let marks = moved.iter().filter(|steps| **steps != 0).count();
        assert!(marks as u64 > ROWS * 9 / 10 && moved.iter().all(|steps| steps.abs() <= 20), "{marks} marks");
        assert_eq!(totals(&rows), totals(&original), "a protected total stays");
        for column in [0, 1, 3, 4, 5] {
            let same = rows.iter().zip(&original).all(|(now, before)| now[column] == before[column]);
            assert!(same, "{} is a key, exact, or was given no tolerance", HEADER[column]);
        }
    }
    assert!(copies[0].body != copies[1].body && copies[0].body != copies[2].body, "no two copies are alike");
    let receipt = scene.receipt(0, &copies[0].receipt).await;
    let copy = &receipt["copy"];
    assert!(copy["marks"].as_u64().unwrap() > ROWS * 9 / 10, "{copy}");
    assert_eq!(
        (copy["fields"][0]["name"].as_str(), copy["fields"][0]["most"].as_str()),
        (Some("补贴金额"), Some("0.2"))
    );
    assert_eq!(copy["totals"], json!([{ "measure": "补贴金额", "by": ["区县"] }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_leaving_out_the_key_nor_a_masked_key_gets_a_copy_out_unmarked() {
    let all = json!({ "fields": HEADER });
    let masked = json!({ "fields": HEADER, "masks": { "编号": { "mask": "partial", "head": 2, "tail": 0 } } });
    let scene = Scene::new(ROWS, [all, masked]).await;
    let keyless = scene.export(0, "csv", Some("区县,补贴金额,面积,户数,备注")).await;
    let starred = scene.export(1, "csv", None).await;
    assert!(starred.text().contains("HN*******"), "the key leaves masked");
    for (reader, held) in [(0, &keyless), (1, &starred)] {
        assert!(
            !held.text().contains("HN0000001") && !held.text().contains("行键"),
            "no key gets out that was not granted"
        );
        let copy = scene.receipt(reader, &held.receipt).await["copy"].clone();
        assert!(copy["marks"].as_u64().unwrap() > ROWS, "{copy}");
    }
    let recipients = [scene.readers[0].organisation.clone(), scene.readers[1].organisation.clone()];
    // Of their own number to be told by, rows would need a key; here amount and area are marked, so little else is left.
    let (folder, temporary) = scene.close().await;
    let file = temporary.path().join("starred.csv");
    std::fs::write(&file, &starred.body).unwrap();
    let (_, found) = trace(&folder, &file, &["--dataset", DATASET]);
    let named: Vec<&str> =
        found["copies"].as_array().unwrap().iter().filter_map(|copy| copy["recipient"].as_str()).collect();
    assert!(named.iter().all(|name| *name == recipients[1]), "nobody else is named: {found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_without_any_place_for_marks_leaves_and_its_receipt_says_why() {
    let texts = json!({ "fields": ["区县", "户数"] });
    let scene = Scene::new(200, [texts.clone(), texts]).await;
    let copy = scene.export(0, "jsonl", None).await;
    let kept = scene.receipt(0, &copy.receipt).await["copy"].clone();
    assert_eq!((kept["marks"].as_u64(), kept["unmarked"].as_str()), (Some(0), Some("no-field")));
    assert_eq!(kept["content"]["rows"], 200);
    let (folder, temporary) = scene.close().await;
    let file = temporary.path().join("copy.jsonl");
    std::fs::write(&file, &copy.body).unwrap();
    let (code, found) = trace(&folder, &file, &["--dataset", DATASET]);
    assert_eq!((code, found["verdict"].as_str(), found["unmarked"].as_u64()), (1, Some("not-ours"), Some(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_no_field_may_change_the_order_of_rows_names_the_recipient() {
    let texts = json!({ "fields": ["编号", "区县", "户数"] });
    let scene = Scene::new(ROWS, [texts.clone(), texts]).await;
    let copies = [scene.export(0, "csv", None).await, scene.export(1, "csv", None).await];
    let kept = scene.receipt(0, &copies[0].receipt).await["copy"].clone();
    assert!(kept["marks"].as_u64().unwrap() > 200 && kept["unmarked"].is_null(), "{kept}");
    let mut rows = rows_of(copies[0].text());
    let (folder, temporary) = scene.close().await;
    let file = temporary.path().join("copy.csv");
    std::fs::write(&file, &copies[0].body).unwrap();
    let (code, found) = trace(&folder, &file, &["--dataset", DATASET]);
    assert_eq!((code, &found["copies"][0]["receipt"]), (0, &json!(copies[0].receipt)), "{found}");
    assert_eq!(found["copies"].as_array().map(Vec::len), Some(1), "{found}");
    rows.sort();
    let original: Vec<Vec<String>> =
        table(ROWS, 0).iter().map(|row| [0, 1, 4].map(|column| row[column].clone()).to_vec()).collect();
    assert!(rows == original, "no value has changed and no row is missing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_without_a_key_field_bears_marks_and_its_plan_says_how_rows_are_told() {
    let scene = Scene::keyless(ROWS, [json!({ "fields": HEADER }), json!({ "fields": HEADER })]).await;
    let copy = scene.export(0, "csv", None).await;
    let kept = scene.receipt(0, &copy.receipt).await["copy"].clone();
    assert!(kept["marks"].as_u64().unwrap() > ROWS && kept["unmarked"].is_null(), "{kept}");
    assert_eq!(kept["plan"]["told_by"], json!(["编号"]), "the one field that tells every row: {kept}");
    scene.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_trace_is_on_record_at_the_dataset() {
    let scene = Scene::new(200, [json!({ "fields": HEADER }), json!({ "fields": HEADER })]).await;
    let copy = scene.export(0, "csv", None).await;
    let (folder, temporary) = scene.close().await;
    let file = temporary.path().join("copy.csv");
    std::fs::write(&file, &copy.body).unwrap();
    let (_, found): (i32, Value) = trace(&folder, &file, &["--dataset", DATASET]);
    assert_eq!(found["copies"][0]["receipt"], copy.receipt.as_str());
    let explained = crate::running::gongshu().args(["verify", "--dir"]).arg(&folder).output().unwrap();
    assert_eq!(explained.status.code(), Some(0), "{}", crate::running::text(&explained));
    let acts = acts(&folder);
    let traced: Vec<&Value> = acts.iter().filter(|act| act["act"] == "copy-traced").collect();
    assert_eq!(traced.len(), 1);
    assert!(traced[0]["record"].as_str().unwrap().contains(DATASET), "{}", traced[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_not_see_where_data_went_gets_no_trace() {
    let scene = Scene::new(200, [json!({ "fields": HEADER }), json!({ "fields": HEADER })]).await;
    let copy = scene.export(0, "csv", None).await;
    let file = scene.running.temporary.path().join("copy.csv");
    std::fs::write(&file, &copy.body).unwrap();
    let (app, dataset) = (&scene.running.app, DATASET.parse().unwrap());
    for (token, allowed) in [(&scene.steward, false), (&scene.readers[1].token, false), (&scene.auditor, true)] {
        let session = app.authenticate(token).await.unwrap();
        let found = app.trace(Some(&session), &dataset, &file).await;
        match found {
            Ok(report) => assert!(allowed && report.copies[0].receipt.as_str() == copy.receipt),
            Err(problem) => assert!(!allowed && matches!(problem, app::Problem::Denied(_)), "{problem}"),
        }
    }
    let session = app.authenticate(&scene.readers[1].token).await.unwrap();
    let of_another = app.check_copy(Some(&session), &copy.receipt.parse().unwrap(), &file).await;
    assert!(matches!(of_another, Err(app::Problem::Denied(_))), "a copy is held against a receipt one may see only");
    scene.close().await;
}

/// Every act of a platform's log, as `law explain` tells it.
fn acts(folder: &std::path::Path) -> Vec<Value> {
    let explained = |number: u32| {
        let mut explain = crate::running::gongshu();
        explain.args(["law", "explain", "--json", "--dir"]).arg(folder).args(["--act", &number.to_string()]);
        let output = explain.output().unwrap();
        output.status.success().then(|| serde_json::from_slice(&output.stdout).unwrap())
    };
    (0..).map_while(explained).collect()
}
