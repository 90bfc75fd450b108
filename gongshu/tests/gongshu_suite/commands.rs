//! The command line and its JSON shapes: other programs check them.

use std::path::Path;

use serde_json::Value;

use crate::running::{gongshu, text};

fn json(arguments: &[&str], file: Option<&Path>) -> Value {
    let mut command = gongshu();
    command.args(arguments);
    if let Some(file) = file {
        command.arg(file);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", text(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn fails(arguments: &[&str], code: i32, says: &str) {
    let output = gongshu().args(arguments).output().unwrap();
    let said = text(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(says), "{arguments:?}: expected {says:?} in {said}");
}

#[test]
fn inspect_prints_the_shape_other_programs_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("名单.csv");
    std::fs::write(&file, "编号,姓名,年龄\n001,张三,34\n002,李四,28\n003,王五,41,多余\n").unwrap();
    let object = json(&["inspect", "--json"], Some(&file));
    assert_eq!(object["format"], "csv");
    assert_eq!(object["encoding"], "utf-8");
    assert_eq!((object["rows_read"].as_u64(), object["rows_kept"].as_u64()), (Some(3), Some(2)));
    assert_eq!(object["set_aside"].as_array().unwrap().len(), 1);
    assert_eq!(object["set_aside"][0]["line"], 4);
    assert!(object["set_aside"][0]["reason"].as_str().unwrap().len() > 5);
    let fields: Vec<_> = object["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| {
            for name in ["name", "type", "nulls", "distinct", "kinds", "grade"] {
                assert!(field.get(name).is_some(), "{name} in {field}");
            }
            format!("{} {} {}", field["name"].as_str().unwrap(), field["type"].as_str().unwrap(), field["distinct"])
        })
        .collect();
    assert_eq!(fields, ["编号 text 2", "姓名 text 2", "年龄 int 2"]);
}

#[test]
fn inspect_says_what_is_wrong_and_where() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("empty.csv");
    std::fs::write(&file, "").unwrap();
    fails(&["inspect", file.to_str().unwrap()], 2, "empty");
    fails(&["inspect", "/no/such/file.csv"], 2, "/no/such/file.csv");
}

#[test]
fn law_clock_reckons_working_days() {
    let clock = |from: &str| {
        json(
            &[
                "law",
                "clock",
                "--json",
                "--region",
                "460000",
                "--procedure",
                "conditional-opening",
                "--step",
                "accept",
                "--from",
                from,
            ],
            None,
        )
    };
    assert_eq!(clock("2026-02-10")["due"]["date"], "2026-02-24");
    assert_eq!(clock("2026-02-10")["due"]["provisional"], false);
    assert_eq!(clock("2027-03-01")["due"]["provisional"], true);
    fails(
        &[
            "law",
            "clock",
            "--region",
            "990000",
            "--procedure",
            "conditional-opening",
            "--step",
            "accept",
            "--from",
            "2026-02-10",
        ],
        2,
        "460000",
    );
    fails(
        &["law", "clock", "--region", "460000", "--procedure", "nothing", "--step", "accept", "--from", "2026-02-10"],
        2,
        "conditional-opening",
    );
}

#[test]
fn init_refuses_what_cannot_be_a_platform() {
    let folder = tempfile::tempdir().unwrap();
    let occupied = folder.path().join("occupied");
    std::fs::create_dir(&occupied).unwrap();
    std::fs::write(occupied.join("letter.txt"), "mine").unwrap();
    let init = |dir: &Path, region: &str, says: &str| {
        fails(&["init", "--region", region, "--authority", "局", "--dir", dir.to_str().unwrap()], 2, says);
    };
    init(&occupied, "460000", "empty folder");
    init(&folder.path().join("new"), "123456", "460000");
    fails(&["serve", "--dir", folder.path().join("none").to_str().unwrap()], 2, "gongshu init");
    fails(&["serve", "--dir", occupied.to_str().unwrap(), "--listen", "0.0.0.0:1"], 2, "loopback");
    fails(&["verify", "--dir", occupied.to_str().unwrap()], 2, "gongshu init");
}

#[test]
fn help_has_examples() {
    for command in ["init", "serve", "demo", "inspect", "ingest", "verify", "backup", "restore"] {
        let output = gongshu().args([command, "--help"]).output().unwrap();
        assert!(text(&output).contains("Example"), "{command}");
    }
}
