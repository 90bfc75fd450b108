//! What `gongshu law`, `case` and `work` print: other programs check the shapes.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::running::{gongshu, text};

fn run(arguments: &[&str]) -> Output {
    gongshu().args(arguments).output().unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A copy of the shipped rulebook that may be broken.
fn rules(folder: &Path) -> PathBuf {
    let copy = folder.join("rules");
    for (name, words) in ::law::shipped() {
        let path = copy.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, words).unwrap();
    }
    copy
}

#[test]
fn coverage_counts_every_duty_once() {
    let all = json(&["law", "coverage", "--json"]);
    let sum: u64 = ["outside", "carried", "not_carried"].iter().map(|name| all[*name].as_u64().unwrap()).sum();
    assert_eq!((all["total"].as_u64(), sum), (Some(623), 623));
    let duties = all["duties"].as_array().unwrap();
    assert_eq!(duties.len(), 623);
    for duty in duties {
        for name in ["id", "article", "carrier", "test", "acts"] {
            assert!(duty.get(name).is_some(), "{name} in {duty}");
        }
    }
    let here = json(&["law", "coverage", "--region", "460000", "--json"]);
    assert_eq!(here["total"], 112);
    let clock = here["duties"].as_array().unwrap().iter().find(|duty| duty["carrier"] == "clock open.decide").unwrap();
    assert_eq!(clock["id"], "hainan-bigdata-2019#26(2a)");
}

#[test]
fn a_rulebook_of_ones_own_is_checked_and_founded_on() {
    let folder = tempfile::tempdir().unwrap();
    let rules = rules(folder.path());
    let place = rules.to_str().unwrap();
    let sound = run(&["law", "check", place]);
    assert!(sound.status.success(), "{}", text(&sound));
    let file = rules.join("procedures/verification.toml");
    let words = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, words.replacen("by = \"provider\"", "by = \"mayor\"", 1)).unwrap();
    let broken = run(&["law", "check", place]);
    assert_eq!(broken.status.code(), Some(1), "{}", text(&broken));
    assert!(text(&broken).contains("procedures/verification.toml:"), "{}", text(&broken));
    let platform = folder.path().join("platform");
    let refused = run(&[
        "init",
        "--dir",
        platform.to_str().unwrap(),
        "--region",
        "330500",
        "--authority",
        "数据局",
        "--rules",
        place,
    ]);
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
    std::fs::write(&file, words).unwrap();
    std::fs::write(rules.join("packs/460000.toml"), "pack = \"460000\"\noff = [\"no-such-rule\"]\n").unwrap();
    let unread = run(&["law", "check", place]);
    assert_eq!(unread.status.code(), Some(1), "{}", text(&unread));
    assert!(text(&unread).contains("packs/460000.toml:2: "), "{}", text(&unread));
    std::fs::remove_file(rules.join("packs/460000.toml")).unwrap();
    let founded = json(&[
        "init",
        "--json",
        "--dir",
        platform.to_str().unwrap(),
        "--region",
        "330500",
        "--authority",
        "数据局",
        "--rules",
        place,
    ]);
    let token = founded["token"].as_str().unwrap();
    let place = platform.to_str().unwrap();
    assert_eq!(json(&["work", "--json", "--dir", place])["overdue"], 0);
    assert_eq!(json(&["case", "list", "--json", "--dir", place, "--token", token])["items"], serde_json::json!([]));
    assert_eq!(json(&["law", "explain", "--json", "--dir", place, "--act", "0"])["act"], "organisation-registered");
    assert_eq!(run(&["law", "explain", "--dir", place, "--act", "999"]).status.code(), Some(2));
    assert_eq!(run(&["case", "list", "--dir", place, "--token", "nobody"]).status.code(), Some(2));
}

#[test]
fn two_regions_are_compared_point_by_point() {
    let found = json(&["law", "diff", "460000", "330500", "--json"]);
    let points = found.as_array().unwrap();
    let point = points.iter().find(|point| point["name"] == "incident.report" && point["topic"] == "event").unwrap();
    assert!(point["a"]["value"]["zh"].is_string() && point["b"]["value"]["zh"].is_string());
    assert_eq!(json(&["law", "diff", "460000", "460000", "--json"]), serde_json::json!([]));
    assert_eq!(run(&["law", "diff", "460000", "999999"]).status.code(), Some(2));
}

#[test]
fn the_least_that_masks_must_hide_is_told_by_scene_and_grade() {
    let told = json(&["law", "scenes", "--region", "460000", "--json"]);
    let lines = told["scenes"].as_array().unwrap();
    let opening = lines.iter().find(|line| line["scene"] == "opening" && line["grade"] == "general3").unwrap();
    let expected = serde_json::json!({"scene": "opening", "grade": "general3", "strength": "generalised",
        "unless": ["consent"], "basis": "hainan-bigdata-2019#49(2)"});
    assert_eq!((opening, lines.len()), (&expected, 4));
    let shown = run(&["law", "scenes", "--region", "330500"]);
    assert!(text(&shown).contains("huzhou-security-2020#23(1b)"), "{}", text(&shown));
    assert_eq!(run(&["law", "scenes", "--region", "999999"]).status.code(), Some(2));
}

#[test]
fn a_reader_that_stops_reading_ends_nothing_with_a_fault() {
    use std::io::Read as _;
    use std::process::Stdio;

    let mut child = gongshu().args(["law", "coverage"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output));
}

#[test]
fn a_report_is_counted_without_a_running_platform() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("platform");
    let dir = dir.to_str().unwrap();
    assert!(run(&["init", "--dir", dir, "--region", "460000", "--authority", "局"]).status.success());
    let table = json(&["report", "duty-coverage", "--dir", dir]);
    assert_eq!((&table["report"], table["rows"].as_array().unwrap().len()), (&"duty-coverage".into(), 112));
    assert!(table["acts"].as_u64().unwrap() >= 1, "founding cites its article");
    let csv = run(&["report", "duty-coverage", "--dir", dir, "--format", "csv"]);
    assert!(String::from_utf8(csv.stdout).unwrap().starts_with("duty,carrier,state,acts\r\n"));
    let book = folder.path().join("book.xlsx");
    let out = ["report", "body-score", "--dir", dir, "--format", "xlsx", "--out", book.to_str().unwrap()];
    assert!(run(&out).status.success());
    assert!(std::fs::read(&book).unwrap().starts_with(b"PK"));
    for (arguments, expected) in [
        (vec!["report", "gossip", "--dir", dir], "expected one of version-quality"),
        (vec!["report", "on-time", "--dir", dir, "--from", "2026-02-01", "--to", "2026-01-01"], "to end on or after"),
        (vec!["report", "on-time", "--dir", "nowhere"], "expected a platform in nowhere"),
    ] {
        let output = run(&arguments);
        assert!(!output.status.success() && text(&output).contains(expected), "{arguments:?}: {}", text(&output));
    }
}
