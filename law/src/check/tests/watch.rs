use super::{REGION, TOYTOWN, parse};

const RULE: &str = "watch/hoarding.toml";
const TEXT: &str = r#"name = "hoarding"
title = { zh = "囤书", en = "Hoarding" }
detector = "bulk-reads"
severity = "notice"
limit = 10
minutes = 60

[[region]]
code = "990000"
basis = "toytown-2020#1"
"#;

fn check(old: &str, new: &str, expected: &str) {
    assert!(TEXT.contains(old), "the rule has no {old:?}");
    let text = TEXT.replacen(old, new, 1);
    let files: Vec<_> = TOYTOWN.into_iter().chain([(RULE, text.as_str())]).collect();
    assert_eq!(parse(&files), expected, "{old:?} → {new:?}");
}

#[test]
fn a_rule_states_what_its_detector_needs_and_nothing_else() {
    check("", "", "a rulebook");
    check(
        "minutes = 60\n",
        "",
        "watch/hoarding.toml:3: expected for detector bulk-reads `minutes`, found otherwise; state it\n\
         watch/hoarding.toml:8: expected for detector bulk-reads `minutes`, found otherwise; state it",
    );
    check(
        "minutes = 60\n",
        "minutes = 60\ntimes = 3\n",
        "watch/hoarding.toml:3: expected for detector bulk-reads no `times`, found otherwise; remove it\n\
         watch/hoarding.toml:10: expected for detector bulk-reads no `times`, found otherwise; remove it",
    );
    check(
        "basis = \"toytown-2020#1\"\n",
        "basis = \"toytown-2020#1\"\nhours = [8, 18]\n",
        "watch/hoarding.toml:9: expected for detector bulk-reads no `hours`, found otherwise; remove it",
    );
}

#[test]
fn numbers_have_bounds() {
    check(
        "basis",
        "limit = 0\nbasis",
        "watch/hoarding.toml:9: expected `limit` from 1 to 1000000000000, found 0; correct it",
    );
    check(
        "basis",
        "minutes = 10081\nbasis",
        "watch/hoarding.toml:9: expected `minutes` from 1 to 10080, found 10081; correct it",
    );
    let hours = TEXT.replacen("bulk-reads", "off-hours", 1).replacen("minutes = 60", "minutes = 60\nhours = [9, 9]", 1);
    let files: Vec<_> = TOYTOWN.into_iter().chain([(RULE, hours.as_str())]).collect();
    let told = parse(&files);
    assert!(told.starts_with("watch/hoarding.toml:3: expected `hours` from 10 to 24, found 9"), "{told}");
}

#[test]
fn what_stops_says_what_it_stops() {
    let stops = "severity \"suspend\" and only there, found one without the other; write both or neither";
    check("basis", "severity = \"suspend\"\nbasis", &format!("watch/hoarding.toml:9: expected `stops` with {stops}"));
    check("basis", "stops = [\"account\"]\nbasis", &format!("watch/hoarding.toml:9: expected `stops` with {stops}"));
}

#[test]
fn regions_articles_and_cases_are_there() {
    check(
        "990000",
        "99000",
        "watch/hoarding.toml:9: expected a region code of six digits (GB/T 2260), found \"99000\"; correct it",
    );
    check("990000", "980000", "a rulebook");
    check(
        "toytown-2020#1",
        "toytown-2020#9",
        "watch/hoarding.toml:9: expected a citation of a duty that binds in this region, found toytown-2020#9; correct it, \
         or add the duty or the binding",
    );
    check(
        "basis",
        "severity = \"case\"\nbasis",
        "watch/hoarding.toml:9: expected procedure \"risk-alert\" to be run in 990000, because a hit opens a case there, \
         found that it is not; let the region adopt it",
    );
    check(
        "name = \"hoarding\"",
        "name = \"hoard\"",
        "watch/hoarding.toml:1: expected the name \"hoarding\" as the file is called, found \"hoard\"; rename the file or \
         correct the name",
    );
    let unknown = TEXT.replacen("bulk-reads", "mind-reading", 1);
    let files: Vec<_> = TOYTOWN.into_iter().chain([(RULE, unknown.as_str())]).collect();
    assert!(parse(&files).contains("unknown variant `mind-reading`"));
}

#[test]
fn a_rule_holds_as_the_nearest_region_says() {
    let quarter = "\n[[region]]\ncode = \"990100\"\nbasis = \"toytown-2020#1\"\nlimit = 5\n";
    let text = format!("{TEXT}{quarter}");
    let files: Vec<_> = TOYTOWN.into_iter().chain([(RULE, text.as_str())]).collect();
    let book = crate::Rulebook::parse(files).unwrap();
    let on = "2026-02-10".parse().unwrap();
    let limits = ["990000", "990100"].map(|code| {
        let held = book.watching(book.region(code).unwrap(), on);
        held.iter().map(|rule| (rule.rule.clone(), rule.thresholds.limit)).collect::<Vec<_>>()
    });
    assert_eq!(limits, [vec![("hoarding".to_owned(), 10)], vec![("hoarding".to_owned(), 5)]]);
    let before = "1999-01-01".parse().unwrap();
    assert!(book.watching(book.region("990000").unwrap(), before).is_empty(), "{REGION} was not bound yet");
}
