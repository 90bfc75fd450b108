//! One wrong rulebook per kind of fault: the files of a small town with one piece replaced, and what the loader says.

use crate::Rulebook;

mod calendars;
mod clocks;
mod parents;
mod procedures;
mod regions;
mod regulations;
mod scenes;
mod shapes;
mod steps;
mod watch;

const LAW: &str = "regulations/toytown-2020.toml";
const REGION: &str = "regions/990000.toml";
const QUARTER: &str = "regions/990100.toml";
const LOAN: &str = "procedures/loan.toml";
const CALENDAR: &str = "calendars/cn.toml";

pub(crate) const TOYTOWN: [(&str, &str); 5] = [
    (LAW, include_str!("toytown/regulation.toml")),
    (REGION, include_str!("toytown/region.toml")),
    (QUARTER, include_str!("toytown/quarter.toml")),
    (LOAN, include_str!("toytown/procedure.toml")),
    (CALENDAR, include_str!("toytown/calendar.toml")),
];

/// What the loader says: every fault, one a line, or "a rulebook".
fn parse(files: &[(&str, &str)]) -> String {
    Rulebook::parse(files.iter().copied()).map_or_else(|errors| errors.to_string(), |_| "a rulebook".to_owned())
}

/// What it says of the town with the first `old` of one file replaced by `new`.
fn load(path: &str, old: &str, new: &str) -> String {
    let files = TOYTOWN.map(|(file, text)| {
        assert!(file != path || text.contains(old), "{path} has no {old:?}");
        (file, if file == path { text.replacen(old, new, 1) } else { text.to_owned() })
    });
    parse(&files.each_ref().map(|(file, text)| (*file, text.as_str())))
}

fn check(path: &str, old: &str, new: &str, expected: &str) {
    assert_eq!(load(path, old, new), expected, "{path}: {old:?} → {new:?}");
}

fn check_files(files: &[(&str, &str)], expected: &str) {
    assert_eq!(parse(files), expected);
}

#[test]
fn the_town_itself_is_in_order() {
    check_files(&TOYTOWN, "a rulebook");
}

#[test]
fn files() {
    check_files(&[], "calendars/cn.toml:1: expected the calendar file, found none; add calendars/cn.toml");
    check_files(
        &[TOYTOWN[4], TOYTOWN[4]],
        "calendars/cn.toml:1: expected each file once, found this path twice; remove one",
    );
    for path in
        ["readme.md", "regions/.toml", "regions/99/0000.toml", "calendars/us.toml", "/etc/passwd", "regions/a.json", ""]
    {
        let expected = format!(
            "{path}:1: expected a file regulations/*.toml, regions/*.toml, procedures/*.toml, packs/*.toml, watch/*.toml or calendars/cn.toml, found another path; move or remove it"
        );
        check_files(&[TOYTOWN[4], (path, "")], &expected);
    }
}

#[test]
fn rule_packs_are_of_a_region_and_cite_what_binds_there() {
    let with = |path: &'static str, text: &'static str, expected: &str| {
        let files: Vec<(&str, &str)> = TOYTOWN.into_iter().chain([(path, text)]).collect();
        check_files(&files, expected);
    };
    let sound = "pack = \"990000\"\n[[rule]]\nname = \"toy\"\nbasis = \"toytown-2020#1\"\n";
    with("packs/990000.toml", sound, "a rulebook");
    with(
        "packs/970000.toml",
        "pack = \"970000\"\n",
        "packs/970000.toml:1: expected a pack called by the code of a region of rules/regions, found \"970000\"; rename it or add the region",
    );
    with(
        "packs/990000.toml",
        "pack = \"990000\"\n\n[[rule]]\nname = \"toy\"\nbasis = \"toytown-2020#9\"\n",
        "packs/990000.toml:5: expected a citation of a duty that binds in this region, found toytown-2020#9; correct it, or add the duty or the binding",
    );
}
